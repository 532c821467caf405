// Statements in their order, and which one a first word begins. A word that begins a statement may
// as well be a name: it is one where `=`, a bracket, `'s` or a dot follows it.
#include <algorithm>
#include <array>

#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array first_words{"Let"sv,       "Set"sv,       "Show"sv,     "If"sv,
                                 "While"sv,     "Repeat"sv,    "For"sv,      "Return"sv,
                                 "Break"sv,     "Continue"sv,  "Assert"sv,   "Trust"sv,
                                 "Requires"sv,  "Ensures"sv,   "Inspect"sv,  "Check"sv,
                                 "Push"sv,      "Pop"sv,       "Add"sv,      "Remove"sv,
                                 "Append"sv,    "Increase"sv,  "Decrease"sv, "Resolve"sv,
                                 "Merge"sv,     "Inside"sv,    "Attempt"sv,  "Simultaneously"sv,
                                 "Launch"sv,    "Stop"sv,      "Send"sv,     "Receive"sv,
                                 "Try"sv,       "Await"sv,     "Sleep"sv,    "After"sv,
                                 "Read"sv,      "Write"sv,     "Spawn"sv,    "Listen"sv,
                                 "Connect"sv,   "Sync"sv,      "Mount"sv,    "Stream"sv,
                                 "Enable"sv,    "Disable"sv,   "Across"sv,   "Exactly"sv,
                                 "Offload"sv,   "Execute"sv,   "Skip"sv,     "Pulse"sv,
                                 "Reconcile"sv, "Otherwise"sv, "Call"sv,     "Give"sv};
constexpr std::array glued_words{"if"sv,      "while"sv, "return"sv, "show"sv,
                                 "inspect"sv, "sleep"sv, "elif"sv};
constexpr std::array assigning{"="sv,   "+="sv, "-="sv, "*="sv, "/="sv,  "%="sv, "//="sv,
                               "**="sv, "&="sv, "|="sv, "^="sv, "<<="sv, ">>="sv};

Op updating_op(std::string_view sign) {
    if (sign == "+=") return Op::plus;
    if (sign == "-=") return Op::minus;
    if (sign == "*=") return Op::times;
    if (sign == "/=") return Op::divide;
    if (sign == "%=") return Op::remainder;
    if (sign == "//=") return Op::floor_divide;
    if (sign == "**=") return Op::power;
    if (sign == "&=") return Op::bit_and;
    if (sign == "|=") return Op::bit_or;
    if (sign == "^=") return Op::bit_xor;
    if (sign == "<<=") return Op::shift_left;
    if (sign == ">>=") return Op::shift_right;
    return Op::none;
}

}  // namespace

// Behind a colon: one statement in the same line, or an indented block.
NodeId Parser::block(std::string_view example) {
    if (!take_sign(":") && !failed_) {
        const bool lines = is_kind(0, TokenKind::newline) && is_kind(1, TokenKind::indent);
        const NodeId missing = fail("Here a colon (`:`) is missing: " + found() + " in its place.",
                                    "Write it as in `" + std::string(example) + "`.");
        if (!lines) return missing;
        failed_ = false;
    }
    return block_body();
}

NodeId Parser::block_body() {
    const Deeper deeper(*this);
    if (too_deep()) return absent();
    const std::uint32_t from = begin();
    Parts statements;
    if (!is_kind(0, TokenKind::newline)) {
        if (failed_) return absent();
        statement(statements);
        return node(Kind::block, from, statements);
    }
    advance();
    if (!is_kind(0, TokenKind::indent)) {
        if (depth_ == 1) {
            statements_until_header(statements);
        } else if (!failed_) {
            fail("Here a block is missing: nothing stands behind the colon.",
                 "Put its statements in the next lines, with four spaces before each.");
        }
        return node(Kind::block, from, statements);
    }
    advance();
    while (!is_kind(0, TokenKind::dedent) && !is_kind(0, TokenKind::end) &&
           !is_kind(0, TokenKind::header)) {
        if (is_kind(0, TokenKind::newline) || is_sign(0, ".")) {
            advance();
        } else {
            statement(statements);
        }
    }
    const std::uint32_t end = last_end_;
    if (is_kind(0, TokenKind::dedent)) advance();
    last_end_ = end;
    return node(Kind::block, from, statements);
}

void Parser::statement(Parts& statements) {
    const std::size_t before = at_;
    const std::uint32_t from = begin();
    if (is_kind(0, TokenKind::indent)) {
        fail("This line is indented more than the one above it, which opens no block.",
             "Take the spaces away, or end the line above with a colon (`:`).");
        failed_ = false;
        advance();
        return;
    }
    if (is_word(0, "to") && is_word(1) && !is_used_as_name()) {
        const NodeId made = function();
        if (!failed_) hoisted_.push_back(made);
    } else {
        NodeId made = simple_or_block();
        if (is_word(0, "if") && !failed_ && tokens_[at_ - 1].kind != TokenKind::newline &&
            tokens_[at_ - 1].kind != TokenKind::dedent && !is_sign(0, ".")) {
            advance();
            const NodeId condition = expression();
            const NodeId body = node(Kind::block, from, {made});
            made = node(Kind::condition, from, {condition, body, absent()});
        }
        if (!failed_) statements.push_back(made);
    }
    end_statement();
    if (at_ == before) advance();
}

void Parser::end_statement() {
    if (failed_) return recover_with_block();
    if (take_sign(".")) return;
    const bool block_before =
        at_ > 0 && (tokens_[at_ - 1].kind == TokenKind::dedent ||
                    tokens_[at_ - 1].kind == TokenKind::newline ||
                    (tokens_[at_ - 1].kind == TokenKind::sign && text_of(tokens_[at_ - 1]) == "."));
    if (block_before || ends_statement()) return;
    if (is_sign(0, ")") || is_sign(0, "]") || is_sign(0, "}") || is_sign(0, ";")) {
        if (take_sign(";")) return;
    }
    fail("The statement ends here, but " + found() + " behind it.",
         "End a statement with a dot (`.`), or put the next one in a line of its own.");
    recover();
}

// What is wrong in a block under a line that is wrong is told too.
void Parser::recover_with_block() {
    if (!failed_) return;
    recover();
    if (is_kind(0, TokenKind::newline) && is_kind(1, TokenKind::indent)) block_body();
    failed_ = false;
}

bool Parser::is_used_as_name() const {
    const Token& next = token(1);
    if (next.kind != TokenKind::sign) return false;
    const std::string_view sign = text(1);
    if (is_one_of(sign, assigning) || is_sign(1, "'s")) return true;
    if (!next.glued) return false;
    if (sign == "(")
        return is_function(text()) || is_declared(text()) || !is_one_of(text(), glued_words);
    if (sign == "[") return is_declared(text());
    return sign == "." && is_word(2) && token(2).glued;
}

NodeId Parser::simple_or_block() {
    if (!is_word() || is_used_as_name()) return expression_statement();
    const std::optional<NodeId> made = keyword_statement();
    return made ? *made : unknown_statement();
}

std::optional<NodeId> Parser::keyword_statement() {
    const std::uint32_t from = begin();
    if (take_word("let")) return let();
    if (is_word(1) && take_word("mut")) return let_rest(from, true);
    if (take_word("set")) return set();
    if (take_word("show")) return show();
    if (is_word(1) || !ends_statement(1)) {
        if (take_word("give")) return give();
    }
    if (std::optional<NodeId> made = flow_statement()) return made;
    if (std::optional<NodeId> made = collection_statement()) return made;
    if (std::optional<NodeId> made = task_statement()) return made;
    if (std::optional<NodeId> made = mesh_statement()) return made;
    return wire_statement();
}

// A call, an assignment with `=`, or an expression for what it does.
NodeId Parser::expression_statement() {
    const std::uint32_t from = begin();
    const bool is_place = is_word();
    const std::string name(is_place ? text() : "");
    const bool plain = is_place && is_kind(1, TokenKind::sign) && is_one_of(text(1), assigning);
    if (is_place && is_sign(1, ":") && is_word(2)) return let_rest(from, false);
    const NodeId left = plain ? (advance(), name_node(name, from)) : postfix_value();
    if (is_kind(0, TokenKind::sign) && is_one_of(text(), assigning)) {
        const std::string sign(text());
        advance();
        const NodeId value = expression();
        if (sign != "=") return node(Kind::update, from, {left, value}, {}, updating_op(sign));
        if (plain) declare(name);
        return node(Kind::assign, from, {left, value}, {}, Op::none, plain);
    }
    if (!ends_statement() && !is_word(0, "if") && !failed_) {
        at_ = at_ > 0 ? at_ : 0;
        fail("The statement ends here, but " + found() + " behind it.",
             "Did you mean to `Show` it, or to `Set` something to it?");
    }
    return node(Kind::evaluate, from, {left});
}

// A first word that begins no statement of the language.
NodeId Parser::unknown_statement() {
    const std::uint32_t from = begin();
    const std::string name(text());
    const std::string lower = lower_case(name);
    const bool known = is_function(name) || is_function(lower);
    if (known && !ends_statement(1) && begins_value(1)) {
        advance();
        Parts parts;
        take_article();
        with_arguments(parts);
        const NodeId call = node(Kind::call, from, parts, is_function(name) ? name : lower);
        return node(Kind::evaluate, from, {call});
    }
    if (is_declared(name) || is_sign(1, ".") || ends_statement(1)) return expression_statement();
    const std::string_view near = nearest_word(name, first_words);
    const Span span = token().span;
    if (is_kind(1, TokenKind::sign) && near.empty()) return expression_statement();
    if (is_word(0, "otherwise") || is_word(0, "else") || is_word(0, "elif")) {
        return fail_at(span, "There is no `If` that this belongs to.",
                       "`Otherwise` has the same indentation as its `If` and follows its block.");
    }
    return fail_at(span, "No statement begins with `" + name + "`.",
                   near.empty() ? "Did you mean to call a function? Write `" + lower +
                                      "(…)`, and define `## To " + lower + " …`."
                                : "Did you mean `" + std::string(near) + "`?");
}

}  // namespace logos
