// Zstandard (RFC 8878), an implementation of our own: the same bytes natively and in WebAssembly.
//
// compress() has one effort, meant for texts and columns of up to a few megabytes: it searches long
// and gives small frames, each with its size and checksum. decompress() takes any frames that need
// no dictionary. spec/zstd.md has the rules.
#pragma once

#include <cstddef>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core::zstd {

// What all frames hold, one after the other. Memory grows with what was really made, whatever a
// header says, and never beyond `size_max` and a little; more content is too_large.
Result<Buffer> decompress(Bytes frames, std::size_t size_max);

}  // namespace core::zstd
