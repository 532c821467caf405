// Positions in texts as JavaScript counts them, in UTF-16 code units: what is above U+FFFF counts
// two there and one in a document. As long as nobody typed such a character both are the same, and
// nothing is counted.
#pragma once

#include "core/crdt/document/characters.h"
#include "core/crdt/document/node.h"

namespace core::crdt {

[[nodiscard]] std::uint32_t utf16_size(const TextBody& text, const Characters& characters);

// How many code points are in front. Error::too_large behind the end; `malformed` between the two
// halves of one.
[[nodiscard]] Result<std::uint32_t> code_points_before(const TextBody& text,
                                                       const Characters& characters,
                                                       std::uint32_t utf16_position);

// Appends the code points from one position to another, which are within.
void append_text(std::string& string, TextBody& text, const Characters& characters,
                 std::uint32_t begin, std::uint32_t end);

}  // namespace core::crdt
