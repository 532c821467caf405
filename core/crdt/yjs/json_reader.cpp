// Everything between an escape and the next is copied as it is.
#include "core/crdt/yjs/json_reader.h"

#include <algorithm>

#include "core/codec/utf8.h"

namespace core::crdt::yjs {
namespace {

bool is_high(unsigned unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(unsigned unit) { return unit >= 0xdc00 && unit < 0xe000; }

void append_half(std::string& text, unsigned unit) {
    text += static_cast<char>(0xe0 | unit >> 12);
    text += static_cast<char>(0x80 | (unit >> 6 & 0x3f));
    text += static_cast<char>(0x80 | (unit & 0x3f));
}

}  // namespace

Result<void> JsonScanner::word(std::string_view word) {
    if (!rest_.starts_with(word)) return fail(Error::malformed);
    rest_.remove_prefix(word.size());
    return {};
}

Result<void> JsonScanner::digits() {
    const std::size_t count = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (count == 0) return unexpected();
    rest_.remove_prefix(count);
    return {};
}

Result<std::string_view> JsonScanner::number() {
    const std::string_view begin = rest_;
    skip('-');
    if (!skip('0')) TRY(digits());
    if (skip('.')) TRY(digits());
    if (skip('e') || skip('E')) {
        if (!skip('+')) skip('-');
        TRY(digits());
    }
    return begin.substr(0, begin.size() - rest_.size());
}

Result<std::string> JsonScanner::text() {
    std::string text;
    for (;;) {
        const auto is_special = [](char character) {
            return character == '"' || character == '\\' ||
                   static_cast<unsigned char>(character) < 0x20;
        };
        const auto special = std::ranges::find_if(rest_, is_special);
        text.append(rest_.begin(), special);
        rest_.remove_prefix(static_cast<std::size_t>(special - rest_.begin()));
        if (skip('"')) return text;
        if (!skip('\\')) return unexpected();
        TRY(escape(text));
    }
}

Result<unsigned> JsonScanner::code_unit() {
    if (rest_.size() < 4) return fail(Error::truncated);
    unsigned unit = 0;
    for (const char digit : rest_.substr(0, 4)) {
        constexpr std::string_view digits = "0123456789abcdef";
        const char lower = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit + 32) : digit;
        const std::size_t value = digits.find(lower);
        if (value == std::string_view::npos) return fail(Error::malformed);
        unit = unit << 4 | static_cast<unsigned>(value);
    }
    rest_.remove_prefix(4);
    return unit;
}

Result<void> JsonScanner::escape(std::string& text) {
    if (rest_.empty()) return fail(Error::truncated);
    const char which = rest_[0];
    rest_.remove_prefix(1);
    if (which == 'u') {
        const unsigned unit = TRY(code_unit());
        if (!is_high(unit) && !is_low(unit)) {
            codec::append_utf8(text, unit);
            return {};
        }
        if (is_high(unit) && rest_.starts_with("\\u")) {
            JsonScanner ahead(rest_.substr(2));
            const unsigned next = TRY(ahead.code_unit());
            if (is_low(next)) {
                codec::append_utf8(text, 0x10000 + ((unit & 0x3ff) << 10 | (next & 0x3ff)));
                rest_ = ahead.rest_;
                return {};
            }
        }
        append_half(text, unit);
        return {};
    }
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const std::size_t at = letters.find(which);
    if (at == std::string_view::npos) return fail(Error::malformed);
    text += meanings[at];
    return {};
}

Result<bool> JsonScanner::comma(char closing) {
    skip_blanks();
    if (skip(',')) return true;
    if (skip(closing)) return false;
    return unexpected();
}

}  // namespace core::crdt::yjs
