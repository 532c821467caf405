// Policies: who is what, and who can do what with what.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

// A word is a predicate if a policy says what it means, wherever that stands.
void Parser::find_policies() {
    bool inside = false;
    for (std::size_t i = 0; i + 2 < tokens_.size(); ++i) {
        if (tokens_[i].kind == TokenKind::header) inside = tokens_[i].section == Section::policy;
        if (!inside || tokens_[i].kind != TokenKind::word) continue;
        const std::string word = lower_case(text_of(tokens_[i]));
        const std::string last = lower_case(text_of(tokens_[i + 2]));
        if (word == "is" && last == "if") predicates_.insert(lower_case(text_of(tokens_[i + 1])));
        if (word == "can") actions_.insert(lower_case(text_of(tokens_[i + 1])));
    }
}

void Parser::policies(Parts& program) {
    while (!is_kind(0, TokenKind::header) && !is_kind(0, TokenKind::end)) {
        if (ends_statement()) {
            advance();
            continue;
        }
        const std::size_t before = at_;
        program.push_back(policy());
        recover();
        if (at_ == before) advance();
    }
}

NodeId Parser::policy() {
    const std::uint32_t from = begin();
    if (is_word(1)) take_one_of({"a", "an", "the"});
    subject_ = expect_name("A User is admin if the user's role equals \"admin\".");
    object_.clear();
    std::string said;
    NodeId object = absent();
    const NodeId subject = node(Kind::type_name, from, {}, subject_);
    if (take_word("is")) {
        if (is_word(1) && !is_word(1, "if")) take_one_of({"a", "an"});
        said = lower_case(expect_name("A User is admin if the user's role equals \"admin\"."));
    } else {
        expect_one_of({"can", "is"}, "A User can edit the Document if the user is admin.");
        said = action_words();
        if (!is_word(0, "if") && !failed_) {
            take_one_of({"the", "a", "an"});
            const std::uint32_t place = begin();
            object_ = expect_name("A User can edit the Document if the user is admin.");
            object = node(Kind::type_name, place, {}, object_);
        }
    }
    expect_word("if", "A User is admin if the user's role equals \"admin\".");
    const NodeId condition = policy_condition();
    const NodeId made = node(Kind::policy, from, {subject, object, condition}, std::move(said));
    subject_.clear();
    object_.clear();
    return made;
}

std::string Parser::action_words() {
    std::string said =
        lower_case(expect_name("A User can edit the Document if the user is admin."));
    while (is_word() && !is_word(0, "if") && !is_word(0, "the") && !is_word(0, "a") &&
           !is_word(0, "an") && is_word(1) && !is_word(1, "if")) {
        said += " " + lower_case(text());
        advance();
    }
    return said;
}

// Conditions with `, OR` and `, AND` between them, each in a line of its own or all in one.
NodeId Parser::policy_condition() {
    const bool lines = take_sign(":");
    if (is_kind(0, TokenKind::newline)) advance();
    const bool indented = is_kind(0, TokenKind::indent);
    if (indented) advance();
    const std::uint32_t from = begin();
    NodeId either = 0;
    bool has_either = false;
    NodeId both = expression();
    for (;;) {
        take_sign(",");
        if (take_word("and")) {
            const NodeId right = expression(Level::negated);
            both = node(Kind::logical_and, from, {both, right});
        } else if (take_word("or")) {
            either = has_either ? node(Kind::logical_or, from, {either, both}) : both;
            has_either = true;
            both = expression(Level::negated);
        } else {
            break;
        }
    }
    if (has_either) both = node(Kind::logical_or, from, {either, both});
    if (!ends_statement() && !failed_) {
        fail("The condition of a policy ends here, but " + found() + ".",
             "Join conditions with `, AND` or `, OR`.");
    }
    if (lines || indented) {
        recover();
        while (is_kind(0, TokenKind::newline) || is_sign(0, ".") || is_kind(0, TokenKind::dedent))
            advance();
    }
    return both;
}

}  // namespace logos
