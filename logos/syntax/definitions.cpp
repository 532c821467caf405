// Functions, records and choices.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

// `To f (a: Int) and (b: Int) -> Int:`, whose `To` is next.
NodeId Parser::function() {
    const std::uint32_t from = begin();
    expect_word("to", "## To double (n: Int) -> Int:");
    const bool native = is_word(1) && take_word("native");
    std::string name = expect_name("## To double (n: Int) -> Int:");
    Parts parts;
    if (is_word(0, "of") && is_sign(1, "[")) {
        Parts generic;
        advance();
        generic_names(generic);
    }
    parameters(parts);
    NodeId result = absent();
    if (take_sign("->")) result = type();
    parts.push_back(result);
    while (is_word() && !failed_) advance();
    if (native && ends_statement()) {
        parts.push_back(node(Kind::block, from));
        return node(Kind::function, from, parts, std::move(name), Op::none, true);
    }
    const bool headed = at_ > 0 && !failed_;
    parts.push_back(headed ? block("## To double (n: Int) -> Int:") : absent());
    return node(Kind::function, from, parts, std::move(name), Op::none, native);
}

// Groups in parentheses, with words between them that say what they are for.
void Parser::parameters(Parts& parts) {
    for (;;) {
        while (is_word() && !is_sign(1, ":") && !failed_) advance();
        if (!is_sign(0, "(")) return;
        parameter_group(parts);
    }
}

void Parser::parameter_group(Parts& parts) {
    take_sign("(");
    while (!is_sign(0, ")") && !failed_) {
        const std::uint32_t from = begin();
        bool is_mutable = is_word(1) && take_one_of({"mutable", "mut"});
        std::string name = expect_name("(amount: Int)");
        declare(name);
        NodeId its = absent();
        if (take_sign(":")) {
            is_mutable = take_one_of({"mutable", "mut"}) || is_mutable;
            its = type();
        }
        parts.push_back(node(Kind::parameter, from, {its}, std::move(name), Op::none, is_mutable));
        if (!take_sign(",") && !(is_word(0, "and") && take_word("and"))) break;
    }
    expect_sign(")", "(amount: Int)");
}

// `[T]`, `[T] and [U]`, `[K, V]`.
void Parser::generic_names(Parts& parts) {
    while (take_sign("[")) {
        do {
            const std::uint32_t from = begin();
            std::string name = expect_name("of [T]");
            parts.push_back(node(Kind::type_name, from, {}, std::move(name)));
        } while (take_sign(","));
        expect_sign("]", "of [T]");
        if (!is_sign(1, "[") || !take_word("and")) return;
    }
}

// Each line of an indented block, or what stands behind a colon.
template <class Read>
void Parser::indented(Parts& parts, Read read) {
    const bool lines = is_kind(0, TokenKind::newline) && is_kind(1, TokenKind::indent);
    if (!lines) {
        while (!is_kind(0, TokenKind::newline) && !is_kind(0, TokenKind::end) && !failed_) {
            if (take_sign(".") || take_sign(",")) continue;
            parts.push_back((this->*read)());
        }
        return;
    }
    advance(2);
    while (!is_kind(0, TokenKind::dedent) && !is_kind(0, TokenKind::end) &&
           !is_kind(0, TokenKind::header)) {
        if (is_kind(0, TokenKind::newline) || is_sign(0, ".") || is_sign(0, ",")) {
            advance();
            continue;
        }
        const std::size_t before = at_;
        parts.push_back((this->*read)());
        recover();
        if (at_ == before) advance();
    }
    if (is_kind(0, TokenKind::dedent)) advance();
}

bool Parser::at_definition() const {
    return (is_word(0, "a") || is_word(0, "an")) && is_word(1) &&
           (is_word(2, "has") || is_word(2, "is") || is_word(2, "of"));
}

void Parser::definitions(Parts& program) {
    while (!is_kind(0, TokenKind::header) && !is_kind(0, TokenKind::end)) {
        if (ends_statement()) {
            advance();
            continue;
        }
        const std::size_t before = at_;
        program.push_back(is_word(0, "to") ? function() : definition());
        recover();
        if (at_ == before) advance();
    }
}

NodeId Parser::definition() {
    const std::uint32_t from = begin();
    expect_one_of({"a", "an"}, "A Point has:");
    std::string name = expect_name("A Point has:");
    Parts parts;
    if (take_word("of")) {
        if (is_sign(0, "[")) {
            generic_names(parts);
        } else {
            parts.push_back(type_core());
        }
    }
    if (take_word("has")) return record_rest(from, std::move(name), std::move(parts), false);
    expect_one_of({"is", "has"}, "A Point has:");
    if (take_word("either") || take_words({"one", "of"})) {
        return choice_rest(from, std::move(name), std::move(parts));
    }
    bool shared = false;
    while (is_word() && !is_word(0, "has") && !failed_) {
        shared = is_word(0, "shared") || shared;
        advance();
        take_sign(",");
    }
    expect_word("has", "A Counter is Shared and has:");
    return record_rest(from, std::move(name), std::move(parts), shared);
}

NodeId Parser::record_rest(std::uint32_t begin, std::string name, Parts parts, bool shared) {
    expect_sign(":", "A Point has:");
    indented(parts, &Parser::field);
    return node(Kind::record, begin, parts, std::move(name), Op::none, shared);
}

NodeId Parser::choice_rest(std::uint32_t begin, std::string name, Parts parts) {
    expect_sign(":", "A Shape is one of:");
    indented(parts, &Parser::variant);
    return node(Kind::choice, begin, parts, std::move(name));
}

// `an x: Int`, `a y, which is a Tally`.
NodeId Parser::field() {
    const std::uint32_t from = begin();
    const bool article = is_word(1) && !is_word(1, "is");
    if (article) take_one_of({"a", "an", "the"});
    if (is_word(1)) take_word("public");
    std::string name = expect_name("a name: Text.");
    if (!take_sign(":")) {
        take_sign(",");
        take_word("which");
        if (!take_one_of({"is", "are"})) expect_sign(":", "a name: Text.");
    }
    const NodeId its = type();
    if (!ends_statement() && !is_sign(0, ",") && !failed_) {
        fail("A field ends with its type, but " + found() + " here.",
             "Put each field in a line of its own.");
    }
    return node(Kind::field, from, {its}, std::move(name));
}

// `A Circle with radius Int`, `Rect (w: Int, h: Int)`, `Dot`.
NodeId Parser::variant() {
    const std::uint32_t from = begin();
    if (is_word(1) && !is_word(1, "with")) take_one_of({"a", "an", "or"});
    if (is_word(1) && !is_word(1, "with")) take_one_of({"a", "an"});
    std::string name = expect_name("A Circle with radius Int.");
    Parts parts;
    variant_fields(parts);
    return node(Kind::variant, from, parts, std::move(name));
}

void Parser::variant_fields(Parts& parts) {
    const bool bracket = take_sign("(");
    if (!bracket && !take_word("with")) {
        if (take_word("has"))
            take_sign(":");
        else
            return;
    }
    while (!is_sign(0, ")") && !failed_) {
        const std::uint32_t from = begin();
        if (is_word(1) && (is_word(2) || is_sign(2, ":"))) take_one_of({"a", "an"});
        std::string name = expect_name("A Circle with radius Int.");
        if (!take_sign(":")) {
            if (take_sign(",")) take_word("which");
            take_word("is");
        }
        const NodeId its = type_core();
        parts.push_back(node(Kind::field, from, {its}, std::move(name)));
        const bool comma = take_sign(",");
        if (!take_word("and") && !comma) break;
    }
    if (bracket) expect_sign(")", "A Rect (w: Int, h: Int).");
}

}  // namespace logos
