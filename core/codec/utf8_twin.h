// The obvious way to check UTF-8: decode each code point and ask whether it would be written so.
// The judge of is_utf8(), for its test and fuzzer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/codec/utf8.h"

namespace core::codec {

struct DecodedCodePoint {
    char32_t code_point;
    std::size_t size;  // 0 if there is none.
};

inline DecodedCodePoint decode_one(std::string_view text) {
    const auto first = static_cast<std::uint8_t>(text.front());
    const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (text.size() < size) return {0, 0};
    char32_t code_point = size == 1 ? first : first & (0x7fu >> size);
    for (std::size_t i = 1; i < size; ++i)
        code_point = code_point << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3f);
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff)) return {0, 0};
    std::string again;
    append_utf8(again, code_point);
    if (text.substr(0, size) != again) return {0, 0};
    return {code_point, size};
}

inline bool is_utf8_slowly(std::string_view text) {
    while (!text.empty()) {
        const DecodedCodePoint decoded = decode_one(text);
        if (decoded.size == 0) return false;
        text.remove_prefix(decoded.size);
    }
    return true;
}

}  // namespace core::codec
