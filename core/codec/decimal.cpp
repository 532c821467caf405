// Digit by digit, with the limit checked before it can be passed.
#include "core/codec/decimal.h"

namespace core::codec {

Result<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t number_max) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return fail(Error::malformed);
    std::uint64_t number = 0;
    for (const char character : text) {
        if (character < '0' || character > '9') return fail(Error::bad_digit);
        const auto digit = static_cast<std::uint64_t>(character - '0');
        if (digit > number_max || number > (number_max - digit) / 10) return fail(Error::too_large);
        number = number * 10 + digit;
    }
    return number;
}

}  // namespace core::codec
