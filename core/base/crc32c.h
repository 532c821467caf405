// CRC32C (Castagnoli): finds what a disk or a wire broke by accident; whoever breaks on purpose is
// met with BLAKE3 and signatures. The processor's instruction on x86-64 and arm64, tables
// elsewhere; all give the same number (rules CR1–CR3, spec/base.md).
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace core {

// Of the bytes behind those whose checksum is `before`: crc32c(b, crc32c(a)) is that of a and b
// joined.
[[nodiscard]] std::uint32_t crc32c(Bytes bytes, std::uint32_t before = 0);

// The version for machines without the instruction, so that tests can hold the others against it.
[[nodiscard]] std::uint32_t crc32c_by_table(Bytes bytes, std::uint32_t before = 0);

}  // namespace core
