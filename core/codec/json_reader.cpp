// What may come next is known from what was read last and from the brackets that are open: no
// recursion. Only ASCII has a meaning here, everything else is copied.
#include "core/codec/json_reader.h"

#include <algorithm>

#include "core/codec/utf8.h"

namespace core::codec {

Result<JsonToken> JsonReader::next() {
    if (in_text_) return piece(text_kind_);
    skip_blanks();
    switch (expected_) {
        case Expected::value: return value();
        case Expected::first_item: return skip(']') ? close() : value();
        case Expected::first_name:
            if (skip('}')) return close();
            return name();
        case Expected::more: return more();
    }
    std::unreachable();
}

Result<JsonToken> JsonReader::value() {
    expected_ = Expected::more;
    switch (peek(0)) {
        case '{': return open(Kind::begin_object);
        case '[': return open(Kind::begin_array);
        case '"': skip('"'); return piece(Kind::text);
        case 't': return word("true", Kind::yes);
        case 'f': return word("false", Kind::no);
        case 'n': return word("null", Kind::null);
        default: return number();
    }
}

Result<JsonToken> JsonReader::name() {
    if (!skip('"')) return unexpected();
    return piece(Kind::name);
}

// Behind a value.
Result<JsonToken> JsonReader::more() {
    if (depth_ == 0) {
        if (!rest_.empty()) return fail(Error::trailing_bytes);
        return JsonToken{};
    }
    if (skip(in_object() ? '}' : ']')) return close();
    if (!skip(',')) return unexpected();
    skip_blanks();
    return in_object() ? name() : value();
}

Result<JsonToken> JsonReader::open(Kind kind) {
    if (++depth_ > nesting_depth_max) return fail(Error::too_deep);
    rest_.remove_prefix(1);
    const bool is_object = kind == Kind::begin_object;
    objects_ = objects_ << 1 | (is_object ? 1 : 0);
    expected_ = is_object ? Expected::first_name : Expected::first_item;
    return JsonToken{kind, {}, false};
}

JsonToken JsonReader::close() {
    const Kind kind = in_object() ? Kind::end_object : Kind::end_array;
    --depth_;
    objects_ >>= 1;
    expected_ = Expected::more;
    return {kind, {}, false};
}

Result<JsonToken> JsonReader::word(std::string_view word, Kind kind) {
    if (!rest_.starts_with(word))
        return fail(word.starts_with(rest_) ? Error::truncated : Error::malformed);
    rest_.remove_prefix(word.size());
    return JsonToken{kind, {}, false};
}

// The end of a run of digits, of which there must be one.
Result<std::size_t> JsonReader::digits_end(std::size_t begin) const {
    std::size_t end = begin;
    while (peek(end) >= '0' && peek(end) <= '9') ++end;
    if (end == begin) return fail(begin < rest_.size() ? Error::malformed : Error::truncated);
    return end;
}

Result<JsonToken> JsonReader::number() {
    const std::size_t begin = peek(0) == '-' ? 1 : 0;
    std::size_t end = TRY(digits_end(begin));
    if (peek(begin) == '0' && end > begin + 1) return fail(Error::malformed);
    if (peek(end) == '.') end = TRY(digits_end(end + 1));
    if (peek(end) == 'e' || peek(end) == 'E') {
        const bool has_sign = peek(end + 1) == '+' || peek(end + 1) == '-';
        end = TRY(digits_end(end + (has_sign ? 2 : 1)));
    }
    JsonToken token{Kind::number, std::string(rest_.substr(0, end)), false};
    rest_.remove_prefix(end);
    return token;
}

// Of a text or name, behind its opening quote or the piece before.
Result<JsonToken> JsonReader::piece(Kind kind) {
    JsonToken token{kind, {}, false};
    text_kind_ = kind;
    while (token.text.size() < piece_size_max_) {
        std::size_t plain = 0;
        const std::size_t room = std::min(rest_.size(), piece_size_max_ - token.text.size());
        while (plain < room && rest_[plain] != '"' && rest_[plain] != '\\') {
            if (static_cast<unsigned char>(rest_[plain]) < 0x20) return fail(Error::malformed);
            ++plain;
        }
        // Not within a code point.
        while (plain < rest_.size() && (rest_[plain] & 0xc0) == 0x80) ++plain;
        token.text += rest_.substr(0, plain);
        rest_.remove_prefix(plain);
        if (skip('"')) {
            in_text_ = false;
            if (kind == Kind::text) return token;
            skip_blanks();
            if (!skip(':')) return unexpected();
            expected_ = Expected::value;
            return token;
        }
        if (token.text.size() >= piece_size_max_) break;
        if (!skip('\\')) return fail(Error::truncated);
        TRY(escape(token.text));
    }
    in_text_ = true;
    token.goes_on = true;
    return token;
}

Result<void> JsonReader::escape(std::string& text) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (skip('u')) {
        append_utf8(text, TRY(code_point()));
        return {};
    }
    if (rest_.empty()) return fail(Error::truncated);
    const std::size_t at = letters.find(rest_.front());
    if (at == std::string_view::npos) return fail(Error::malformed);
    text += meanings[at];
    rest_.remove_prefix(1);
    return {};
}

Result<char32_t> JsonReader::code_unit() {
    const std::string_view digits = rest_.substr(0, 4);
    char32_t unit = 0;
    for (const char digit : digits) {
        const char lower = static_cast<char>(digit | 0x20);
        const bool is_letter = lower >= 'a' && lower <= 'f';
        if (!is_letter && (digit < '0' || digit > '9')) return fail(Error::malformed);
        unit = unit << 4 | static_cast<char32_t>(is_letter ? lower - 'a' + 10 : digit - '0');
    }
    if (digits.size() < 4) return fail(Error::truncated);
    rest_.remove_prefix(4);
    return unit;
}

// One unit, or two that are a surrogate pair.
Result<char32_t> JsonReader::code_point() {
    const char32_t first = TRY(code_unit());
    if (first < 0xd800 || first > 0xdfff) return first;
    if (first > 0xdbff || !skip('\\') || !skip('u')) return unexpected();
    const char32_t second = TRY(code_unit());
    if (second < 0xdc00 || second > 0xdfff) return fail(Error::malformed);
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

void JsonReader::skip_blanks() {
    const std::size_t end = rest_.find_first_not_of(" \t\n\r");
    rest_.remove_prefix(std::min(end, rest_.size()));
}

bool JsonReader::skip(char character) {
    if (!rest_.starts_with(character)) return false;
    rest_.remove_prefix(1);
    return true;
}

}  // namespace core::codec
