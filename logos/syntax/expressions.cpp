// Expressions by the levels of their operators, loosest first.
#include <array>

#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

struct NamedOperator {
    std::string_view name;
    Op op;
    Level level;
};

constexpr std::array sign_operators{
    NamedOperator{"|", Op::bit_or, Level::bit_or},
    NamedOperator{"^", Op::bit_xor, Level::bit_xor},
    NamedOperator{"&", Op::bit_and, Level::bit_and},
    NamedOperator{"+", Op::plus, Level::sum},
    NamedOperator{"-", Op::minus, Level::sum},
    NamedOperator{"<<", Op::shift_left, Level::shift},
    NamedOperator{">>", Op::shift_right, Level::shift},
    NamedOperator{"*", Op::times, Level::product},
    NamedOperator{"/", Op::divide, Level::product},
    NamedOperator{"//", Op::floor_divide, Level::product},
    NamedOperator{"%", Op::remainder, Level::product},
    NamedOperator{"**", Op::power, Level::power},
};

constexpr std::array single_words{
    NamedOperator{"xor", Op::bit_xor, Level::bit_xor},
    NamedOperator{"plus", Op::plus, Level::sum},
    NamedOperator{"minus", Op::minus, Level::sum},
    NamedOperator{"union", Op::united, Level::sum},
    NamedOperator{"intersection", Op::intersected, Level::sum},
    NamedOperator{"intersect", Op::intersected, Level::sum},
    NamedOperator{"without", Op::without, Level::sum},
    NamedOperator{"contains", Op::contains, Level::sum},
    NamedOperator{"times", Op::times, Level::product},
    NamedOperator{"modulo", Op::remainder, Level::product},
    NamedOperator{"mod", Op::remainder, Level::product},
};

}  // namespace

Operator Parser::word_operator() const {
    if (are_words({"divided", "by"})) return {Op::divide, Level::product, 2};
    if (are_words({"combined", "with"})) return {Op::joined, Level::sum, 2};
    if (are_words({"followed", "by"})) return {Op::followed, Level::sum, 2};
    if (are_words({"shifted", "left", "by"})) return {Op::shift_left, Level::shift, 3};
    if (are_words({"shifted", "right", "by"})) return {Op::shift_right, Level::shift, 3};
    if (are_words({"to", "the", "power", "of"})) return {Op::power, Level::power, 4};
    for (const NamedOperator& one : single_words) {
        if (!is_word(0, one.name) || !begins_value(1)) continue;
        return {one.op, one.level, 1};
    }
    return {};
}

Operator Parser::next_operator() const {
    if (is_kind(0, TokenKind::sign)) {
        for (const NamedOperator& one : sign_operators) {
            if (text() == one.name) return {one.op, one.level, 1};
        }
        return {};
    }
    return is_word() ? word_operator() : Operator{};
}

// Each turn takes one operator that binds as tightly as is asked for.
NodeId Parser::expression(Level least) {
    const Deeper deeper(*this);
    if (too_deep()) return absent();
    const std::uint32_t from = begin();
    NodeId left = prefixed(least);
    while (!failed_) {
        if (least <= Level::either && take_word("or")) {
            const NodeId right = expression(Level::both);
            left = node(Kind::logical_or, from, {left, right});
            continue;
        }
        if (least <= Level::both && is_word(0, "and") && begins_value(1)) {
            advance();
            const NodeId right = expression(Level::negated);
            left = node(Kind::logical_and, from, {left, right});
            continue;
        }
        const Operator found = next_operator();
        if (found.words > 0) {
            if (found.level < least) break;
            left = joined(found, left, from);
            continue;
        }
        if (least > Level::compared) break;
        const std::size_t before = at_;
        left = comparison(left, from);
        if (at_ == before) break;
    }
    return left;
}

NodeId Parser::joined(Operator found, NodeId left, std::uint32_t begin) {
    advance(found.words);
    // What is raised to a power is raised from its right.
    const Level right_level = found.level == Level::power
                                  ? Level::power
                                  : static_cast<Level>(static_cast<std::uint8_t>(found.level) + 1);
    const NodeId right = expression(right_level);
    return node(Kind::binary, begin, {left, right}, {}, found.op);
}

// `not` stands before a comparison, a sign before what is raised to a power.
NodeId Parser::prefixed(Level least) {
    const std::uint32_t from = begin();
    const bool no =
        is_word(0, "not") && (begins_value(1) || is_word(1, "not")) && !is_declared("not");
    if (no || (is_sign(0, "!") && begins_value(1))) {
        advance();
        const NodeId value = expression(least <= Level::negated ? Level::negated : least);
        return node(Kind::logical_not, from, {value});
    }
    if (is_sign(0, "-") || is_sign(0, "~")) {
        const Kind kind = is_sign(0, "-") ? Kind::negate : Kind::complement;
        advance();
        const Deeper deeper(*this);
        if (too_deep()) return absent();
        const NodeId value = prefixed(Level::unary);
        return node(kind, from, {value});
    }
    return postfix_value();
}

}  // namespace logos
