// The formats of holes in texts, after those of Rust as far as the language has them.
#include <cmath>

#include "core/codec/utf8.h"
#include "logos/values/comparison.h"
#include "logos/values/limits.h"
#include "logos/values/number.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

constexpr std::size_t money_decimals = 2;

struct Format {
    char side = 0;  // One of < ^ >, or none.
    bool zeros = false;
    std::size_t width = 0;
    std::optional<std::size_t> decimals;
    bool money = false;
};

std::unexpected<Failure> unknown_format(std::string_view format) {
    return failure("Unknown format '" + std::string(format) + "'");
}

bool is_digit(std::string_view text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }

// None if there are no digits, or the number is too large.
std::optional<std::size_t> take_number(std::string_view& text, std::size_t number_max) {
    if (!is_digit(text)) return std::nullopt;
    std::size_t number = 0;
    for (; is_digit(text); text.remove_prefix(1)) {
        number = number * 10 + static_cast<std::size_t>(text[0] - '0');
        if (number > number_max) return std::nullopt;
    }
    return number;
}

Outcome<Format> parse_format(std::string_view text) {
    Format format;
    std::string_view rest = text;
    if (!rest.empty() && (rest[0] == '<' || rest[0] == '^' || rest[0] == '>')) {
        format.side = rest[0];
        rest.remove_prefix(1);
    }
    if (rest.size() > 1 && rest[0] == '0' && is_digit(rest.substr(1))) format.zeros = true;
    if (is_digit(rest)) {
        const auto width = take_number(rest, format_width_max);
        if (!width) return failure("Format '" + std::string(text) + "' is too wide");
        format.width = *width;
    }
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        format.decimals = take_number(rest, format_decimals_max);
        if (!format.decimals) return unknown_format(text);
    }
    if (rest.starts_with('$')) {
        rest.remove_prefix(1);
        format.money = true;
    }
    if (!rest.empty()) return unknown_format(text);
    return format;
}

std::string first_characters(std::string_view text, std::size_t count) {
    std::string_view rest = text;
    for (; count > 0 && !rest.empty(); --count) (void)core::codec::take_code_point(rest);
    return std::string(text.substr(0, text.size() - rest.size()));
}

std::string number_text(const Value& value, std::size_t decimals) {
    if (value.is(Tag::real)) return real_text(value.as_real(), decimals);
    std::string text = print(value);
    if (decimals > 0) text += "." + std::string(decimals, '0');
    return text;
}

std::string body_of(const Value& value, const Format& format) {
    if (!is_number(value)) {
        const std::string text = print(value);
        return format.decimals ? first_characters(text, *format.decimals) : text;
    }
    if (!format.money) return format.decimals ? number_text(value, *format.decimals) : print(value);
    std::string text = number_text(value, format.decimals.value_or(money_decimals));
    return text.insert(text.starts_with('-') ? 1 : 0, 1, '$');
}

std::string padded(std::string text, const Format& format, bool is_numeric) {
    const std::size_t size = core::codec::code_point_count(text);
    if (size >= format.width) return text;
    const std::size_t missing = format.width - size;
    if (format.zeros && is_numeric) {
        const std::size_t sign = text.find_first_not_of("-$");
        return text.insert(sign == std::string::npos ? 0 : sign, missing, '0');
    }
    const char side = format.side != 0 ? format.side : is_numeric ? '>' : '<';
    const std::size_t before = side == '<' ? 0 : side == '>' ? missing : missing / 2;
    return std::string(before, ' ') + text + std::string(missing - before, ' ');
}

}  // namespace

Outcome<std::string> print_as(const Value& value, std::string_view format) {
    const Format parsed = TRY(parse_format(format));
    if (parsed.money && !is_number(value))
        return failure("Cannot print " + std::string(type_name(value)) + " as money");
    return padded(body_of(value, parsed), parsed, is_number(value));
}

}  // namespace logos
