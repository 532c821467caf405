// XXH64 with seed 0: the checksum in Zstandard's frames. It finds accidents, not attacks.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace core::zstd {

std::uint64_t xxh64(Bytes bytes);

}  // namespace core::zstd
