// Prices in parts of a bit, in whole numbers, so that every machine decides alike.
#pragma once

#include <bit>
#include <cstdint>

namespace core::zstd {

using Price = std::uint32_t;
inline constexpr Price price_of_bit = 256;

// The logarithm of a number above 0, as a price.
constexpr Price log2_price(std::uint32_t number) {
    const auto whole = static_cast<unsigned>(std::bit_width(number)) - 1;
    std::uint64_t mantissa = std::uint64_t{number} << (31 - whole);
    Price price = whole;
    for (Price part = 1; part < price_of_bit; part *= 2) {
        mantissa = mantissa * mantissa >> 31;
        const bool doubled = mantissa >> 32 != 0;
        mantissa >>= doubled ? 1 : 0;
        price = 2 * price + (doubled ? 1 : 0);
    }
    return price;
}

static_assert(log2_price(1) == 0 && log2_price(8) == 3 * price_of_bit);
static_assert(log2_price(3) == 405);  // 1.58496 bits.

}  // namespace core::zstd
