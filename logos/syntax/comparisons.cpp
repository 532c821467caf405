// Comparisons, in signs and in words.
#include <array>

#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array states{"pending"sv, "running"sv, "finished"sv, "abandoned"sv, "stopped"sv};

bool is_order(Op op) {
    return op == Op::less || op == Op::less_equal || op == Op::greater || op == Op::greater_equal;
}

}  // namespace

Op Parser::comparing_sign(std::size_t ahead) const {
    if (is_sign(ahead, "==") || is_sign(ahead, "=")) return Op::equal;
    if (is_sign(ahead, "!=")) return Op::unequal;
    if (is_sign(ahead, "<")) return Op::less;
    if (is_sign(ahead, "<=")) return Op::less_equal;
    if (is_sign(ahead, ">")) return Op::greater;
    if (is_sign(ahead, ">=")) return Op::greater_equal;
    return Op::none;
}

// Takes nothing where no comparison stands.
NodeId Parser::comparison(NodeId left, std::uint32_t begin) {
    if (comparing_sign(0) != Op::none) return chain_or_binary(left, begin);
    if (!is_word()) return left;
    Op op = Op::none;
    if (is_word(0, "in") && begins_value(1)) {
        advance();
        op = Op::inside;
    } else if (are_words({"not", "in"})) {
        advance(2);
        op = Op::outside;
    } else if (is_word(0, "equals") && begins_value(1)) {
        advance();
        op = Op::equal;
    } else if (is_word(0, "is")) {
        return is_rest(left, begin);
    } else {
        return left;
    }
    const NodeId right = expression(Level::bit_or);
    return node(Kind::binary, begin, {left, right}, {}, op);
}

// `1 <= x < 3`.
NodeId Parser::chain_or_binary(NodeId left, std::uint32_t begin) {
    Parts parts{left};
    const Op first = comparing_sign(0);
    for (Op op = first; op != Op::none && !failed_; op = comparing_sign(0)) {
        if (parts.size() > 1 && !(is_order(op) && is_order(first))) break;
        const std::uint32_t from = token().span.begin;
        advance();
        const NodeId right = expression(Level::bit_or);
        parts.push_back(node(Kind::link, from, {right}, {}, op));
    }
    if (parts.size() > 2) return node(Kind::chain, begin, parts);
    const NodeId right = failed_ ? absent() : parsed_.tree.part(parts[1], 0);
    return node(Kind::binary, begin, {left, right}, {}, first);
}

// Of `is` in words: which comparison, or none.
Op Parser::take_is_comparison() {
    if (take_words({"equal", "to"})) return Op::equal;
    if (take_words({"the", "same", "as"})) return Op::equal;
    if (take_words({"less", "than", "or", "equal", "to"})) return Op::less_equal;
    if (take_words({"greater", "than", "or", "equal", "to"}) ||
        take_words({"more", "than", "or", "equal", "to"})) {
        return Op::greater_equal;
    }
    if (take_words({"less", "than"}) || take_words({"smaller", "than"})) return Op::less;
    if (take_words({"greater", "than"}) || take_words({"more", "than"}) ||
        take_words({"larger", "than"})) {
        return Op::greater;
    }
    if (take_words({"at", "least"})) return Op::greater_equal;
    if (take_words({"at", "most"})) return Op::less_equal;
    if (is_word(0, "before") && begins_value(1) && take_word("before")) return Op::less;
    if (is_word(0, "after") && begins_value(1) && take_word("after")) return Op::greater;
    if (is_word(0, "in") && begins_value(1) && take_word("in")) return Op::inside;
    return Op::none;
}

NodeId Parser::is_rest(NodeId left, std::uint32_t begin) {
    advance();
    const bool no = take_word("not");
    const Op op = take_is_comparison();
    NodeId made = 0;
    if (op != Op::none) {
        const NodeId right = expression(Level::bit_or);
        made = node(Kind::binary, begin, {left, right}, {}, op);
    } else {
        made = is_predicate_rest(left, begin);
    }
    return no ? node(Kind::logical_not, begin, {made}) : made;
}

// A word that says something of a value; any other value is what it is to be equal to.
NodeId Parser::is_predicate_rest(NodeId left, std::uint32_t begin) {
    const std::string word = is_word() ? lower_case(text()) : "";
    const bool alone = is_word() && !is_sign(1, "(") && !is_sign(1, "'s") && !is_declared(text());
    if (alone && (word == "even" || word == "odd")) {
        advance();
        return node(Kind::predicate, begin, {left}, word);
    }
    if (take_words({"divisible", "by"})) {
        const NodeId by = expression(Level::bit_or);
        return node(Kind::predicate, begin, {left, by}, "divisible");
    }
    if (is_word(0, "between") && begins_value(1)) {
        advance();
        const NodeId low = expression(Level::bit_or);
        expect_word("and", "x is between 1 and 5");
        const NodeId high = expression(Level::bit_or);
        return node(Kind::predicate, begin, {left, low, high}, "between");
    }
    if (is_word(0, "approximately") && begins_value(1)) {
        advance();
        take_words({"equal", "to"});
        const NodeId near = expression(Level::bit_or);
        return node(Kind::predicate, begin, {left, near}, "approximately");
    }
    if (alone && is_one_of(word, states)) {
        advance();
        return node(Kind::handle_state, begin, {left}, word);
    }
    const std::size_t article = is_word(0, "a") || is_word(0, "an") ? 1 : 0;
    if (is_word(article) && is_predicate(text(article)) && !is_declared(text(article))) {
        advance(article);
        std::string said = lower_case(text());
        advance();
        return node(Kind::predicate, begin, {left}, std::move(said));
    }
    const NodeId right = expression(Level::bit_or);
    return node(Kind::binary, begin, {left, right}, {}, Op::equal);
}

}  // namespace logos
