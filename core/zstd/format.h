// What RFC 8878 fixes: magic numbers, the kinds of blocks and tables, the codes of lengths and
// their predefined distributions. Encoder and decoder share it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace core::zstd {

inline constexpr std::uint32_t frame_magic = 0xfd2fb528;
// The lowest four bits of a skippable frame's magic number are free.
inline constexpr std::uint32_t skippable_magic = 0x184d2a50;
inline constexpr std::uint32_t skippable_mask = 0xfffffff0;

// No block holds or makes more than this.
inline constexpr std::size_t block_size_max = std::size_t{128} * 1024;
inline constexpr std::size_t block_header_size = 3;
inline constexpr std::size_t checksum_size = 4;

// How far back a frame may ask to look: what every level of zstd's command can ask for.
inline constexpr std::uint64_t window_size_max = std::uint64_t{128} * 1024 * 1024;

enum class BlockType : std::uint8_t { raw, rle, compressed, reserved };
enum class LiteralsType : std::uint8_t { raw, rle, compressed, treeless };
enum class TableMode : std::uint8_t { predefined, rle, compressed, repeat };

// In the frame's descriptor.
inline constexpr unsigned single_segment_flag = 1 << 5;
inline constexpr unsigned reserved_flag = 1 << 3;
inline constexpr unsigned checksum_flag = 1 << 2;

// Literals come in one stream or in four; four are not allowed for fewer than this.
inline constexpr std::size_t four_streams_size_min = 6;
inline constexpr std::size_t jump_table_size = 6;

inline constexpr unsigned huffman_bits_max = 11;
inline constexpr unsigned huffman_weight_log_max = 6;

// The distances of the last three matches, which have short names.
using RepeatedOffsets = std::array<std::uint32_t, 3>;
inline constexpr RepeatedOffsets first_repeated_offsets{1, 4, 8};
inline constexpr std::uint32_t repeated_offset_count = 3;

inline constexpr std::uint32_t match_size_min = 3;

// A code stands for `base` and what its extra bits add.
struct Code {
    std::uint32_t base;
    std::uint8_t extra_bits;
};

// Ranges that follow one another without a gap, behind `singles` codes of one value each.
template <std::size_t size, std::size_t ranges>
constexpr std::array<Code, size> codes_from(std::uint32_t base,
                                            const std::array<std::uint8_t, ranges>& extra_bits) {
    std::array<Code, size> codes{};
    for (std::size_t i = 0; i < size; ++i) {
        constexpr std::size_t singles = size - ranges;
        const std::uint8_t bits = i < singles ? std::uint8_t{0} : extra_bits[i - singles];
        codes[i] = {base, bits};
        base += std::uint32_t{1} << bits;
    }
    return codes;
}

inline constexpr auto literals_length_codes =
    codes_from<36>(0, std::to_array<std::uint8_t>(
                          {1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
inline constexpr auto match_length_codes = codes_from<53>(
    match_size_min, std::to_array<std::uint8_t>(
                        {1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
inline constexpr auto offset_codes = codes_from<32>(
    1, std::to_array<std::uint8_t>({1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                                    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31}));

inline constexpr unsigned literals_length_log_max = 9;
inline constexpr unsigned match_length_log_max = 9;
inline constexpr unsigned offset_log_max = 8;
inline constexpr std::size_t sequence_table_size_max = 512;

// How often each symbol of a table occurs, out of 2^log; -1 is "less than once".
inline constexpr std::size_t fse_symbol_count_max = 53;
inline constexpr unsigned fse_log_min = 5;
struct Distribution {
    std::array<std::int16_t, fse_symbol_count_max> shares{};
    unsigned symbol_count = 0;
    unsigned log = 0;
};

template <std::size_t size>
constexpr Distribution distribution_of(unsigned log, const std::array<std::int16_t, size>& shares) {
    Distribution distribution{.symbol_count = size, .log = log};
    for (std::size_t i = 0; i < size; ++i) distribution.shares[i] = shares[i];
    return distribution;
}

inline constexpr Distribution literals_length_predefined = distribution_of(
    6, std::to_array<std::int16_t>({4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1,  1,  2,  2,
                                    2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1}));
inline constexpr Distribution match_length_predefined = distribution_of(
    6, std::to_array<std::int16_t>({1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1,  1,  1,  1,  1,  1,  1, 1,
                                    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,  1,  1,  1,  1,  1,  1, 1,
                                    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1}));
inline constexpr Distribution offset_predefined = distribution_of(
    5, std::to_array<std::int16_t>({1, 1, 1, 1, 1, 1, 2, 2, 2, 1,  1,  1,  1,  1, 1,
                                    1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1}));

}  // namespace core::zstd
