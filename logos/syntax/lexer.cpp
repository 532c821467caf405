// One pass over the source, line by line.
#include "logos/syntax/lexer.h"

#include <algorithm>
#include <array>
#include <string>

#include "logos/syntax/headers.h"
#include "logos/syntax/letters.h"
#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t tab_width = 4;
constexpr std::array long_signs{"//="sv, "**="sv, "<<="sv, ">>="sv, "->"sv, "=="sv, "!="sv, "<="sv,
                                ">="sv,  "**"sv,  "//"sv,  "<<"sv,  ">>"sv, "+="sv, "-="sv, "*="sv,
                                "/="sv,  "%="sv,  "&="sv,  "|="sv,  "^="sv, "&&"sv, "||"sv};
constexpr std::string_view short_signs = "+-*/%=<>&|^~.,:()[]{}!;?";
constexpr std::array joining_words{"and"sv,   "or"sv,      "xor"sv,      "plus"sv,     "minus"sv,
                                   "times"sv, "divided"sv, "combined"sv, "followed"sv, "with"sv};
constexpr std::array opening_words{"let"sv,   "set"sv,    "show"sv,   "if"sv,   "otherwise"sv,
                                   "while"sv, "repeat"sv, "return"sv, "push"sv, "inspect"sv};
constexpr std::array joining_signs{"+"sv,  "-"sv,  "*"sv, "/"sv, "%"sv,  "**"sv,
                                   "//"sv, "&"sv,  "|"sv, "^"sv, ","sv,  "="sv,
                                   "=="sv, "!="sv, "<"sv, ">"sv, "<="sv, ">="sv};

class Lexer {
public:
    Lexer(std::string_view source, Span part)
        : source_(source), at_(part.begin), limit_(part.end) {}

    Lexed whole() {
        skip_bom();
        prose_ = has_sections(source_);
        while (at_ < limit_) line();
        close_brackets();
        newline();
        lower_to(0);
        push(TokenKind::end, at_);
        return std::move(lexed_);
    }

    Lexed part() {
        inline_ = true;
        while (at_ < limit_) token();
        close_brackets();
        push(TokenKind::end, at_);
        return std::move(lexed_);
    }

private:
    // A bracket that is open, and a block inside brackets, which has lines of its own.
    struct Inner {
        std::size_t brackets = 0;
        std::size_t levels = 0;
    };

    void skip_bom() {
        if (source_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < limit_ ? source_[at_ + ahead] : '\0';
    }
    [[nodiscard]] std::string_view text(const Token& token) const {
        return source_.substr(token.span.begin, token.span.end - token.span.begin);
    }
    [[nodiscard]] bool lines_count() const {
        return open_.size() == (inner_.empty() ? 0 : inner_.back().brackets);
    }

    void push(TokenKind kind, std::size_t begin) {
        Token token;
        token.kind = kind;
        token.span = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
        token.glued = !lexed_.tokens.empty() && lexed_.tokens.back().span.end == begin;
        lexed_.tokens.push_back(token);
    }

    void wrong(std::size_t begin, std::size_t end, std::string what, std::string suggestion) {
        if (lexed_.wrong.size() >= diagnostic_count_max) return;
        lexed_.wrong.push_back(
            {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
             std::move(what),
             std::move(suggestion)});
    }

    void newline() {
        if (lexed_.tokens.empty() || lexed_.tokens.back().kind == TokenKind::newline) return;
        if (lexed_.tokens.back().kind == TokenKind::indent) return;
        if (lexed_.tokens.back().kind == TokenKind::dedent) return;
        const std::size_t end = at_;
        at_ = std::max<std::size_t>(lexed_.tokens.back().span.end, 0);
        push(TokenKind::newline, at_);
        at_ = end;
    }

    void lower_to(std::size_t column) {
        while (levels_.size() > 1 && levels_.back() > column) {
            levels_.pop_back();
            push(TokenKind::dedent, at_);
            if (!inner_.empty() && levels_.size() <= inner_.back().levels) inner_.pop_back();
        }
    }

    void skip_line() {
        at_ = std::min(source_.find('\n', at_), limit_);
        if (at_ < limit_) ++at_;
    }

    // At the beginning of a line.
    void line() {
        const std::size_t begin = at_;
        std::size_t column = 0;
        for (; peek() == ' ' || peek() == '\t'; ++at_) column += peek() == '\t' ? tab_width : 1;
        if (source_.substr(at_).starts_with("##") && peek(2) != '#' && at_ == begin)
            return header();
        if (prose_ || peek() == '#' || peek() == '\n' || peek() == '\r' || at_ >= limit_) {
            return skip_line();
        }
        if (!lines_count() && opens_statement() && column == levels_.back()) close_brackets();
        if (lines_count() && !goes_on(column)) indentation(column);
        tokens_of_line();
    }

    [[nodiscard]] std::string_view next_word() const {
        std::size_t end = at_;
        while (end < limit_ && is_word_part(source_[end])) ++end;
        return source_.substr(at_, end - at_);
    }
    // A line in brackets that begins like a statement shows that a bracket was not closed.
    [[nodiscard]] bool opens_statement() const {
        const std::string_view word = next_word();
        return !word.empty() && word[0] >= 'A' && word[0] <= 'Z' &&
               is_one_of(word, opening_words) && peek(word.size()) == ' ';
    }

    // Whether this line belongs to the statement before it.
    [[nodiscard]] bool goes_on(std::size_t column) const {
        if (lexed_.tokens.empty()) return false;
        const Token& last = lexed_.tokens.back();
        if (last.kind == TokenKind::sign && is_one_of(text(last), joining_signs)) return true;
        if (last.kind == TokenKind::word &&
            (same_word(text(last), "or") || same_word(text(last), "and"))) {
            return lexed_.tokens.size() > 1 &&
                   lexed_.tokens[lexed_.tokens.size() - 2].kind != TokenKind::newline;
        }
        if (column <= levels_.back() || last.kind == TokenKind::header) return false;
        if (last.kind == TokenKind::sign && (text(last) == ":" || text(last) == ".")) return false;
        const std::string_view word = next_word();
        if (!word.empty()) return is_one_of(word, joining_words);
        return std::string_view("+-*/%<>=&|^").find(peek()) != std::string_view::npos;
    }

    void indentation(std::size_t column) {
        newline();
        if (column > levels_.back()) {
            levels_.push_back(column);
            push(TokenKind::indent, at_);
            return;
        }
        lower_to(column);
        if (lines_count() && levels_.back() < column) {
            wrong(at_, at_ + 1, "This line is indented like no line above it.",
                  "Give it as many spaces as the lines that it belongs to.");
            levels_.back() = column;
        }
    }

    void header() {
        const std::size_t begin = at_;
        close_brackets();
        newline();
        lower_to(0);
        const std::size_t end = std::min(source_.find('\n', at_), limit_);
        const Header header = read_header(source_.substr(begin + 2, end - begin - 2));
        if (!header.meant.empty()) {
            wrong(begin, end, "No section is called this.",
                  "Did you mean `## " + std::string(header.meant) + "`?");
        }
        prose_ = header.section == Section::prose && header.meant.empty();
        at_ = begin + 2;
        const bool goes_on = header.section == Section::function || header.section == Section::type;
        if (!goes_on) at_ = end;
        push(TokenKind::header, begin);
        lexed_.tokens.back().section = header.meant.empty() ? header.section : Section::main;
        if (goes_on) return tokens_of_line();
        newline();
        if (at_ < limit_) ++at_;
    }

    void tokens_of_line() {
        while (at_ < limit_ && source_[at_] != '\n') token();
        if (at_ < limit_) ++at_;
    }

    void token() {
        const std::size_t begin = at_;
        const char letter = source_[at_];
        if (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n') {
            ++at_;
        } else if (letter == '#') {
            at_ = std::min(source_.find('\n', at_), limit_);
        } else if (letter == '"' || ((letter == 'r' || letter == 'R') && peek(1) == '"')) {
            quoted();
        } else if (inline_ && letter == '\\' && peek(1) == '"') {
            escaped_quoted();
        } else if (letter == '`') {
            character();
        } else if (is_digit(letter)) {
            number();
        } else if (source_.substr(at_).starts_with("\xE2\x80\x99s") ||
                   source_.substr(at_).starts_with("'s")) {
            at_ += letter == '\'' ? 2 : 4;
            push(TokenKind::sign, begin);
        } else if (source_.substr(at_).starts_with("\xE2\x80\x9C") ||
                   source_.substr(at_).starts_with("\xE2\x80\x9D")) {
            at_ += 3;
            wrong(begin, at_, "These quotes are not those of a text.",
                  "Use straight quotes: \"…\".");
        } else if (is_letter(letter)) {
            while (at_ < limit_ && is_word_part(source_[at_])) ++at_;
            push(TokenKind::word, begin);
        } else {
            sign();
        }
    }

    void quoted() {
        const std::size_t begin = at_;
        const bool raw = source_[at_] != '"';
        if (raw) ++at_;
        TextEnd found;
        if (raw) {
            const std::size_t quote = source_.find('"', at_ + 1);
            const std::size_t line = std::min(source_.find('\n', at_), limit_);
            found = quote < line ? TextEnd{quote + 1, true} : TextEnd{line, false};
        } else {
            found = find_text_end(source_, at_, limit_);
        }
        at_ = found.end;
        push(TokenKind::text, begin);
        if (!found.closed) {
            const std::size_t line = std::min({source_.find('\n', begin), limit_, at_});
            wrong(begin, line, "This text is not closed.", "Put a quote (\") at its end.");
        }
    }

    // In a hole, where the quotes of a text are escaped.
    void escaped_quoted() {
        const std::size_t begin = at_;
        const std::size_t end = source_.substr(0, limit_).find("\\\"", at_ + 2);
        at_ = end == std::string_view::npos ? limit_ : end + 2;
        push(TokenKind::text, begin);
        if (end == std::string_view::npos) {
            wrong(begin, at_, "This text is not closed.", "Put a quote (\\\") at its end.");
        }
    }

    void character() {
        const std::size_t begin = at_;
        ++at_;
        if (peek() == '\\') ++at_;
        if (at_ < limit_ && source_[at_] != '\n') ++at_;
        while (at_ < limit_ && source_[at_] != '`' && source_[at_] != '\n') ++at_;
        if (peek() == '`') {
            ++at_;
        } else {
            wrong(begin, at_, "This character is not closed.", "Put a backtick (`) at its end.");
        }
        push(TokenKind::character, begin);
    }

    void number() {
        const std::size_t begin = at_;
        const Number found = scan_number(source_.substr(0, limit_), at_);
        at_ = found.end;
        push(found.kind, begin);
    }

    void sign() {
        const std::size_t begin = at_;
        for (const std::string_view one : long_signs) {
            if (!source_.substr(at_, limit_ - at_).starts_with(one)) continue;
            at_ += one.size();
            return push(TokenKind::sign, begin);
        }
        const char letter = source_[at_++];
        if (short_signs.find(letter) == std::string_view::npos) {
            return wrong(begin, at_, "This sign means nothing here.",
                         letter == '\'' ? "A text stands in double quotes: \"…\"." : "");
        }
        if (letter == ')' || letter == ']' || letter == '}') return close(begin);
        push(TokenKind::sign, begin);
        if (letter == '(' || letter == '[' || letter == '{') {
            open_.push_back(static_cast<std::uint32_t>(lexed_.tokens.size() - 1));
        }
        if (letter == ':' && !open_.empty() && begins_inner_block()) {
            inner_.push_back({open_.size(), levels_.size()});
        }
    }

    [[nodiscard]] bool begins_inner_block() const {
        if (lexed_.tokens.size() < 2 || text(lexed_.tokens[lexed_.tokens.size() - 2]) != "->")
            return false;
        const std::size_t next = source_.find_first_not_of(" \t\r", at_);
        return next < limit_ && (source_[next] == '\n' || source_[next] == '#');
    }

    void close(std::size_t begin) {
        if (!inner_.empty() && inner_.back().brackets == open_.size()) {
            const std::size_t levels = inner_.back().levels;
            newline();
            while (levels_.size() > levels) {
                levels_.pop_back();
                push(TokenKind::dedent, begin);
            }
            inner_.pop_back();
        }
        push(TokenKind::sign, begin);
        if (open_.empty()) {
            lexed_.tokens.pop_back();
            return wrong(begin, at_, "No bracket is open that this one could close.",
                         "Take it away.");
        }
        Token& opening = lexed_.tokens[open_.back()];
        const char expected = source_[opening.span.begin] == '('   ? ')'
                              : source_[opening.span.begin] == '[' ? ']'
                                                                   : '}';
        if (expected != source_[begin]) {
            wrong(begin, at_, "This bracket does not close the one that is open.",
                  std::string("Write `") + expected + "` instead.");
        }
        opening.partner = static_cast<std::uint32_t>(lexed_.tokens.size() - 1);
        lexed_.tokens.back().partner = open_.back();
        open_.pop_back();
    }

    void close_brackets() {
        for (const std::uint32_t index : open_) {
            const Span span = lexed_.tokens[index].span;
            wrong(span.begin, span.end, "This bracket is not closed.",
                  "Close it where its content ends.");
        }
        open_.clear();
        inner_.clear();
    }

    std::string_view source_;
    std::size_t at_;
    std::size_t limit_;
    bool prose_ = false;
    bool inline_ = false;
    std::vector<std::size_t> levels_{0};
    std::vector<std::uint32_t> open_;
    std::vector<Inner> inner_;
    Lexed lexed_;
};

}  // namespace

Lexed lex(std::string_view source) {
    return Lexer(source, {0, static_cast<std::uint32_t>(source.size())}).whole();
}

Lexed lex_part(std::string_view source, Span part) { return Lexer(source, part).part(); }

}  // namespace logos
