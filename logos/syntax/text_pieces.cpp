// Reading text literals: simple ones, raw ones (r"…") and those of several lines, whose common
// indentation is no part of them.
#include "logos/syntax/text_pieces.h"

#include <algorithm>
#include <charconv>

#include "logos/syntax/lexer.h"

namespace logos {
namespace {

constexpr auto no_place = std::string_view::npos;

void append_code_point(std::string& said, std::uint32_t code) {
    const auto byte = [&](std::uint32_t value) { said += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | code >> 6);
        byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12);
        byte(0x80 | (code >> 6 & 0x3F));
        byte(0x80 | (code & 0x3F));
    } else {
        byte(0xF0 | code >> 18);
        byte(0x80 | (code >> 12 & 0x3F));
        byte(0x80 | (code >> 6 & 0x3F));
        byte(0x80 | (code & 0x3F));
    }
}

// `\u{41}`; 0 if it is none.
std::size_t read_code_point(std::string_view text, std::string& said) {
    if (!text.starts_with("\\u{")) return 0;
    const std::size_t close = text.find('}');
    if (close == no_place || close > 9) return 0;
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(text.data() + 3, text.data() + close, code, 16);
    if (error != std::errc() || end != text.data() + close) return 0;
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
    append_code_point(said, code);
    return close + 1;
}

std::size_t common_indentation(std::string_view text) {
    std::size_t least = no_place;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first != no_place) least = std::min(least, first);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return least == no_place ? 0 : least;
}

class PieceReader {
public:
    PieceReader(std::string_view source, std::size_t begin, std::size_t end,
                std::size_t indentation)
        : source_(source), at_(begin), end_(end), indentation_(indentation) {}

    std::vector<TextPiece> read() {
        piece_begin_ = at_;
        skip_indentation();
        while (at_ < end_) step();
        finish();
        return std::move(pieces_);
    }

private:
    void step() {
        const char letter = source_[at_];
        const char next = at_ + 1 < end_ ? source_[at_ + 1] : '\0';
        if ((letter == '{' || letter == '}') && next == letter) {
            said_ += letter;
            at_ += 2;
        } else if (letter == '{' && hole()) {
            return;
        } else {
            at_ += read_letter(source_.substr(at_, end_ - at_), said_);
            if (letter == '\n') skip_indentation();
        }
    }

    // Empty braces, and such as begin with a text, are braces.
    bool hole() {
        const std::size_t close = find_hole_end(source_, at_, end_);
        if (close == no_place) return false;
        const std::string_view inside = source_.substr(at_ + 1, close - at_ - 1);
        const std::size_t first = inside.find_first_not_of(" \t\r\n");
        if (first == no_place || inside[first] == '"' || inside.substr(first).starts_with("\\\""))
            return false;
        const std::size_t begin = at_ + 1;
        finish();
        pieces_.push_back(
            {true, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(close)}, {}});
        at_ = close + 1;
        piece_begin_ = at_;
        return true;
    }

    void finish() {
        if (said_.empty()) return;
        pieces_.push_back(
            {false,
             {static_cast<std::uint32_t>(piece_begin_), static_cast<std::uint32_t>(at_)},
             std::exchange(said_, {})});
    }

    void skip_indentation() {
        for (std::size_t i = 0; i < indentation_ && at_ < end_; ++i, ++at_) {
            if (source_[at_] != ' ' && source_[at_] != '\t') return;
        }
    }

    std::string_view source_;
    std::size_t at_;
    std::size_t end_;
    std::size_t indentation_;
    std::size_t piece_begin_ = 0;
    std::string said_;
    std::vector<TextPiece> pieces_;
};

}  // namespace

std::size_t read_letter(std::string_view text, std::string& said) {
    if (text[0] != '\\' || text.size() < 2) return said += text[0], 1;
    if (const std::size_t size = read_code_point(text, said); size > 0) return size;
    switch (text[1]) {
        case 'n': said += '\n'; return 2;
        case 't': said += '\t'; return 2;
        case 'r': said += '\r'; return 2;
        case '0': said += '\0'; return 2;
        case '\\': said += '\\'; return 2;
        case '"': said += '"'; return 2;
        case '`': said += '`'; return 2;
        case '\'': said += '\''; return 2;
        default: said += '\\'; return 1;
    }
}

std::vector<TextPiece> text_pieces(std::string_view source, Span literal) {
    std::string_view text = source.substr(literal.begin, literal.end - literal.begin);
    std::size_t begin = literal.begin;
    std::size_t end = literal.end;
    if (text.starts_with("r") || text.starts_with("R")) {
        text.remove_prefix(2);
        if (text.ends_with('"')) text.remove_suffix(1);
        if (text.empty()) return {};
        return {{false, literal, std::string(text)}};
    }
    const bool escaped = text.starts_with("\\\"");
    const bool lines = text.starts_with("\"\"\"") && text.size() >= 6;
    const std::size_t quote = lines ? 3 : escaped ? 2 : 1;
    const std::string_view mark = lines ? "\"\"\"" : escaped ? "\\\"" : "\"";
    begin = std::min(begin + quote, end);
    if (end - begin >= quote && text.ends_with(mark)) end -= quote;
    if (!lines) return PieceReader(source, begin, end, 0).read();
    const std::size_t first = source.find_first_not_of(" \t\r", begin);
    if (first < end && source[first] == '\n') begin = first + 1;
    const std::size_t last = source.substr(0, end).find_last_not_of(" \t");
    if (last != no_place && last >= begin && source[last] == '\n') end = last;
    if (begin > end) begin = end;
    return PieceReader(source, begin, end, common_indentation(source.substr(begin, end - begin)))
        .read();
}

HoleParts hole_parts(std::string_view hole) {
    HoleParts parts;
    std::size_t depth = 0;
    bool quoted = false;
    std::size_t colon = no_place;
    for (std::size_t at = 0; at < hole.size() && colon == no_place; ++at) {
        const char letter = hole[at];
        if (letter == '"') {
            quoted = !quoted;
        } else if (quoted) {
            continue;
        } else if (letter == '(' || letter == '[' || letter == '{') {
            ++depth;
        } else if ((letter == ')' || letter == ']' || letter == '}') && depth > 0) {
            --depth;
        } else if (letter == ':' && depth == 0) {
            colon = at;
        }
    }
    std::string_view value = hole.substr(0, colon);
    if (colon != no_place) parts.format = std::string(hole.substr(colon + 1));
    const std::size_t last = value.find_last_not_of(" \t");
    if (last != no_place && last > 0 && value[last] == '=' &&
        std::string_view("=<>!").find(value[last - 1]) == no_place) {
        parts.named = true;
        value = value.substr(0, last);
    }
    parts.value_size = value.size();
    return parts;
}

}  // namespace logos
