// What the encoder's parts agree on: a sequence (literals, then a match), the codes of its lengths,
// and the names of distances that were used before.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "core/zstd/format.h"

namespace core::zstd {

struct Sequence {
    std::uint32_t literals_size;
    std::uint32_t match_size;
    std::uint32_t distance;
};
using Sequences = std::vector<Sequence>;

// Codes by length: small lengths in a table, from where on each code doubles by arithmetic.
template <std::size_t size, std::size_t codes>
constexpr std::array<std::uint8_t, size> code_table(const std::array<Code, codes>& ranges) {
    std::array<std::uint8_t, size> table{};
    std::uint8_t code = 0;
    for (std::size_t i = 0; i < size; ++i) {
        while (code + 1U < codes && ranges[code + 1U].base <= ranges[0].base + i) ++code;
        table[i] = code;
    }
    return table;
}

inline constexpr auto small_literals_codes = code_table<64>(literals_length_codes);
inline constexpr auto small_match_codes = code_table<128>(match_length_codes);

inline std::uint8_t literals_length_code(std::uint32_t size) {
    if (size < small_literals_codes.size()) return small_literals_codes[size];
    return static_cast<std::uint8_t>(std::bit_width(size) + 18);
}

inline std::uint8_t match_length_code(std::uint32_t size) {
    const std::uint32_t above = size - match_size_min;
    if (above < small_match_codes.size()) return small_match_codes[above];
    return static_cast<std::uint8_t>(std::bit_width(above) + 35);
}

inline std::uint8_t offset_code(std::uint32_t value) {
    return static_cast<std::uint8_t>(std::bit_width(value) - 1);
}

// The distance that an offset's value stands for; 0 is no distance. Without literals in front the
// most recent distance would be pointless, and the short names move on by one.
inline std::uint32_t resolve_offset(std::uint32_t value, bool has_literals,
                                    RepeatedOffsets& repeated) {
    if (value > repeated_offset_count) {
        repeated = {value - repeated_offset_count, repeated[0], repeated[1]};
        return repeated[0];
    }
    const std::uint32_t name = value + (has_literals ? 0 : 1);
    switch (name) {
        case 1: break;
        case 2: repeated = {repeated[1], repeated[0], repeated[2]}; break;
        case 3: repeated = {repeated[2], repeated[0], repeated[1]}; break;
        default: repeated = {repeated[0] - 1, repeated[0], repeated[1]}; break;
    }
    return repeated[0];
}

// The distance that a short name (1 to 3) stands for now; 0 is none.
inline std::uint32_t repeated_distance(std::uint32_t name, bool has_literals,
                                       const RepeatedOffsets& repeated) {
    const std::uint32_t place = has_literals ? name - 1 : name;
    return place < repeated.size() ? repeated[place] : repeated[0] - 1;
}

// The shortest value that stands for a distance. The reverse of resolve_offset().
inline std::uint32_t name_offset(std::uint32_t distance, bool has_literals,
                                 RepeatedOffsets& repeated) {
    std::uint32_t value = distance + repeated_offset_count;
    for (std::uint32_t name = repeated_offset_count; name > 0; --name)
        if (repeated_distance(name, has_literals, repeated) == distance) value = name;
    resolve_offset(value, has_literals, repeated);
    return value;
}

}  // namespace core::zstd
