// Integers of any size: a sign and a magnitude. Results may be larger than a value may be (`fits`),
// by as much as one operation makes of two that fit; power and shift, which make more, refuse
// beforehand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "logos/values/failure.h"
#include "logos/values/limits.h"
#include "logos/values/magnitude.h"

namespace logos {

class BigInteger {
public:
    struct Division;

    BigInteger() = default;
    explicit BigInteger(std::int64_t value);

    // Digits of base 2, 8, 10 or 16, behind a minus sign perhaps. None if there is anything else,
    // or too much.
    static std::optional<BigInteger> from_digits(std::string_view digits, unsigned base = 10);

    // Towards zero; none of what is infinite or no number.
    static std::optional<BigInteger> from_real(double value);

    // In decimal.
    [[nodiscard]] std::string text() const;

    // If 64 bits hold it.
    [[nodiscard]] std::optional<std::int64_t> small() const;

    // The nearest one, of two the even one; infinite if it is too large.
    [[nodiscard]] double real() const;

    [[nodiscard]] bool is_zero() const { return limbs_.empty(); }
    [[nodiscard]] bool is_negative() const { return negative_; }
    [[nodiscard]] bool is_even() const { return limbs_.empty() || limbs_[0] % 2 == 0; }
    [[nodiscard]] bool fits() const {
        return limbs_.size() * sizeof(magnitude::Limb) <= integer_size_max;
    }
    [[nodiscard]] std::size_t bit_count() const { return magnitude::bit_count(limbs_); }
    [[nodiscard]] std::size_t count_ones() const;  // Of the magnitude.
    [[nodiscard]] std::uint64_t hash() const;

    friend BigInteger operator+(const BigInteger& left, const BigInteger& right);
    friend BigInteger operator-(const BigInteger& left, const BigInteger& right);
    friend BigInteger operator*(const BigInteger& left, const BigInteger& right);
    friend BigInteger operator&(const BigInteger& left, const BigInteger& right);
    friend BigInteger operator|(const BigInteger& left, const BigInteger& right);
    friend BigInteger operator^(const BigInteger& left, const BigInteger& right);
    BigInteger operator-() const;
    BigInteger operator~() const;

    // Towards zero, so that the remainder has the dividend's sign. The divisor must not be zero.
    [[nodiscard]] static Division divide(const BigInteger& dividend, const BigInteger& divisor);
    // Towards minus infinity.
    [[nodiscard]] static BigInteger floor_divide(const BigInteger& dividend,
                                                 const BigInteger& divisor);

    [[nodiscard]] Outcome<BigInteger> power(std::uint64_t exponent) const;
    [[nodiscard]] Outcome<BigInteger> shift_left(std::uint64_t bits) const;
    [[nodiscard]] BigInteger shift_right(std::uint64_t bits) const;  // Towards minus infinity.

    // Below, equal or above: -1, 0 or 1.
    [[nodiscard]] static int compare(const BigInteger& left, const BigInteger& right);
    friend bool operator==(const BigInteger&, const BigInteger&) = default;

private:
    BigInteger(bool negative, magnitude::Limbs limbs)
        : negative_(negative && !limbs.empty()), limbs_(std::move(limbs)) {}

    static BigInteger sum(const BigInteger& left, const BigInteger& right, bool right_negative);
    [[nodiscard]] magnitude::Limbs complement_limbs(std::size_t size) const;
    static BigInteger from_complement(magnitude::Limbs limbs);
    template <class Operation>
    static BigInteger of_bits(const BigInteger& left, const BigInteger& right, Operation operation);

    bool negative_ = false;  // Never of zero.
    magnitude::Limbs limbs_;
};

struct BigInteger::Division {
    BigInteger quotient;
    BigInteger remainder;
};

inline constexpr const char* number_too_large = "number too large";

}  // namespace logos
