// Arithmetic modulo the Castagnoli polynomial, in the bit-reversed form that the checksum uses: bit
// 31 is the coefficient of x^0. Only what crc32c's two versions need, at compile time or once at
// start.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace core::crc32c_polynomial {

inline constexpr std::uint32_t reversed = 0x82f63b78;

// Of a polynomial, times x.
constexpr std::uint32_t times_x(std::uint32_t polynomial) {
    return (polynomial >> 1) ^ ((polynomial & 1) ? reversed : 0);
}

constexpr std::uint32_t multiply(std::uint32_t left, std::uint32_t right) {
    std::uint32_t product = 0;
    for (std::uint32_t bit = 0x80000000; bit != 0; bit >>= 1, right = times_x(right))
        if (left & bit) product ^= right;
    return product;
}

// x to the power `exponent`, which is small.
constexpr std::uint32_t power_of_x(int exponent) {
    std::uint32_t power = 0x80000000;
    while (exponent-- > 0) power = times_x(power);
    return power;
}

}  // namespace core::crc32c_polynomial
