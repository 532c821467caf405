// Both ways are exact arithmetic with large numbers, so that every machine comes to the same, and
// without the tables of a hundred kilobytes that the standard library has for it.
#include "core/codec/number_text.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/codec/natural.h"

namespace core::codec {
namespace {

constexpr std::uint64_t mantissa_implied = std::uint64_t{1} << 52;
constexpr int exponent_min = -1074;
constexpr int exponent_max = 971;

// So many digits are exact in a double, and so are the powers of ten up to this one: then one
// multiplication or division rounds correctly.
constexpr std::size_t exact_digits_max = 15;
constexpr int exact_power_max = 22;

// More digits never decide which double is nearest, but that there are any more.
constexpr std::size_t digits_max = 780;

struct Decimal {
    std::string digits;  // None of the outer ones is zero.
    int exponent = 0;    // Of the first.
};

// number = mantissa × 2^exponent, of a positive one.
struct Binary {
    std::uint64_t mantissa;
    int exponent;
};

Binary binary_of(double number) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    const int exponent = static_cast<int>(bits >> 52 & 0x7ff);
    const std::uint64_t mantissa = bits & (mantissa_implied - 1);
    if (exponent == 0) return {mantissa, exponent_min};
    return {mantissa | mantissa_implied, exponent + exponent_min - 1};
}

// The number as a fraction of two naturals, and how far it is to the middle between it and the next
// double on either side, in units of the same denominator. All of them are multiplied by ten to get
// the next digit.
struct Scaled {
    Natural numerator;
    Natural denominator;
    Natural to_lower;
    Natural to_upper;

    explicit Scaled(Binary number)
        : numerator(number.mantissa), denominator(2), to_lower(1), to_upper(1) {
        // The next one below a power of two is only half as far away.
        const bool is_lower_nearer =
            number.mantissa == mantissa_implied && number.exponent > exponent_min;
        const std::uint32_t nearer = is_lower_nearer ? 1 : 0;
        const auto up = static_cast<std::uint32_t>(std::max(number.exponent, 0));
        const auto down = static_cast<std::uint32_t>(std::max(-number.exponent, 0));
        numerator.shift_left(1 + nearer + up);
        denominator.shift_left(nearer + down);
        to_lower.shift_left(up);
        to_upper.shift_left(nearer + up);
    }
    void multiply_by_ten_to(std::uint32_t exponent) {
        for (Natural* part : {&numerator, &to_lower, &to_upper}) part->multiply_by_ten_to(exponent);
    }
    [[nodiscard]] std::strong_ordering upper_end() const {
        Natural end = numerator;
        end.add(to_upper);
        return end <=> denominator;
    }
};

// As few digits as lead back, and of those the nearest: the method of Steele and White.
Decimal decimal_of(double number) {
    const Binary binary = binary_of(number);
    // The ends lead back too if the mantissa is even.
    const bool takes_ends = binary.mantissa % 2 == 0;
    Scaled scaled(binary);
    const int width = binary.exponent + static_cast<int>(std::bit_width(binary.mantissa)) - 1;
    // At most one less than it should be.
    int exponent = static_cast<int>(std::floor(width * 0.30102999566398114));
    if (exponent >= 0)
        scaled.denominator.multiply_by_ten_to(static_cast<std::uint32_t>(exponent));
    else
        scaled.multiply_by_ten_to(static_cast<std::uint32_t>(-exponent));
    Natural ten_times = scaled.denominator;
    ten_times.multiply_add(10, 0);
    Natural end = scaled.numerator;
    end.add(scaled.to_upper);
    if (takes_ends ? end >= ten_times : end > ten_times) {
        ++exponent;
        scaled.denominator = ten_times;
    }
    Decimal decimal{{}, exponent};
    for (;;) {
        std::uint32_t digit = scaled.numerator.take_out(scaled.denominator);
        const auto lower = scaled.numerator <=> scaled.to_lower;
        const auto upper = scaled.upper_end();
        const bool is_low = lower < 0 || (takes_ends && lower == 0);
        const bool is_high = upper > 0 || (takes_ends && upper == 0);
        if (is_low || is_high) {
            Natural twice = scaled.numerator;
            twice.shift_left(1);
            const auto half = twice <=> scaled.denominator;
            if (is_high && (!is_low || half > 0 || (half == 0 && digit % 2 == 1))) ++digit;
            decimal.digits += static_cast<char>('0' + digit);
            return decimal;
        }
        decimal.digits += static_cast<char>('0' + digit);
        scaled.multiply_by_ten_to(1);
    }
}

// digits × 10^exponent, with a last digit that only says whether more than zeros followed.
struct Written {
    std::string digits;
    std::int64_t exponent = 0;
};

Written written(std::string_view text) {
    Written number;
    bool is_behind_point = false;
    bool has_more = false;
    std::size_t at = 0;
    for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
        if (text[at] == '.') {
            is_behind_point = true;
            continue;
        }
        number.exponent -= is_behind_point ? 1 : 0;
        if (number.digits.empty() && text[at] == '0') continue;
        if (number.digits.size() < digits_max) {
            number.digits += text[at];
            continue;
        }
        has_more = has_more || text[at] != '0';
        ++number.exponent;
    }
    if (has_more) {
        number.digits += '1';
        --number.exponent;
    }
    if (at == text.size()) return number;
    const bool is_negative = text[++at] == '-';
    if (is_negative || text[at] == '+') ++at;
    constexpr std::int64_t written_exponent_max = 1'000'000'000;
    std::int64_t exponent = 0;
    for (; at < text.size(); ++at)
        exponent = std::min(exponent * 10 + (text[at] - '0'), written_exponent_max);
    number.exponent += is_negative ? -exponent : exponent;
    return number;
}

double ten_to(int exponent) {
    double power = 1;
    for (; exponent > 0; --exponent) power *= 10;
    return power;
}

// The nearest double to numerator / denominator × 2^exponent, of two the even one.
double nearest(Natural numerator, Natural denominator) {
    // The quotient gets 64 bits or 65, of which 53 stay.
    const int width =
        static_cast<int>(numerator.bit_width()) - static_cast<int>(denominator.bit_width());
    const int shift = 64 - width;
    if (shift > 0)
        numerator.shift_left(static_cast<std::uint32_t>(shift));
    else
        denominator.shift_left(static_cast<std::uint32_t>(-shift));
    // Bit by bit from the top: 65 of them.
    std::uint64_t quotient = 0;
    bool has_top = false;
    denominator.shift_left(64);
    for (int bit = 64; bit >= 0; --bit) {
        if (numerator >= denominator) {
            numerator.subtract(denominator);
            if (bit == 64)
                has_top = true;
            else
                quotient |= std::uint64_t{1} << bit;
        }
        numerator.shift_left(1);
    }
    bool has_rest = !numerator.is_zero();
    int exponent = -shift;
    if (has_top) {
        has_rest = has_rest || quotient % 2 == 1;
        quotient = quotient >> 1 | std::uint64_t{1} << 63;
        ++exponent;
    }
    const int quotient_width = static_cast<int>(std::bit_width(quotient));
    // Fewer bits are kept where doubles end.
    const int dropped = std::max(quotient_width - 53, exponent_min - exponent);
    if (dropped > 64) return 0;
    std::uint64_t mantissa = dropped == 64 ? 0 : quotient >> dropped;
    const std::uint64_t half = std::uint64_t{1} << (dropped - 1);
    const std::uint64_t rest = quotient & (half * 2 - 1);
    const bool is_up = rest > half || (rest == half && (has_rest || mantissa % 2 == 1));
    mantissa += is_up ? 1 : 0;
    exponent += dropped;
    if (mantissa == mantissa_implied * 2) {
        mantissa /= 2;
        ++exponent;
    }
    if (exponent > exponent_max) return std::numeric_limits<double>::infinity();
    const std::uint64_t biased =
        mantissa < mantissa_implied ? 0 : static_cast<std::uint64_t>(exponent - exponent_min + 1);
    return std::bit_cast<double>(biased << 52 | (mantissa & (mantissa_implied - 1)));
}

double positive_number_of(std::string_view text) {
    const Written number = written(text);
    if (number.digits.empty()) return 0;
    const std::int64_t first = number.exponent + static_cast<std::int64_t>(number.digits.size());
    if (first > 310) return std::numeric_limits<double>::infinity();
    if (first < -325) return 0;
    const int exponent = static_cast<int>(number.exponent);
    if (number.digits.size() <= exact_digits_max && std::abs(exponent) <= exact_power_max) {
        double value = 0;
        for (const char digit : number.digits) value = value * 10 + (digit - '0');
        return exponent < 0 ? value / ten_to(-exponent) : value * ten_to(exponent);
    }
    Natural numerator;
    for (const char digit : number.digits)
        numerator.multiply_add(10, static_cast<std::uint32_t>(digit - '0'));
    Natural denominator(1);
    if (exponent < 0)
        denominator.multiply_by_ten_to(static_cast<std::uint32_t>(-exponent));
    else
        numerator.multiply_by_ten_to(static_cast<std::uint32_t>(exponent));
    return nearest(numerator, denominator);
}

}  // namespace

void append_number(std::string& text, double number) {
    ASSERT(std::isfinite(number));
    if (number == 0) {  // Of either sign.
        text += '0';
        return;
    }
    if (number < 0) text += '-';
    const auto [digits, exponent] = decimal_of(std::abs(number));
    const int count = static_cast<int>(digits.size());
    const auto zeros = [&text](int how_many) { text.append(static_cast<unsigned>(how_many), '0'); };
    if (exponent >= 21 || exponent < -6) {
        text += digits[0];
        if (count > 1) text.append(1, '.').append(digits, 1);
        text += exponent < 0 ? "e-" : "e+";
        text += formatted("{}", std::abs(exponent));
    } else if (exponent < 0) {
        text += "0.";
        zeros(-exponent - 1);
        text += digits;
    } else if (count <= exponent + 1) {
        text += digits;
        zeros(exponent + 1 - count);
    } else {
        text.append(digits, 0, static_cast<unsigned>(exponent + 1));
        text += '.';
        text.append(digits, static_cast<unsigned>(exponent + 1));
    }
}

double number_of(std::string_view json) {
    const bool is_negative = json.starts_with('-');
    const double number = positive_number_of(json.substr(is_negative ? 1 : 0));
    return is_negative ? -number : number;
}

}  // namespace core::codec
