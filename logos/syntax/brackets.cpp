// Values in brackets: groups, tuples, closures, lists, sets, maps.
#include "logos/syntax/parser.h"

namespace logos {

NodeId Parser::bracketed() {
    if (is_sign(0, "(")) return parenthesised();
    if (is_sign(0, "[")) return list_literal();
    if (is_sign(0, "{")) return brace_literal();
    return fail("Here a value is missing: `" + std::string(text()) + "` stands in its place.",
                "Put a number, a text or a name here.");
}

NodeId Parser::parenthesised() {
    const std::uint32_t from = begin();
    const std::uint32_t partner = token().partner;
    if (partner > at_ && partner + 1 < tokens_.size() && text_of(tokens_[partner + 1]) == "->")
        return closure();
    advance();
    Parts parts;
    bool tuple = false;
    while (!is_sign(0, ")") && !failed_) {
        parts.push_back(expression());
        if (!take_sign(",")) break;
        tuple = true;
    }
    expect_sign(")", "(1 + 2) * 3");
    if (parts.size() == 1 && !tuple) {
        if (take_words({"copies", "of"})) {
            const NodeId value = expression(Level::bit_or);
            return node(Kind::copies, from, {parts[0], value});
        }
        return parts[0];
    }
    return node(Kind::tuple, from, parts);
}

// `(x: Int) -> x + 1`, or with a block behind `->:`.
NodeId Parser::closure() {
    const std::uint32_t from = begin();
    Parts parts;
    parameter_group(parts);
    expect_sign("->", "(x: Int) -> x + 1");
    if (begins_type(0) && is_sign(1, ":")) type_core();
    if (is_sign(0, ":")) {
        advance();
        const bool lines = is_kind(0, TokenKind::newline);
        parts.push_back(lines ? block_body() : expression());
    } else {
        parts.push_back(expression());
    }
    return node(Kind::closure, from, parts);
}

NodeId Parser::list_literal() {
    const std::uint32_t from = begin();
    advance();
    Parts parts;
    arguments(parts, "]");
    if (parts.empty() && is_word(0, "of") && (begins_type(1) || is_word(1))) {
        advance();
        const NodeId its = type_core();
        return node(Kind::empty_list, from, {its});
    }
    return node(Kind::list, from, parts);
}

// `{1, 2}` is a set, `{"a": 1}` a map; `{}` is an empty map.
NodeId Parser::brace_literal() {
    const std::uint32_t from = begin();
    advance();
    Parts parts;
    bool map = is_sign(0, "}");
    while (!is_sign(0, "}") && !failed_) {
        parts.push_back(expression());
        if (take_sign(":")) {
            map = true;
            parts.push_back(expression());
        } else if (map && !failed_) {
            fail("Here a colon (`:`) is missing between a key and its value.",
                 "Write it as in `{\"a\": 1, \"b\": 2}`.");
        }
        if (!take_sign(",")) break;
    }
    expect_sign("}", "{\"a\": 1}");
    if (map && parts.size() % 2 != 0 && !failed_) {
        return fail_at({from, last_end_}, "Some of these have a key and some have none.",
                       "Write either a set, as in `{1, 2}`, or a map, as in `{\"a\": 1}`.");
    }
    if (parts.empty() && take_word("of")) {
        const NodeId key = type_core();
        if (!take_word("to")) return node(Kind::empty_map, from, {key, absent()});
        const NodeId value = type_core();
        return node(Kind::empty_map, from, {key, value});
    }
    return node(map ? Kind::map : Kind::set, from, parts);
}

}  // namespace logos
