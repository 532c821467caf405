// Natural numbers as 32-bit limbs, least significant first, without zeros at the end: what
// BigInteger puts a sign to. Multiplication is Karatsuba's above a threshold, division Knuth's
// algorithm D.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace logos::magnitude {

using Limb = std::uint32_t;
using Limbs = std::vector<Limb>;
using View = std::span<const Limb>;

inline constexpr unsigned limb_bits = 32;

void trim(Limbs& limbs);

// Below, equal or above: -1, 0 or 1.
[[nodiscard]] int compare(View left, View right);

[[nodiscard]] Limbs add(View left, View right);

// The left one must not be smaller.
[[nodiscard]] Limbs subtract(View left, View right);

[[nodiscard]] Limbs multiply(View left, View right);

struct Division {
    Limbs quotient;
    Limbs remainder;
};

// The divisor must not be zero.
[[nodiscard]] Division divide(View dividend, View divisor);

// limbs = limbs * factor + addend.
void multiply_add(Limbs& limbs, Limb factor, Limb addend);

// Divides in place and returns the remainder.
Limb divide_by(Limbs& limbs, Limb divisor);

[[nodiscard]] Limbs shift_left(View limbs, std::size_t bits);
[[nodiscard]] Limbs shift_right(View limbs, std::size_t bits);

[[nodiscard]] std::size_t bit_count(View limbs);

// Whether any of the lowest bits is one.
[[nodiscard]] bool has_low_bits(View limbs, std::size_t bits);

}  // namespace logos::magnitude
