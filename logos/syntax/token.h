// Of what a program is made for the parser: words, numbers, texts and signs, each with its place.
// Lines and their indentation are tokens too.
#pragma once

#include <cstdint>
#include <vector>

#include "logos/syntax/diagnostic.h"
#include "logos/syntax/tree.h"

namespace logos {

enum class TokenKind : std::uint8_t {
    end,
    header,  // `## Main` and the like; the span is what stands behind the signs.
    newline,
    indent,
    dedent,
    word,
    integer,
    real,
    duration,   // 50ms
    text,       // With its quotes. Its pieces are read by the parser.
    character,  // With its quotes.
    sign,
};

enum class Section : std::uint8_t { none, main, function, type, definition, policy, prose };

struct Token {
    TokenKind kind = TokenKind::end;
    Section section = Section::none;  // Of a header.
    bool glued = false;               // Nothing stands between it and the token before it.
    Span span;
    std::uint32_t partner = 0;  // Of a bracket: the index of the other one, or 0.
};

struct Lexed {
    std::vector<Token> tokens;  // The last one is the end.
    std::vector<Diagnostic> wrong;
};

}  // namespace logos
