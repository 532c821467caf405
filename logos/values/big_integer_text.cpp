// Integers from digits and back, nine decimal digits at a time: as many as a limb holds.
#include <algorithm>

#include "logos/values/big_integer.h"

namespace logos {
namespace {

constexpr std::size_t chunk_digits = 9;
constexpr magnitude::Limb chunk_size = 1'000'000'000;

// 16 and more of what is no digit.
unsigned digit_of(char character) {
    if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
    if (character >= 'a' && character <= 'f') return static_cast<unsigned>(character - 'a') + 10;
    if (character >= 'A' && character <= 'F') return static_cast<unsigned>(character - 'A') + 10;
    return UINT32_MAX;
}

// Four bits of each digit, or fewer, fill the limbs; decimal ones need a bit more than three.
bool are_too_many(std::size_t digits, unsigned base) {
    const std::size_t bits_min = base == 2 ? 1 : base == 16 ? 4 : 3;
    return digits > integer_size_max * 8 / bits_min + 1;
}

}  // namespace

std::optional<BigInteger> BigInteger::from_digits(std::string_view digits, unsigned base) {
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    if (digits.empty()) return std::nullopt;
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    digits.remove_prefix(zeros);
    if (are_too_many(digits.size(), base)) return std::nullopt;
    magnitude::Limbs limbs;
    while (!digits.empty()) {
        magnitude::Limb chunk = 0;
        magnitude::Limb factor = 1;
        for (const char character : digits.substr(0, base == 16 ? 7 : chunk_digits)) {
            const unsigned digit = digit_of(character);
            if (digit >= base) return std::nullopt;
            chunk = chunk * base + digit;
            factor *= base;
        }
        magnitude::multiply_add(limbs, factor, chunk);
        digits.remove_prefix(std::min(digits.size(), base == 16 ? 7 : chunk_digits));
    }
    BigInteger value(negative, std::move(limbs));
    if (!value.fits()) return std::nullopt;
    return value;
}

std::string BigInteger::text() const {
    if (is_zero()) return "0";
    std::string reversed;
    reversed.reserve(limbs_.size() * 10 + 1);
    for (magnitude::Limbs rest = limbs_; !rest.empty();) {
        magnitude::Limb chunk = magnitude::divide_by(rest, chunk_size);
        for (std::size_t i = 0; i < chunk_digits && (chunk != 0 || !rest.empty()); ++i) {
            reversed.push_back(static_cast<char>('0' + chunk % 10));
            chunk /= 10;
        }
    }
    if (negative_) reversed.push_back('-');
    std::ranges::reverse(reversed);
    return reversed;
}

}  // namespace logos
