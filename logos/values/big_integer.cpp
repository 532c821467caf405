// Integers with a sign: which magnitudes are added, subtracted and divided, and how they become
// other numbers.
#include "logos/values/big_integer.h"

#include <bit>
#include <cmath>

#include "core/base/assert.h"

namespace logos {
namespace {

constexpr int real_digits = 53;

magnitude::Limbs limbs_of(std::uint64_t value) {
    magnitude::Limbs limbs{static_cast<magnitude::Limb>(value),
                           static_cast<magnitude::Limb>(value >> 32)};
    magnitude::trim(limbs);
    return limbs;
}

std::uint64_t low_word(const magnitude::Limbs& limbs) {
    std::uint64_t word = limbs.empty() ? 0 : limbs[0];
    if (limbs.size() > 1) word |= std::uint64_t{limbs[1]} << 32;
    return word;
}

}  // namespace

BigInteger::BigInteger(std::int64_t value)
    : BigInteger(value < 0, limbs_of(value < 0 ? 0 - static_cast<std::uint64_t>(value)
                                               : static_cast<std::uint64_t>(value))) {}

std::optional<BigInteger> BigInteger::from_real(double value) {
    if (!std::isfinite(value)) return std::nullopt;
    int exponent = 0;
    const double fraction = std::frexp(std::fabs(value), &exponent);
    const auto digits = static_cast<std::uint64_t>(std::ldexp(fraction, real_digits));
    const int shift = exponent - real_digits;
    const magnitude::Limbs limbs = limbs_of(digits);
    return BigInteger(value < 0,
                      shift >= 0 ? magnitude::shift_left(limbs, static_cast<std::size_t>(shift))
                                 : magnitude::shift_right(limbs, static_cast<std::size_t>(-shift)));
}

std::optional<std::int64_t> BigInteger::small() const {
    if (limbs_.size() > 2) return std::nullopt;
    const std::uint64_t word = low_word(limbs_);
    const std::uint64_t most = static_cast<std::uint64_t>(INT64_MAX) + (negative_ ? 1 : 0);
    if (word > most) return std::nullopt;
    return static_cast<std::int64_t>(negative_ ? 0 - word : word);
}

double BigInteger::real() const {
    const std::size_t bits = bit_count();
    if (bits > 1024) return negative_ ? -HUGE_VAL : HUGE_VAL;
    double value = 0;
    if (bits <= 64) {
        value = static_cast<double>(low_word(limbs_));
    } else {
        // The highest 64 bits; what is below them only breaks ties.
        const std::size_t shift = bits - 64;
        std::uint64_t word = low_word(magnitude::shift_right(limbs_, shift));
        if (magnitude::has_low_bits(limbs_, shift)) word |= 1;
        value = std::ldexp(static_cast<double>(word), static_cast<int>(shift));
    }
    return negative_ ? -value : value;
}

std::size_t BigInteger::count_ones() const {
    std::size_t count = 0;
    for (const magnitude::Limb limb : limbs_)
        count += static_cast<std::size_t>(std::popcount(limb));
    return count;
}

std::uint64_t BigInteger::hash() const {
    std::uint64_t mixed = negative_ ? 0x9e3779b97f4a7c15 : 0x5851f42d4c957f2d;
    for (const magnitude::Limb limb : limbs_)
        mixed = (std::rotl(mixed, 5) ^ limb) * 0xbf58476d1ce4e5b9;
    return mixed;
}

BigInteger BigInteger::sum(const BigInteger& left, const BigInteger& right, bool right_negative) {
    if (left.negative_ == right_negative)
        return {left.negative_, magnitude::add(left.limbs_, right.limbs_)};
    if (magnitude::compare(left.limbs_, right.limbs_) >= 0)
        return {left.negative_, magnitude::subtract(left.limbs_, right.limbs_)};
    return {right_negative, magnitude::subtract(right.limbs_, left.limbs_)};
}

BigInteger operator+(const BigInteger& left, const BigInteger& right) {
    return BigInteger::sum(left, right, right.negative_);
}

BigInteger operator-(const BigInteger& left, const BigInteger& right) {
    return BigInteger::sum(left, right, !right.negative_);
}

BigInteger operator*(const BigInteger& left, const BigInteger& right) {
    return {left.negative_ != right.negative_, magnitude::multiply(left.limbs_, right.limbs_)};
}

BigInteger BigInteger::operator-() const { return {!negative_, limbs_}; }

BigInteger::Division BigInteger::divide(const BigInteger& dividend, const BigInteger& divisor) {
    ASSERT(!divisor.is_zero());
    auto parts = magnitude::divide(dividend.limbs_, divisor.limbs_);
    return {.quotient = {dividend.negative_ != divisor.negative_, std::move(parts.quotient)},
            .remainder = {dividend.negative_, std::move(parts.remainder)}};
}

BigInteger BigInteger::floor_divide(const BigInteger& dividend, const BigInteger& divisor) {
    auto parts = divide(dividend, divisor);
    if (parts.remainder.is_zero() || dividend.negative_ == divisor.negative_)
        return std::move(parts.quotient);
    return parts.quotient - BigInteger(1);
}

Outcome<BigInteger> BigInteger::power(std::uint64_t exponent) const {
    if (exponent == 0) return BigInteger(1);
    const std::size_t bits = bit_count();
    if (bits <= 1) return exponent % 2 == 0 ? *this * *this : *this;  // 0, 1 and -1.
    const std::uint64_t least_bits = bits - 1;
    if (exponent > integer_size_max * 8 / least_bits) return failure(number_too_large);
    BigInteger result(1);
    BigInteger square = *this;
    for (;; square = square * square) {
        if (exponent % 2 == 1) result = result * square;
        exponent /= 2;
        if (exponent == 0) break;
    }
    if (!result.fits()) return failure(number_too_large);
    return result;
}

int BigInteger::compare(const BigInteger& left, const BigInteger& right) {
    if (left.negative_ != right.negative_) return left.negative_ ? -1 : 1;
    const int sizes = magnitude::compare(left.limbs_, right.limbs_);
    return left.negative_ ? -sizes : sizes;
}

}  // namespace logos
