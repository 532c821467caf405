// A parser by recursive descent, as deep as nesting_depth_max. The whole text is checked to be
// UTF-8 first, so that below only ASCII has a meaning and everything else is copied.
#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/limits.h"
#include "core/codec/json.h"
#include "core/codec/utf8.h"

namespace core::codec {
namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) {}

    Result<JsonValue> parse() {
        JsonValue value = TRY(parse_value());
        skip_blanks();
        if (!rest_.empty()) return fail(Error::trailing_bytes);
        return value;
    }

private:
    Result<JsonValue> parse_value();
    Result<JsonValue> parse_array();
    Result<JsonValue> parse_object();
    Result<JsonValue> parse_number();
    Result<std::string> parse_text();
    Result<void> parse_escape(std::string& text);
    Result<char32_t> parse_code_unit();
    Result<char32_t> parse_code_point();
    Result<JsonValue> parse_word(std::string_view word, JsonValue value);
    Result<std::size_t> count_digits(std::size_t begin) const;
    // Whether a list goes on behind an item: a comma, or the closing bracket.
    Result<bool> parse_comma(char closing);

    void skip_blanks() {
        const std::size_t end = rest_.find_first_not_of(" \t\n\r");
        rest_.remove_prefix(std::min(end, rest_.size()));
    }
    bool skip(char character) {
        if (!rest_.starts_with(character)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    [[nodiscard]] char peek(std::size_t at) const { return at < rest_.size() ? rest_[at] : '\0'; }
    // What went wrong where something else was needed.
    [[nodiscard]] std::unexpected<Error> unexpected() const {
        return fail(rest_.empty() ? Error::truncated : Error::malformed);
    }

    std::string_view rest_;
    std::size_t values_left_ = json_values_max;
    std::size_t depth_ = 0;
};

Result<JsonValue> Parser::parse_value() {
    if (values_left_-- == 0) return fail(Error::too_large);
    skip_blanks();
    switch (peek(0)) {
        case '{': return parse_object();
        case '[': return parse_array();
        case '"': return JsonValue::of(TRY(parse_text()));
        case 't': return parse_word("true", JsonValue::of(true));
        case 'f': return parse_word("false", JsonValue::of(false));
        case 'n': return parse_word("null", JsonValue());
        default: return parse_number();
    }
}

Result<JsonValue> Parser::parse_word(std::string_view word, JsonValue value) {
    if (!rest_.starts_with(word))
        return fail(word.starts_with(rest_) ? Error::truncated : Error::malformed);
    rest_.remove_prefix(word.size());
    return value;
}

Result<bool> Parser::parse_comma(char closing) {
    skip_blanks();
    if (skip(',')) return true;
    if (skip(closing)) return false;
    return unexpected();
}

Result<JsonValue> Parser::parse_array() {
    if (++depth_ > nesting_depth_max) return fail(Error::too_deep);
    skip('[');
    std::vector<JsonValue> items;
    skip_blanks();
    bool goes_on = !skip(']');
    while (goes_on) {
        items.push_back(TRY(parse_value()));
        goes_on = TRY(parse_comma(']'));
    }
    --depth_;
    return JsonValue::of(std::move(items));
}

Result<JsonValue> Parser::parse_object() {
    if (++depth_ > nesting_depth_max) return fail(Error::too_deep);
    skip('{');
    std::vector<JsonMember> members;
    skip_blanks();
    bool goes_on = !skip('}');
    while (goes_on) {
        skip_blanks();
        if (peek(0) != '"') return unexpected();
        std::string name = TRY(parse_text());
        skip_blanks();
        if (!skip(':')) return unexpected();
        members.push_back({std::move(name), TRY(parse_value())});
        goes_on = TRY(parse_comma('}'));
    }
    --depth_;
    return JsonValue::of(std::move(members));
}

// The end of a run of digits, of which there must be one.
Result<std::size_t> Parser::count_digits(std::size_t begin) const {
    std::size_t end = begin;
    while (peek(end) >= '0' && peek(end) <= '9') ++end;
    if (end == begin) return fail(begin < rest_.size() ? Error::malformed : Error::truncated);
    return end;
}

Result<JsonValue> Parser::parse_number() {
    const std::size_t begin = peek(0) == '-' ? 1 : 0;
    std::size_t end = TRY(count_digits(begin));
    if (peek(begin) == '0' && end > begin + 1) return fail(Error::malformed);
    if (peek(end) == '.') end = TRY(count_digits(end + 1));
    if (peek(end) == 'e' || peek(end) == 'E') {
        const bool has_sign = peek(end + 1) == '+' || peek(end + 1) == '-';
        end = TRY(count_digits(end + (has_sign ? 2 : 1)));
    }
    std::string digits(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return JsonValue::number(std::move(digits));
}

Result<std::string> Parser::parse_text() {
    skip('"');
    std::string text;
    for (;;) {
        std::size_t plain = 0;
        while (plain < rest_.size() && rest_[plain] != '"' && rest_[plain] != '\\') {
            if (static_cast<unsigned char>(rest_[plain]) < 0x20) return fail(Error::malformed);
            ++plain;
        }
        text += rest_.substr(0, plain);
        rest_.remove_prefix(plain);
        if (skip('"')) return text;
        if (!skip('\\')) return fail(Error::truncated);
        TRY(parse_escape(text));
    }
}

Result<void> Parser::parse_escape(std::string& text) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (skip('u')) {
        append_utf8(text, TRY(parse_code_point()));
        return {};
    }
    if (rest_.empty()) return fail(Error::truncated);
    const std::size_t at = letters.find(rest_.front());
    if (at == std::string_view::npos) return fail(Error::malformed);
    text += meanings[at];
    rest_.remove_prefix(1);
    return {};
}

Result<char32_t> Parser::parse_code_unit() {
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
Result<char32_t> Parser::parse_code_point() {
    const char32_t first = TRY(parse_code_unit());
    if (first < 0xd800 || first > 0xdfff) return first;
    if (first > 0xdbff || !skip('\\') || !skip('u')) return unexpected();
    const char32_t second = TRY(parse_code_unit());
    if (second < 0xdc00 || second > 0xdfff) return fail(Error::malformed);
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

}  // namespace

Result<JsonValue> parse_json(std::string_view text) {
    if (text.size() > json_size_max) return fail(Error::too_large);
    if (!is_utf8(text)) return fail(Error::malformed);
    return Parser(text).parse();
}

}  // namespace core::codec
