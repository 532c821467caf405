// Conditions and loops.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

std::optional<NodeId> Parser::flow_statement() {
    const std::uint32_t from = begin();
    if (take_word("if")) return if_statement();
    if (take_word("while")) return while_statement();
    if (take_word("repeat")) return repeat_statement();
    if (is_word(1) || is_sign(1, "(")) {
        if (take_word("for")) return repeat_rest(from);
    }
    if (take_word("return")) return give_back();
    if (is_word(0, "break") && (ends_statement(1) || is_word(1, "if")))
        return advance(), node(Kind::leave, from);
    if (is_word(0, "continue") && (ends_statement(1) || is_word(1, "if")))
        return advance(), node(Kind::next, from);
    if (take_word("assert")) return assertion(false);
    if (take_word("trust")) return assertion(true);
    if (take_word("requires") || take_word("require")) {
        take_word("that");
        const NodeId condition = expression();
        return node(Kind::requires_that, from, {condition});
    }
    if (take_word("ensures") || take_word("ensure")) {
        take_word("that");
        const NodeId condition = expression();
        return node(Kind::ensures_that, from, {condition});
    }
    if (take_word("inspect")) return inspect();
    if (take_word("check")) return check();
    return std::nullopt;
}

bool Parser::take_otherwise_if() {
    if (take_word("elif") || take_words({"otherwise", "if"}) || take_words({"else", "if"}))
        return true;
    if ((is_word(0, "otherwise") || is_word(0, "else")) && is_sign(1, ",") && is_word(2, "if")) {
        advance(3);
        return true;
    }
    return false;
}

// However many `Otherwise if` follow: the tree is built from its end.
NodeId Parser::if_statement() {
    struct Branch {
        std::uint32_t begin = 0;
        NodeId condition = 0;
        NodeId block = 0;
    };
    std::vector<Branch> branches;
    NodeId otherwise = 0;
    bool has_otherwise = false;
    for (;;) {
        Branch branch;
        branch.begin = begin();
        branch.condition = expression();
        const bool comma = take_sign(",");
        const bool then = take_word("then");
        const bool same_line = (comma || then) && is_word();
        branch.block = same_line ? block_body() : block("If x is greater than 3:");
        branches.push_back(branch);
        if (failed_) return absent();
        std::size_t ahead = 0;
        while (is_kind(ahead, TokenKind::newline)) ++ahead;
        if (!is_word(ahead, "otherwise") && !is_word(ahead, "else") && !is_word(ahead, "elif"))
            break;
        if (is_kind(ahead + 1, TokenKind::sign) && !is_sign(ahead + 1, ":") &&
            !is_sign(ahead + 1, ",") && !is_sign(ahead + 1, "(")) {
            break;
        }
        advance(ahead);
        if (take_otherwise_if()) continue;
        advance();
        has_otherwise = true;
        otherwise = block("Otherwise:");
        break;
    }
    NodeId made = has_otherwise ? otherwise : absent();
    for (std::size_t i = branches.size(); i-- > 0;) {
        made = node(Kind::condition, branches[i].begin,
                    {branches[i].condition, branches[i].block, made});
    }
    return made;
}

NodeId Parser::while_statement() {
    const std::uint32_t from = begin();
    const NodeId condition = expression();
    NodeId variant = absent();
    if (is_sign(0, "(") && is_word(1, "decreasing")) {
        advance(2);
        variant = expression();
        expect_sign(")", "While n > 0 (decreasing n):");
    }
    take_word("do");
    const NodeId body = block("While x is less than 10:");
    return node(Kind::loop_while, from, {condition, variant, body});
}

NodeId Parser::repeat_statement() {
    const std::uint32_t from = begin();
    if (is_word(0, "forever") && is_sign(1, ":")) {
        advance();
        const NodeId body = block("Repeat forever:");
        return node(Kind::loop_forever, from, {body});
    }
    if (is_word(1) && take_word("while")) return while_statement();
    if (!take_word("for") && !is_word(1, "in") && !is_word(1, "from") && !is_sign(0, "(") &&
        !is_sign(1, ",") && !is_word(0, "each")) {
        const NodeId last = expression();
        expect_word("times", "Repeat 3 times:");
        const NodeId first = node(Kind::integer, from, {}, "1");
        const NodeId body = block("Repeat 3 times:");
        return node(Kind::loop_range, from, {name_node("_", from), first, last, body});
    }
    return repeat_rest(from);
}

NodeId Parser::pattern() {
    const std::uint32_t from = begin();
    const bool bracket = take_sign("(");
    Parts names;
    do {
        const std::uint32_t place = begin();
        std::string name = expect_name("Repeat for x in items:");
        declare(name);
        names.push_back(name_node(std::move(name), place));
    } while (take_sign(",") || (is_word(0, "and") && take_word("and")));
    if (bracket) expect_sign(")", "Repeat for (key, value) in m:");
    return names.size() == 1 ? names[0] : node(Kind::tuple, from, names);
}

// `x in items:`, `(k, v) in m:`, `i from 1 to 3:`.
NodeId Parser::repeat_rest(std::uint32_t begin) {
    if ((is_word(0, "each") || is_word(0, "every")) &&
        (is_sign(1, "(") || (is_word(1) && !is_word(1, "in") && !is_word(1, "from")))) {
        advance();
    }
    const NodeId names = pattern();
    if (take_word("from")) {
        const NodeId first = expression();
        expect_one_of({"to", "through"}, "Repeat for i from 1 to 3:");
        const NodeId last = expression();
        take_word("do");
        const NodeId body = block("Repeat for i from 1 to 3:");
        return node(Kind::loop_range, begin, {names, first, last, body});
    }
    expect_one_of({"in", "of", "from"}, "Repeat for x in items:");
    const NodeId values = expression();
    if (take_word("to") || take_word("through")) {
        const NodeId last = expression();
        const NodeId body = block("Repeat for i from 1 to 3:");
        return node(Kind::loop_range, begin, {names, values, last, body});
    }
    take_word("do");
    const NodeId body = block("Repeat for x in items:");
    return node(Kind::loop_in, begin, {names, values, body});
}

}  // namespace logos
