// Where texts end. A hole may hold a text in quotes of its own; a brace that nothing closes is a
// brace.
#include <string_view>

#include "logos/syntax/lexer.h"

namespace logos {
namespace {

constexpr auto nowhere = std::string_view::npos;

// Of a text in simple quotes whose holes hold no quotes.
std::size_t next_quote(std::string_view source, std::size_t at, std::size_t limit) {
    for (; at < limit && source[at] != '\n'; ++at) {
        if (source[at] == '\\') {
            ++at;
        } else if (source[at] == '"') {
            return at;
        }
    }
    return nowhere;
}

// The `{` that is open where the text would end, or npos.
std::size_t open_brace(std::string_view source, std::size_t begin, std::size_t end) {
    std::size_t open = nowhere;
    for (std::size_t at = begin; at < end; ++at) {
        if (source[at] == '\\') {
            ++at;
        } else if (source[at] == '{') {
            if (open == nowhere && at + 1 < end && source[at + 1] == '{') {
                ++at;
            } else if (open == nowhere) {
                open = at;
            }
        } else if (source[at] == '}') {
            open = nowhere;
        }
    }
    return open;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t") == nowhere; }

// A text inside a hole goes to its own next quote.
TextEnd simple_text_end(std::string_view source, std::size_t begin, std::size_t limit) {
    std::size_t from = begin + 1;
    for (;;) {
        const std::size_t quote = next_quote(source, from, limit);
        if (quote == nowhere) {
            const std::size_t line = source.substr(0, limit).find('\n', begin);
            return {line == nowhere ? limit : line, false};
        }
        const std::size_t open = open_brace(source, begin + 1, quote);
        if (open == nowhere || is_blank(source.substr(open + 1, quote - open - 1))) {
            return {quote + 1, true};
        }
        const std::size_t inner = next_quote(source, quote + 1, limit);
        const std::size_t close = inner == nowhere ? nowhere : next_quote(source, inner + 1, limit);
        if (close == nowhere) return {quote + 1, true};
        if (source.substr(inner, close - inner).find('}') == nowhere) return {quote + 1, true};
        from = inner + 1;
    }
}

}  // namespace

TextEnd find_text_end(std::string_view source, std::size_t begin, std::size_t limit) {
    if (source.substr(begin, 3) != "\"\"\"") return simple_text_end(source, begin, limit);
    for (std::size_t at = begin + 3; at + 2 < limit; ++at) {
        if (source[at] == '\\') {
            ++at;
        } else if (source.substr(at, 3) == "\"\"\"") {
            return {at + 3, true};
        }
    }
    return {limit, false};
}

std::size_t find_hole_end(std::string_view source, std::size_t begin, std::size_t limit) {
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t at = begin; at < limit; ++at) {
        const char letter = source[at];
        if (letter == '\\' && at + 1 < limit && source[at + 1] == '"') {
            quoted = !quoted;
            ++at;
        } else if (letter == '"') {
            quoted = !quoted;
        } else if (!quoted && letter == '{') {
            ++depth;
        } else if (!quoted && letter == '}') {
            if (--depth == 0) return at;
        }
    }
    return nowhere;
}

}  // namespace logos
