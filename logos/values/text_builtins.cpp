// Built-in functions of texts. Letters are those of ASCII where case or space matters; positions
// count characters.
#include <algorithm>

#include "core/codec/number_text.h"
#include "core/codec/utf8.h"
#include "logos/values/arithmetic.h"
#include "logos/values/builtin_tables.h"
#include "logos/values/collections.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

std::unexpected<Failure> cannot_parse(std::string_view text, std::string_view type) {
    return failure("Cannot parse '" + std::string(text.substr(0, 100)) + "' as " +
                   std::string(type));
}

Outcome<Value> parse_integer(Arguments arguments) {
    if (!arguments[0].is(Tag::text)) return wrong_argument("parseInt", arguments[0]);
    std::string_view digits = trimmed(text_of(arguments[0]));
    if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
    auto value = BigInteger::from_digits(digits);
    if (!value) return cannot_parse(text_of(arguments[0]), "Int");
    return make_integer(std::move(*value));
}

// digits [. digits] [e [sign] digits], with a digit before or behind the point.
bool is_real_number(std::string_view text) {
    const auto take_digits = [&] {
        const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(count);
        return count;
    };
    std::size_t digits = take_digits();
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        digits += take_digits();
    }
    if (digits == 0) return false;
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
        if (take_digits() == 0) return false;
    }
    return text.empty();
}

Outcome<Value> parse_real(Arguments arguments) {
    if (!arguments[0].is(Tag::text)) return wrong_argument("parseFloat", arguments[0]);
    std::string_view text = trimmed(text_of(arguments[0]));
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (!is_real_number(text)) return cannot_parse(text_of(arguments[0]), "Real");
    // As JSON has it: no zeros before the first digit, and a digit on either side of the point.
    std::string number(text.substr(std::min(text.find_first_not_of('0'), text.size())));
    if (number.empty() || number[0] < '1' || number[0] > '9') number.insert(0, "0");
    const std::size_t point = number.find('.');
    if (point != std::string::npos &&
        (point + 1 == number.size() || number[point + 1] == 'e' || number[point + 1] == 'E'))
        number.insert(point + 1, "0");
    const double value = core::codec::number_of(number);
    return Value::real(negative ? -value : value);
}

Outcome<Value> to_text(Arguments arguments) { return checked_text(print(arguments[0])); }

Outcome<Value> formatted_text(Arguments arguments) {
    if (arguments.size() == 1) return to_text(arguments);
    if (!arguments[1].is(Tag::text)) return wrong_argument("format", arguments[1]);
    return checked_text(TRY(print_as(arguments[0], text_of(arguments[1]))));
}

Outcome<Value> character_of(Arguments arguments) {
    const Value& value = arguments[0];
    if (!value.is(Tag::integer)) return wrong_argument("chr", value);
    const std::int64_t code = value.as_integer();
    if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return failure("No character has the number " + print(value));
    std::string text;
    core::codec::append_utf8(text, static_cast<char32_t>(code));
    return make_text(std::move(text));
}

Outcome<Value> number_of_character(Arguments arguments) {
    if (arguments[0].is(Tag::character)) return Value::integer(arguments[0].as_integer());
    if (!arguments[0].is(Tag::text) || text_of(arguments[0]).empty())
        return wrong_argument("ord", arguments[0]);
    std::string_view text = text_of(arguments[0]);
    return Value::integer(static_cast<std::int64_t>(core::codec::take_code_point(text)));
}

Outcome<Value> with_case(const Value& value, char first, char last, std::string_view name) {
    if (!value.is(Tag::text) && !value.is(Tag::character)) return wrong_argument(name, value);
    std::string text = print(value);
    for (char& character : text)
        if (character >= first && character <= last)
            character = static_cast<char>(character ^ 0x20);
    return make_text(std::move(text));
}

Outcome<Value> upper(Arguments arguments) { return with_case(arguments[0], 'a', 'z', "upper"); }
Outcome<Value> lower(Arguments arguments) { return with_case(arguments[0], 'A', 'Z', "lower"); }

Outcome<Value> trim_text(Arguments arguments) {
    if (!arguments[0].is(Tag::text)) return wrong_argument("trim", arguments[0]);
    return make_text(std::string(trimmed(text_of(arguments[0]))));
}

Outcome<Value> check_texts(Arguments arguments, std::string_view name) {
    for (const Value& value : arguments)
        if (!value.is(Tag::text)) return wrong_argument(name, value);
    return Value();
}

// Without a separator at any blanks.
Outcome<Value> split_words(std::string_view text) {
    std::vector<Value> parts;
    for (text = trimmed(text); !text.empty();) {
        const std::size_t end = std::min(text.find_first_of(blanks), text.size());
        parts.push_back(make_text(std::string(text.substr(0, end))));
        text.remove_prefix(end);
        text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    }
    return make_list(std::move(parts));
}

Outcome<Value> split(Arguments arguments) {
    (void)TRY(check_texts(arguments, "split"));
    if (arguments.size() == 1) return split_words(text_of(arguments[0]));
    std::string_view text = text_of(arguments[0]);
    const std::string_view separator = text_of(arguments[1]);
    if (separator.empty()) return iteration(arguments[0]);
    std::vector<Value> parts;
    for (;;) {
        if (parts.size() == collection_size_max) return failure("List too large");
        const std::size_t end = text.find(separator);
        parts.push_back(make_text(std::string(text.substr(0, end))));
        if (end == std::string_view::npos) return make_list(std::move(parts));
        text.remove_prefix(end + separator.size());
    }
}

Outcome<Value> join(Arguments arguments) {
    if (!is_listed(arguments[0])) return wrong_argument("join", arguments[0]);
    const std::string separator = arguments.size() > 1 ? print(arguments[1]) : std::string();
    std::string text;
    bool is_first = true;
    for (const Value& value : items_of(arguments[0])) {
        if (!is_first) text += separator;
        is_first = false;
        text += print(value);
        if (text.size() > text_size_max) break;
    }
    return checked_text(std::move(text));
}

Outcome<Value> replace(Arguments arguments) {
    (void)TRY(check_texts(arguments, "replace"));
    std::string_view rest = text_of(arguments[0]);
    const std::string_view old_part = text_of(arguments[1]);
    const std::string_view new_part = text_of(arguments[2]);
    if (old_part.empty()) return arguments[0];
    std::string text;
    for (std::size_t at = rest.find(old_part); at != std::string_view::npos;
         at = rest.find(old_part)) {
        text += rest.substr(0, at);
        text += new_part;
        if (text.size() > text_size_max) break;
        rest.remove_prefix(at + old_part.size());
    }
    text += rest;
    return checked_text(std::move(text));
}

Outcome<Value> starts_with(Arguments arguments) {
    (void)TRY(check_texts(arguments, "starts_with"));
    return Value::truth(text_of(arguments[0]).starts_with(text_of(arguments[1])));
}

Outcome<Value> ends_with(Arguments arguments) {
    (void)TRY(check_texts(arguments, "ends_with"));
    return Value::truth(text_of(arguments[0]).ends_with(text_of(arguments[1])));
}

Outcome<Value> repeated(Arguments arguments) {
    if (!arguments[0].is(Tag::text)) return wrong_argument("repeat", arguments[0]);
    if (!arguments[1].is(Tag::integer) || arguments[1].as_integer() < 0)
        return wrong_argument("repeat", arguments[1]);
    const std::string& part = text_of(arguments[0]);
    const auto count = static_cast<std::uint64_t>(arguments[1].as_integer());
    if (part.empty()) return arguments[0];
    if (count > text_size_max / part.size()) return failure("Text too large");
    std::string text;
    text.reserve(part.size() * static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) text += part;
    return make_text(std::move(text));
}

// 0 if it is not there.
Outcome<Value> index_in(Arguments arguments) {
    if (is_listed(arguments[0])) {
        const auto& items = items_of(arguments[0]);
        const auto found =
            std::ranges::find_if(items, [&](const Value& one) { return equal(one, arguments[1]); });
        return Value::integer(found == items.end() ? 0 : found - items.begin() + 1);
    }
    (void)TRY(check_texts(arguments, "index_of"));
    const std::string_view text = text_of(arguments[0]);
    const std::size_t at = text.find(text_of(arguments[1]));
    if (at == std::string_view::npos) return Value::integer(0);
    return Value::integer(
        static_cast<std::int64_t>(core::codec::code_point_count(text.substr(0, at))) + 1);
}

constexpr Builtin all_of_texts[] = {
    {"parseInt", 1, 1, parse_integer},
    {"parseFloat", 1, 1, parse_real},
    {"format", 1, 2, formatted_text},
    {"toText", 1, 1, to_text},
    {"chr", 1, 1, character_of},
    {"ord", 1, 1, number_of_character},
    {"upper", 1, 1, upper},
    {"lower", 1, 1, lower},
    {"trim", 1, 1, trim_text},
    {"split", 1, 2, split},
    {"join", 1, 2, join},
    {"replace", 3, 3, replace},
    {"starts_with", 2, 2, starts_with},
    {"ends_with", 2, 2, ends_with},
    {"repeat", 2, 2, repeated},
    {"index_of", 2, 2, index_in},
};

}  // namespace

std::span<const Builtin> text_builtins() { return all_of_texts; }

}  // namespace logos
