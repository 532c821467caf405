// What a text literal holds: pieces with their escapes resolved, and the places of its holes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "logos/syntax/tree.h"

namespace logos {

struct TextPiece {
    bool is_hole = false;
    Span span;  // Of a hole: between its braces.
    std::string text;
};

// Of the literal with its quotes.
std::vector<TextPiece> text_pieces(std::string_view source, Span literal);

// Reads one letter or escape and says how many bytes it was.
std::size_t read_letter(std::string_view text, std::string& said);

struct HoleParts {
    std::size_t value_size = 0;
    std::string format;
    bool named = false;  // With `=` behind the value.
};
HoleParts hole_parts(std::string_view hole);

}  // namespace logos
