// Types: names, what they are of, functions, and values of a type of which something holds.
#include <array>

#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array wrapping_types{"Option"sv, "Maybe"sv, "Divergent"sv, "Persistent"sv,
                                    "LastWriteWins"sv};

bool is_upper(std::string_view word) { return !word.empty() && word[0] >= 'A' && word[0] <= 'Z'; }

}  // namespace

bool Parser::begins_type(std::size_t ahead) const {
    return is_word(ahead) && (is_upper(text(ahead)) || is_word(ahead, "fn"));
}

NodeId Parser::type() {
    const std::uint32_t from = begin();
    const NodeId its = type_core();
    if (!take_word("where")) return its;
    const NodeId condition = expression();
    return node(Kind::type_refined, from, {its, condition});
}

NodeId Parser::type_core() {
    const Deeper deeper(*this);
    if (too_deep()) return absent();
    const std::uint32_t from = begin();
    const bool lower = is_word() && !is_upper(text());
    if (begins_type(1) || (lower && is_word(1) && !is_word(1, "and") && !is_word(1, "to"))) {
        take_one_of({"a", "an", "the"});
    }
    if (is_word(1)) take_one_of({"mutable", "mut"});
    if (take_sign("(")) {
        Parts parts;
        do parts.push_back(type());
        while (take_sign(","));
        expect_sign(")", "(Int, Text)");
        if (take_sign("->")) {
            parts.push_back(type_core());
            return node(Kind::type_function, from, parts);
        }
        return parts.size() == 1 ? parts[0] : node(Kind::type_name, from, parts, "Tuple");
    }
    if (is_word(0, "fn") && is_sign(1, "(")) return function_type(from);
    std::string name = expect_name("Let x: Int be 5.");
    return type_arguments(from, std::move(name));
}

NodeId Parser::function_type(std::uint32_t begin) {
    advance(2);
    Parts parts;
    while (!is_sign(0, ")") && !failed_) {
        if (is_word() && is_sign(1, ":")) advance(2);
        parts.push_back(type());
        if (!take_sign(",")) break;
    }
    expect_sign(")", "fn(Int) -> Int");
    if (take_sign("->")) {
        parts.push_back(type_core());
    } else {
        parts.push_back(node(Kind::type_name, begin, {}, "Unit"));
    }
    return node(Kind::type_function, begin, parts);
}

// What stands behind a type's name: `of Int`, `from Text to Int`, `[K, V]`, `(AddWins) of Text`.
NodeId Parser::type_arguments(std::uint32_t begin, std::string name) {
    Parts parts;
    Parts bias;
    if (is_sign(0, "(") && is_word(1) && is_sign(2, ")")) {
        advance();
        const std::uint32_t from = token().span.begin;
        std::string word(text());
        advance();
        bias.push_back(node(Kind::type_name, from, {}, std::move(word)));
        advance();
    }
    if (is_sign(0, "[") && token().glued) {
        advance();
        do parts.push_back(type_core());
        while (take_sign(","));
        expect_sign("]", "Seq[Int]");
    } else if (take_word("of")) {
        const bool bracket = is_sign(0, "[") && take_sign("[");
        parts.push_back(type_core());
        if (bracket) expect_sign("]", "Box of Int");
        while (is_word(0, "to") || (is_word(0, "and") && (begins_type(1) || is_sign(1, "[")))) {
            advance();
            const bool inner = take_sign("[");
            parts.push_back(type_core());
            if (inner) expect_sign("]", "Box of Int");
        }
    } else if (take_word("from")) {
        parts.push_back(type_core());
        expect_word("to", "SharedMap from Text to Int");
        parts.push_back(type_core());
    } else if (is_one_of(name, wrapping_types) && begins_type(0)) {
        parts.push_back(type_core());
    }
    parts.insert(parts.end(), bias.begin(), bias.end());
    return node(Kind::type_name, begin, parts, std::move(name));
}

}  // namespace logos
