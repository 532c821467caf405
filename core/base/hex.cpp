// Hexadecimal digits, without tables: it is for people, not for speed.
#include "core/base/hex.h"

namespace core {
namespace {

Result<unsigned> digit_value(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
    return fail(Error::bad_digit);
}

}  // namespace

std::string to_hex(Bytes bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) >> 4];
        text += digits[std::to_integer<unsigned>(byte) & 15];
    }
    return text;
}

// [try]
Result<Buffer> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return fail(Error::truncated);
    Buffer bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const unsigned high = TRY(digit_value(text[i]));
        const unsigned low = TRY(digit_value(text[i + 1]));
        bytes.push_back(static_cast<std::byte>(high << 4 | low));
    }
    return bytes;
}
// [/try]

}  // namespace core
