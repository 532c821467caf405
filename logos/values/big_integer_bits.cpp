// Bits of integers as if each were written in two's complement, with its sign going on for ever.
#include <algorithm>

#include "logos/values/big_integer.h"

namespace logos {
namespace {

void negate_limbs(magnitude::Limbs& limbs) {
    std::uint64_t carry = 1;
    for (magnitude::Limb& limb : limbs) {
        carry += static_cast<magnitude::Limb>(~limb);
        limb = static_cast<magnitude::Limb>(carry);
        carry >>= magnitude::limb_bits;
    }
}

}  // namespace

magnitude::Limbs BigInteger::complement_limbs(std::size_t size) const {
    magnitude::Limbs limbs = limbs_;
    limbs.resize(size);
    if (negative_) negate_limbs(limbs);
    return limbs;
}

BigInteger BigInteger::from_complement(magnitude::Limbs limbs) {
    const bool negative = !limbs.empty() && limbs.back() >> (magnitude::limb_bits - 1) != 0;
    if (negative) negate_limbs(limbs);
    magnitude::trim(limbs);
    return {negative, std::move(limbs)};
}

template <class Operation>
BigInteger BigInteger::of_bits(const BigInteger& left, const BigInteger& right,
                               Operation operation) {
    const std::size_t size =
        std::max(left.limbs_.size(), right.limbs_.size()) + 1;  // One for the sign.
    magnitude::Limbs limbs = left.complement_limbs(size);
    const magnitude::Limbs others = right.complement_limbs(size);
    for (std::size_t i = 0; i < size; ++i) limbs[i] = operation(limbs[i], others[i]);
    return from_complement(std::move(limbs));
}

BigInteger operator&(const BigInteger& left, const BigInteger& right) {
    return BigInteger::of_bits(left, right,
                               [](magnitude::Limb a, magnitude::Limb b) { return a & b; });
}

BigInteger operator|(const BigInteger& left, const BigInteger& right) {
    return BigInteger::of_bits(left, right,
                               [](magnitude::Limb a, magnitude::Limb b) { return a | b; });
}

BigInteger operator^(const BigInteger& left, const BigInteger& right) {
    return BigInteger::of_bits(left, right,
                               [](magnitude::Limb a, magnitude::Limb b) { return a ^ b; });
}

BigInteger BigInteger::operator~() const { return -*this - BigInteger(1); }

Outcome<BigInteger> BigInteger::shift_left(std::uint64_t bits) const {
    if (is_zero()) return *this;
    if (bits > integer_size_max * 8) return failure(number_too_large);
    BigInteger shifted(negative_, magnitude::shift_left(limbs_, static_cast<std::size_t>(bits)));
    if (!shifted.fits()) return failure(number_too_large);
    return shifted;
}

BigInteger BigInteger::shift_right(std::uint64_t bits) const {
    const auto shift = static_cast<std::size_t>(std::min<std::uint64_t>(bits, bit_count()));
    BigInteger shifted(negative_, magnitude::shift_right(limbs_, shift));
    const bool rounds_down = negative_ && magnitude::has_low_bits(limbs_, shift);
    return rounds_down ? shifted - BigInteger(1) : shifted;
}

}  // namespace logos
