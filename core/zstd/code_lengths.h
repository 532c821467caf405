// The lengths of the best prefix code of which no code is longer than a limit.
#pragma once

#include <array>
#include <cstdint>

namespace core::zstd {

// Lengths of at most huffman_bits_max, 0 for what does not occur. At least two counts are above 0.
std::array<std::uint8_t, 256> code_lengths(const std::array<std::uint32_t, 256>& counts);

}  // namespace core::zstd
