// The sections of a program, in their order.
#include <algorithm>

#include "logos/syntax/parse.h"
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

Parsed parse(std::string_view source) { return Parser(source).run(); }

Parsed Parser::run() {
    if (source_.size() > source_size_max) {
        tokens_.push_back({});
        fail_at({0, 0}, "The program is larger than a program may be.", "");
        failed_ = false;
        node(Kind::program, 0);
        return std::move(parsed_);
    }
    Lexed lexed = lex(source_);
    tokens_ = std::move(lexed.tokens);
    parsed_.wrong = std::move(lexed.wrong);
    find_functions();
    find_policies();
    Parts program;
    while (!is_kind(0, TokenKind::end)) section(program);
    program.insert(program.begin(), hoisted_.begin(), hoisted_.end());
    last_end_ = static_cast<std::uint32_t>(source_.size());
    failed_ = false;
    node(Kind::program, 0, program);
    if (parsed_.tree[parsed_.tree.root()].kind != Kind::program) node(Kind::program, 0);
    std::ranges::sort(parsed_.wrong, {}, [](const Diagnostic& one) {
        return std::pair(one.span.begin, one.span.end);
    });
    if (parsed_.wrong.size() > diagnostic_count_max) parsed_.wrong.resize(diagnostic_count_max);
    return std::move(parsed_);
}

// Functions may be called before they are defined.
void Parser::find_functions() {
    for (std::size_t i = 1; i + 1 < tokens_.size(); ++i) {
        if (tokens_[i].kind != TokenKind::word || !same_word(text_of(tokens_[i]), "to")) continue;
        const TokenKind before = tokens_[i - 1].kind;
        const bool first = before == TokenKind::header || before == TokenKind::newline ||
                           before == TokenKind::indent || before == TokenKind::dedent;
        if (!first) continue;
        std::size_t name = i + 1;
        if (same_word(text_of(tokens_[name]), "native") && name + 1 < tokens_.size()) ++name;
        if (tokens_[name].kind == TokenKind::word) functions_.emplace(text_of(tokens_[name]));
    }
}

void Parser::section(Parts& program) {
    Section kind = Section::main;
    const std::uint32_t from = begin();
    if (is_kind(0, TokenKind::header)) {
        kind = token().section;
        advance();
    }
    switch (kind) {
        case Section::function:
            program.push_back(function());
            recover();
            break;
        case Section::type:
        case Section::definition: definitions(program); break;
        case Section::policy: policies(program); break;
        case Section::none:
        case Section::main: {
            Parts statements;
            statements_until_header(statements);
            program.push_back(node(Kind::block, from, statements));
            break;
        }
        case Section::prose: break;
    }
    failed_ = false;
    while (!is_kind(0, TokenKind::header) && !is_kind(0, TokenKind::end)) advance();
}

void Parser::statements_until_header(Parts& statements) {
    while (!is_kind(0, TokenKind::header) && !is_kind(0, TokenKind::end)) {
        if (is_kind(0, TokenKind::newline) || is_kind(0, TokenKind::indent) ||
            is_kind(0, TokenKind::dedent) || is_sign(0, ".")) {
            advance();
        } else {
            statement(statements);
        }
    }
}

}  // namespace logos
