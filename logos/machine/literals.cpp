// Literals as values: see literals.h.
#include "logos/machine/literals.h"

#include <charconv>
#include <limits>
#include <optional>
#include <string_view>

#include "core/codec/number_text.h"
#include "core/codec/utf8.h"
#include "logos/values/big_integer.h"
#include "logos/values/make.h"

namespace logos {
namespace {

double real_of(const std::string& text) {
    if (text == "infinity") return std::numeric_limits<double>::infinity();
    if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
    return core::codec::number_of(text);
}

std::int64_t nanoseconds_of(const std::string& text) {
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

std::optional<BigInteger> integer_of(std::string_view digits) {
    if (digits.size() > 2 && digits[0] == '0') {
        const char base = digits[1];
        if (base == 'x' || base == 'X') return BigInteger::from_digits(digits.substr(2), 16);
        if (base == 'b' || base == 'B') return BigInteger::from_digits(digits.substr(2), 2);
        if (base == 'o' || base == 'O') return BigInteger::from_digits(digits.substr(2), 8);
    }
    return BigInteger::from_digits(digits);
}

char32_t first_code_point(std::string_view text) {
    return text.empty() ? U'\0' : core::codec::take_code_point(text);
}

}  // namespace

Value literal_value(const Node& node) {
    switch (node.kind) {
        case Kind::integer: {
            auto number = integer_of(node.text);
            return number ? make_integer(*std::move(number)) : Value::integer(0);
        }
        case Kind::real: return Value::real(real_of(node.text));
        case Kind::truth: return Value::truth(node.text == "true");
        case Kind::character: return Value::character(first_code_point(node.text));
        case Kind::duration: return Value::duration(nanoseconds_of(node.text));
        default: return {};
    }
}

}  // namespace logos
