// The standard library finds the shortest digits; where the point stands among them is JavaScript's
// own.
#include "core/codec/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "core/base/assert.h"

namespace core::codec {
namespace {

// So many digits are exact in a double, and all their sums.
constexpr std::size_t exact_digits_max = 15;

}  // namespace

void append_number(std::string& text, double number) {
    ASSERT(std::isfinite(number));
    if (number == 0) {  // Of either sign.
        text += '0';
        return;
    }
    std::array<char, 32> written;
    const auto [end, error] = std::to_chars(written.data(), written.data() + written.size(), number,
                                            std::chars_format::scientific);
    ASSERT(error == std::errc{});
    // d.ddde±dd
    std::string_view form(written.data(), static_cast<std::size_t>(end - written.data()));
    if (form.starts_with('-')) {
        text += '-';
        form.remove_prefix(1);
    }
    const std::size_t e = form.find('e');
    std::string digits(form.substr(0, 1));
    if (e > 2) digits += form.substr(2, e - 2);
    int exponent = 0;
    const bool is_negative = form[e + 1] == '-';
    std::from_chars(form.data() + e + 2, form.data() + form.size(), exponent);
    if (is_negative) exponent = -exponent;

    const int count = static_cast<int>(digits.size());
    const auto zeros = [](int how_many) {
        return std::string(static_cast<unsigned>(how_many), '0');
    };
    if (exponent >= 21 || exponent < -6) {
        text += digits[0];
        if (count > 1) text += '.' + digits.substr(1);
        text += is_negative ? "e-" : "e+";
        text += std::to_string(std::abs(exponent));
    } else if (exponent < 0) {
        text += "0." + zeros(-exponent - 1) + digits;
    } else if (count <= exponent + 1) {
        text += digits + zeros(exponent + 1 - count);
    } else {
        digits.insert(static_cast<unsigned>(exponent + 1), 1, '.');
        text += digits;
    }
}

double number_of(std::string_view json) {
    const bool is_negative = json.starts_with('-');
    const std::string_view digits = json.substr(is_negative ? 1 : 0);
    if (digits.size() <= exact_digits_max &&
        digits.find_first_not_of("0123456789") == std::string_view::npos) {
        double number = 0;
        for (const char digit : digits) number = number * 10 + (digit - '0');
        return is_negative ? -number : number;
    }
    // It rounds correctly on all our machines, which std::from_chars does not do on all of them
    // yet; and it wants an end.
    return std::strtod(std::string(json).c_str(), nullptr);
}

}  // namespace core::codec
