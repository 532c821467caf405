// Real numbers in digits. With a given number of decimals the real number is taken as the fraction
// that it is, mantissa · 2^exponent, so that rounding is exact.
#include <cmath>

#include "core/codec/number_text.h"
#include "logos/values/big_integer.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

constexpr int mantissa_bits = 53;

std::string unusual_text(double value) {
    if (std::isnan(value)) return "NaN";
    return value < 0 ? "-inf" : "inf";
}

// From digits, with a point perhaps, and the exponent to digits and a point at the right place.
std::string without_exponent(std::string_view digits, int exponent) {
    const std::size_t point = digits.find('.');
    std::string whole(digits.substr(0, point));
    const int decimals =
        point == std::string_view::npos ? 0 : static_cast<int>(digits.size() - point - 1);
    if (decimals > 0) whole += digits.substr(point + 1);
    const int place = static_cast<int>(whole.size()) - decimals + exponent;
    if (place <= 0) return "0." + std::string(static_cast<std::size_t>(-place), '0') + whole;
    if (place >= static_cast<int>(whole.size())) {
        whole.resize(static_cast<std::size_t>(place), '0');
        return whole;
    }
    return whole.insert(static_cast<std::size_t>(place), 1, '.');
}

int exponent_of(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    int exponent = 0;
    for (const char digit : text) exponent = exponent * 10 + (digit - '0');
    return negative ? -exponent : exponent;
}

// value · 10^decimals, rounded.
BigInteger scaled(double value, std::size_t decimals) {
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent);
    const auto mantissa = static_cast<std::int64_t>(std::ldexp(fraction, mantissa_bits));
    exponent -= mantissa_bits;
    BigInteger number = BigInteger(mantissa) * *BigInteger(10).power(decimals);
    if (exponent >= 0) return *number.shift_left(static_cast<std::uint64_t>(exponent));
    const auto shift = static_cast<std::uint64_t>(-exponent);
    const BigInteger below = number.shift_right(shift);
    const BigInteger twice_rest = *(number - *below.shift_left(shift)).shift_left(1);
    const int side = BigInteger::compare(twice_rest, *BigInteger(1).shift_left(shift));
    return side > 0 || (side == 0 && !below.is_even()) ? below + BigInteger(1) : below;
}

}  // namespace

std::string real_text(double value) {
    if (!std::isfinite(value)) return unusual_text(value);
    std::string written;
    core::codec::append_number(written, std::fabs(value));
    if (const std::size_t e = written.find('e'); e != std::string::npos)
        written = without_exponent(std::string_view(written).substr(0, e),
                                   exponent_of(std::string_view(written).substr(e + 1)));
    return std::signbit(value) ? "-" + written : written;
}

std::string real_text(double value, std::size_t decimals) {
    if (!std::isfinite(value)) return unusual_text(value);
    std::string digits = scaled(std::fabs(value), decimals).text();
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
    return std::signbit(value) ? "-" + digits : digits;
}

}  // namespace logos
