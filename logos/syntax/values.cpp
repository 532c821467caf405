// What operators stand between: numbers, names, calls, brackets, and what stands behind them.
#include <array>
#include <charconv>
#include <cstdlib>

#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

// Behind these no value ends, and none of them begins one.
constexpr std::array joints{
    "to"sv,    "in"sv,           "into"sv,    "from"sv,     "of"sv,       "at"sv,
    "by"sv,    "with"sv,         "as"sv,      "on"sv,       "then"sv,     "because"sv,
    "is"sv,    "equals"sv,       "and"sv,     "or"sv,       "xor"sv,      "plus"sv,
    "minus"sv, "times"sv,        "divided"sv, "modulo"sv,   "combined"sv, "followed"sv,
    "union"sv, "intersection"sv, "without"sv, "contains"sv, "shifted"sv,  "through"sv,
    "if"sv,    "where"sv,        "locally"sv, "copies"sv,   "be"sv,       "called"sv};

constexpr std::array number_words{"zero"sv, "one"sv,    "two"sv,   "three"sv, "four"sv,
                                  "five"sv, "six"sv,    "seven"sv, "eight"sv, "nine"sv,
                                  "ten"sv,  "eleven"sv, "twelve"sv};

std::string without_underscores(std::string_view text) {
    std::string plain;
    for (const char letter : text) {
        if (letter != '_') plain += letter;
    }
    return plain;
}

}  // namespace

bool Parser::begins_value(std::size_t ahead) const {
    switch (token(ahead).kind) {
        case TokenKind::integer:
        case TokenKind::real:
        case TokenKind::duration:
        case TokenKind::text:
        case TokenKind::character: return true;
        case TokenKind::word: return !is_one_of(text(ahead), joints) || is_declared(text(ahead));
        case TokenKind::sign:
            return is_sign(ahead, "(") || is_sign(ahead, "[") || is_sign(ahead, "{") ||
                   is_sign(ahead, "-") || is_sign(ahead, "~") || is_sign(ahead, "!");
        case TokenKind::end:
        case TokenKind::header:
        case TokenKind::newline:
        case TokenKind::indent:
        case TokenKind::dedent: return false;
    }
}

NodeId Parser::postfix_value() {
    const std::uint32_t from = begin();
    const NodeId value = primary();
    return postfix(from, value);
}

NodeId Parser::postfix(std::uint32_t begin, NodeId value) {
    while (!failed_) {
        if (is_sign(0, "'s") && is_word(1)) {
            advance();
            std::string name(text());
            advance();
            value = node(Kind::member, begin, {value}, std::move(name));
        } else if (is_sign(0, ".") && token().glued && is_word(1) && token(1).glued) {
            value = method_or_member(begin, value);
        } else if (is_sign(0, "[") && token().glued) {
            advance();
            const NodeId position = expression();
            if (take_word("through") || take_word("to")) {
                const NodeId last = expression();
                value = node(Kind::slice, begin, {value, position, last});
            } else {
                value = node(Kind::item, begin, {value, position});
            }
            expect_sign("]", "items[1]");
        } else if (is_sign(0, "(") && token().glued) {
            Parts parts{value};
            advance();
            arguments(parts, ")");
            value = node(Kind::call_value, begin, parts);
        } else {
            break;
        }
    }
    return value;
}

NodeId Parser::method_or_member(std::uint32_t begin, NodeId value) {
    advance();
    std::string name(text());
    advance();
    if (!is_sign(0, "(") || !token().glued)
        return node(Kind::member, begin, {value}, std::move(name));
    Parts parts{value};
    advance();
    arguments(parts, ")");
    return node(Kind::method, begin, parts, std::move(name));
}

void Parser::arguments(Parts& parts, std::string_view close) {
    while (!is_sign(0, close) && !failed_) {
        parts.push_back(expression());
        if (!take_sign(",")) break;
    }
    expect_sign(close, "f(1, 2)");
}

// Arguments with `and` between them: each is read above the level of `and`.
void Parser::with_arguments(Parts& parts) {
    do parts.push_back(expression(Level::negated));
    while (take_sign(",") || (is_word(0, "and") && take_word("and")));
}

NodeId Parser::primary() {
    switch (token().kind) {
        case TokenKind::integer:
        case TokenKind::real:
        case TokenKind::duration: return number_literal();
        case TokenKind::text: return text_literal();
        case TokenKind::character: return literal();
        case TokenKind::word: return word_value();
        case TokenKind::sign: return bracketed();
        case TokenKind::end:
        case TokenKind::header:
        case TokenKind::newline:
        case TokenKind::indent:
        case TokenKind::dedent:
            return fail("Here a value is missing: the line ends.",
                        "Put a number, a text or a name here.");
    }
}

NodeId Parser::number_literal() {
    const std::uint32_t from = begin();
    const TokenKind kind = token().kind;
    const std::string plain = without_underscores(text());
    advance();
    if (kind == TokenKind::duration) {
        const std::size_t unit = plain.find_first_not_of("0123456789");
        std::uint64_t count = 0;
        std::from_chars(plain.data(), plain.data() + unit, count);
        const std::string_view name = std::string_view(plain).substr(unit);
        std::uint64_t scale = 1;
        if (name == "us") scale = 1000;
        if (name == "ms") scale = 1000000;
        if (name == "s") scale = 1000000000;
        if (name == "min") scale = 60000000000;
        if (name == "h") scale = 3600000000000;
        if (count > INT64_MAX / scale || unit > 19) {
            return fail_at({from, last_end_}, "This time is longer than 292 years.",
                           "Write a shorter one.");
        }
        return node(Kind::duration, from, {}, std::to_string(count * scale));
    }
    const NodeId made = node(kind == TokenKind::real ? Kind::real : Kind::integer, from, {}, plain);
    if (take_words({"copies", "of"})) {
        const NodeId value = expression(Level::bit_or);
        return node(Kind::copies, from, {made, value});
    }
    return with_unit(made, from);
}

// `5 seconds`: the number times that long.
NodeId Parser::with_unit(NodeId value, std::uint32_t begin) {
    const char* unit = nullptr;
    if (take_one_of({"nanosecond", "nanoseconds"})) unit = "1";
    if (take_one_of({"microsecond", "microseconds"})) unit = "1000";
    if (take_one_of({"millisecond", "milliseconds"})) unit = "1000000";
    if (take_one_of({"second", "seconds"})) unit = "1000000000";
    if (take_one_of({"minute", "minutes"})) unit = "60000000000";
    if (take_one_of({"hour", "hours"})) unit = "3600000000000";
    if (unit == nullptr) return value;
    const Node number = parsed_.tree[value];
    std::uint64_t count = 0;
    const auto [end, error] =
        std::from_chars(number.text.data(), number.text.data() + number.text.size(), count);
    const std::uint64_t scale = std::strtoull(unit, nullptr, 10);
    if (number.kind == Kind::integer && error == std::errc() &&
        end == number.text.data() + number.text.size() && count <= INT64_MAX / scale) {
        return node(Kind::duration, begin, {}, std::to_string(count * scale));
    }
    const NodeId one = node(Kind::duration, begin, {}, unit);
    return node(Kind::binary, begin, {value, one}, {}, Op::times);
}

NodeId Parser::word_value() {
    if (const std::optional<NodeId> made = phrase()) return *made;
    const std::uint32_t from = begin();
    const std::string word = lower_case(text());
    const bool plain = !is_declared(text()) && !(is_sign(1, "(") && token(1).glued);
    if (plain && (word == "true" || word == "false"))
        return advance(), node(Kind::truth, from, {}, word);
    if (plain && (word == "nothing" || word == "none") &&
        (word == text() || !names_.contains(text()))) {
        if (text()[0] != 'N') return advance(), node(Kind::nothing, from);
    }
    if (plain && (word == "infinity" || word == "nan"))
        return advance(), node(Kind::real, from, {}, word);
    if (plain) {
        for (std::size_t i = 0; i < number_words.size(); ++i) {
            if (number_words[i] != word) continue;
            advance();
            return with_unit(node(Kind::integer, from, {}, std::to_string(i)), from);
        }
    }
    if (is_one_of(word, joints) && !is_declared(text()) && !is_sign(1, "(") && !is_sign(1, "'s")) {
        return fail("Here a value is missing: `" + std::string(text()) + "` stands in its place.",
                    "Put a number, a text or a name before it.");
    }
    return name_or_call();
}

NodeId Parser::name_or_call() {
    const std::uint32_t from = begin();
    std::string name(text());
    advance();
    const bool call =
        is_sign(0, "(") && !is_word(1, "decreasing") && (token().glued || is_function(name));
    if (call) {
        Parts parts;
        advance();
        arguments(parts, ")");
        return node(Kind::call, from, parts, std::move(name));
    }
    if (is_word(0, "copies") && is_word(1, "of")) {
        const NodeId count = name_node(std::move(name), from);
        advance(2);
        const NodeId value = expression(Level::bit_or);
        return node(Kind::copies, from, {count, value});
    }
    return name_node(std::move(name), from);
}

}  // namespace logos
