// From bytes to tokens. Where a line is indented more than the one before it a block opens; inside
// brackets lines do not count. Prose is left out.
#pragma once

#include <cstddef>
#include <string_view>

#include "logos/syntax/token.h"

namespace logos {

Lexed lex(std::string_view source);

// A part of a source within one line, such as what stands in a hole of a text.
Lexed lex_part(std::string_view source, Span part);

// Where a text ends that begins at a quote: behind the closing quote, or at the end of the line, or
// of the source, if none closes it.
struct TextEnd {
    std::size_t end = 0;
    bool closed = false;
};
TextEnd find_text_end(std::string_view source, std::size_t begin, std::size_t limit);

// Where a hole ends that begins at `{`: at its `}`, or npos.
std::size_t find_hole_end(std::string_view source, std::size_t begin, std::size_t limit);

}  // namespace logos
