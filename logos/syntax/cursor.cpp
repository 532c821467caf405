// Walking over tokens, telling what is wrong, making nodes.
#include <algorithm>
#include <array>

#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {
namespace {

constexpr Token nothing_left{};

}  // namespace

const Token& Parser::token(std::size_t ahead) const {
    if (failed_) return nothing_left;
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : tokens_.back();
}

std::string_view Parser::text_of(const Token& token) const {
    return source_.substr(token.span.begin, token.span.end - token.span.begin);
}
std::string_view Parser::text(std::size_t ahead) const { return text_of(token(ahead)); }

bool Parser::is_kind(std::size_t ahead, TokenKind kind) const { return token(ahead).kind == kind; }
bool Parser::is_word(std::size_t ahead) const { return is_kind(ahead, TokenKind::word); }
bool Parser::is_word(std::size_t ahead, std::string_view word) const {
    return is_word(ahead) && same_word(text(ahead), word);
}
bool Parser::is_sign(std::size_t ahead, std::string_view sign) const {
    if (!is_kind(ahead, TokenKind::sign)) return false;
    return text(ahead) == sign || (sign == "'s" && text(ahead) == "\xE2\x80\x99s");
}

bool Parser::are_words(Words words, std::size_t ahead) const {
    for (const std::string_view word : words) {
        if (!is_word(ahead++, word)) return false;
    }
    return true;
}

bool Parser::ends_statement(std::size_t ahead) const {
    const TokenKind kind = token(ahead).kind;
    return kind == TokenKind::newline || kind == TokenKind::end || kind == TokenKind::dedent ||
           kind == TokenKind::indent || kind == TokenKind::header || is_sign(ahead, ".");
}

void Parser::advance(std::size_t count) {
    if (failed_) return;
    for (; count > 0 && at_ + 1 < tokens_.size(); --count) last_end_ = tokens_[at_++].span.end;
}

bool Parser::take_word(std::string_view word) {
    if (!is_word(0, word)) return false;
    advance();
    return true;
}
bool Parser::take_words(Words words) {
    if (!are_words(words)) return false;
    advance(words.size());
    return true;
}
bool Parser::take_one_of(Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return take_word(word); });
}
bool Parser::take_sign(std::string_view sign) {
    if (!is_sign(0, sign)) return false;
    advance();
    return true;
}
void Parser::take_article() {
    if (is_word(1)) take_one_of({"the", "a", "an"});
}
void Parser::skip_newlines() {
    while (is_kind(0, TokenKind::newline) || is_sign(0, ".")) advance();
}

std::string Parser::found() const {
    switch (token().kind) {
        case TokenKind::end:
        case TokenKind::newline:
        case TokenKind::indent:
        case TokenKind::dedent:
        case TokenKind::header: return "the line ends";
        case TokenKind::text: return "a text stands";
        case TokenKind::word:
        case TokenKind::integer:
        case TokenKind::real:
        case TokenKind::duration:
        case TokenKind::character:
        case TokenKind::sign: return "`" + std::string(text()) + "` stands";
    }
}

NodeId Parser::fail_at(Span span, std::string what, std::string suggestion) {
    if (!failed_ && parsed_.wrong.size() < diagnostic_count_max) {
        parsed_.wrong.push_back({span, std::move(what), std::move(suggestion)});
    }
    failed_ = true;
    return absent();
}

NodeId Parser::fail(std::string what, std::string suggestion) {
    Span span = token().span;
    if (ends_statement() && !is_sign(0, ".")) span = {last_end_, last_end_};
    return fail_at(span, std::move(what), std::move(suggestion));
}

void Parser::expect_word(std::string_view word, std::string_view example) {
    expect_one_of({word}, example);
}

void Parser::expect_one_of(Words words, std::string_view example) {
    if (take_one_of(words) || failed_) return;
    const std::string_view near =
        is_word() ? nearest_word(text(), std::span(words.begin(), words.size())) : "";
    std::string suggestion = "Write it as in `" + std::string(example) + "`.";
    if (!near.empty()) suggestion = "Did you mean `" + std::string(near) + "`? " + suggestion;
    fail("Here `" + std::string(*words.begin()) + "` is missing: " + found() + " in its place.",
         std::move(suggestion));
}

void Parser::expect_sign(std::string_view sign, std::string_view example) {
    if (take_sign(sign) || failed_) return;
    fail("Here `" + std::string(sign) + "` is missing: " + found() + " in its place.",
         "Write it as in `" + std::string(example) + "`.");
}

std::string Parser::expect_name(std::string_view example) {
    if (!is_word()) {
        fail("Here a name is missing: " + found() + " in its place.",
             "Write it as in `" + std::string(example) + "`.");
        return {};
    }
    std::string name(text());
    advance();
    return name;
}

// To the end of the statement in which something is wrong.
void Parser::recover() {
    if (!failed_) return;
    failed_ = false;
    std::uint32_t close = 0;
    for (; !ends_statement() || close > at_; advance()) {
        if (is_kind(0, TokenKind::end) || is_kind(0, TokenKind::header)) return;
        if (token().partner > at_) close = std::max(close, token().partner);
    }
}

NodeId Parser::absent() { return node(Kind::absent, last_end_); }

NodeId Parser::node(Kind kind, std::uint32_t begin, std::initializer_list<NodeId> parts,
                    std::string said, Op op, bool flag) {
    return node(kind, begin, std::span(parts.begin(), parts.size()), std::move(said), op, flag);
}

NodeId Parser::node(Kind kind, std::uint32_t begin, std::span<const NodeId> parts, std::string said,
                    Op op, bool flag) {
    std::uint16_t below = 0;
    for (const NodeId part : parts) below = std::max(below, depths_[part]);
    if (below >= nesting_max) {
        if (!told_of_depth_) {
            told_of_depth_ = true;
            fail_at({begin, last_end_},
                    "This is nested too deeply, or one expression has too many parts.",
                    "Give a part of it a name of its own with `Let`.");
        }
        failed_ = true;
        return absent();
    }
    Node made;
    made.kind = kind;
    made.op = op;
    made.flag = flag;
    made.span = {begin, std::max(begin, last_end_)};
    made.text = std::move(said);
    depths_.push_back(static_cast<std::uint16_t>(below + 1));
    return parsed_.tree.add(std::move(made), parts);
}

NodeId Parser::name_node(std::string name, std::uint32_t begin) {
    return node(Kind::name, begin, {}, std::move(name));
}

bool Parser::is_predicate(std::string_view word) const {
    return predicates_.contains(lower_case(word));
}

bool Parser::too_deep() {
    if (depth_ <= nesting_max) return false;
    if (!failed_ && !told_of_depth_) {
        told_of_depth_ = true;
        fail("This is nested too deeply.",
             "Give a part of it a name of its own with `Let`, or make it a function.");
    }
    failed_ = true;
    return true;
}

}  // namespace logos
