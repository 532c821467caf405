// Names and their values, showing, returning, and what must hold.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

NodeId Parser::let() {
    const std::uint32_t from = tokens_[at_ > 0 ? at_ - 1 : 0].span.begin;
    const bool is_mutable = is_word(1) && !is_word(1, "be") && take_one_of({"mutable", "mut"});
    if (is_sign(0, "(")) return let_tuple(from);
    return let_rest(from, is_mutable);
}

NodeId Parser::let_rest(std::uint32_t begin, bool is_mutable) {
    if (is_word(1) && !is_word(1, "be") && !is_word(1, "equal")) take_word("the");
    std::string name = expect_name("Let x be 5.");
    NodeId its = absent();
    if (take_sign(":")) its = type();
    if (!take_sign("=") && !take_words({"equal"}))
        expect_one_of({"be", "is"}, "Let " + name + " be 5.");
    if (take_words({"mounted", "at"})) {
        const NodeId path = expression();
        declare(name);
        return node(Kind::let_mounted, begin, {its, path}, std::move(name));
    }
    const NodeId value = expression();
    declare(name);
    return node(Kind::let, begin, {its, value}, std::move(name), Op::none, is_mutable);
}

NodeId Parser::let_tuple(std::uint32_t begin) {
    Parts parts;
    take_sign("(");
    do {
        const std::uint32_t from = token().span.begin;
        std::string name = expect_name("Let (a, b) be (1, 2).");
        declare(name);
        parts.push_back(name_node(std::move(name), from));
    } while (take_sign(","));
    expect_sign(")", "Let (a, b) be (1, 2).");
    if (!take_sign("=")) expect_word("be", "Let (a, b) be (1, 2).");
    parts.push_back(expression());
    return node(Kind::let_tuple, begin, parts);
}

NodeId Parser::place() {
    if (is_word(1) && !is_word(1, "to")) take_word("the");
    return postfix_value();
}

NodeId Parser::set() {
    const std::uint32_t from = begin();
    NodeId where = place();
    if (take_word("at")) {
        const NodeId key = expression();
        where = node(Kind::item, from, {where, key});
    }
    if (!take_sign("=")) expect_one_of({"to", "be"}, "Set x to 5.");
    const NodeId value = expression();
    return node(Kind::assign, from, {where, value});
}

NodeId Parser::show() {
    const std::uint32_t from = begin();
    if (take_words({"the", "mesh", "invite", "for"}) || take_words({"mesh", "invite", "for"})) {
        const NodeId id = expression();
        return node(Kind::show_invite, from, {id});
    }
    const NodeId value = expression();
    NodeId recipient = absent();
    if (take_word("to")) {
        if (!take_words({"the", "console"}) &&
            !(is_word(0, "console") && !is_declared("console") && take_word("console"))) {
            recipient = expression();
        }
    }
    return node(Kind::show, from, {value, recipient});
}

// `Give x to f`: a call.
NodeId Parser::give() {
    const std::uint32_t from = begin();
    const NodeId value = expression();
    expect_word("to", "Give x to consume.");
    std::string name = expect_name("Give x to consume.");
    const NodeId call = node(Kind::call, from, {value}, std::move(name));
    return node(Kind::evaluate, from, {call});
}

NodeId Parser::give_back() {
    const std::uint32_t from = begin();
    NodeId value = absent();
    NodeId condition = absent();
    if (!ends_statement() && !is_word(0, "if")) value = expression();
    if (take_word("if")) condition = expression();
    return node(Kind::give_back, from, {value, condition});
}

NodeId Parser::assertion(bool trust) {
    const std::uint32_t from = begin();
    take_word("that");
    const NodeId condition = expression();
    NodeId reason = absent();
    if (take_word("because") || take_sign(",")) {
        take_word("because");
        reason = expression();
    }
    return node(Kind::assertion, from, {condition, reason}, {}, Op::none, trust);
}

// `Check that u is admin`, `Check that u can edit d`.
NodeId Parser::check() {
    const std::uint32_t from = begin();
    take_word("that");
    if (is_word(1) && !is_word(1, "is") && !is_word(1, "can")) take_word("the");
    const NodeId subject = postfix_value();
    NodeId object = absent();
    std::string said;
    if (take_word("is")) {
        if (is_word(1)) take_one_of({"a", "an"});
        said = lower_case(expect_name("Check that user is admin."));
    } else {
        expect_one_of({"can", "is"}, "Check that user can edit document.");
        said = lower_case(expect_name("Check that user can edit document."));
        while (!actions_.contains(said) && is_word() && is_word(1) && !is_word(0, "the") &&
               !failed_) {
            said += " " + lower_case(text());
            advance();
        }
        if (!ends_statement()) {
            if (is_word(1)) take_word("the");
            object = postfix_value();
        }
    }
    return node(Kind::check_that, from, {subject, object}, std::move(said));
}

}  // namespace logos
