// A text with all of its history in few bytes: for keeping, and for handing over whole.
//
//     const Buffer file = TRY(write_text_file(text));
//     Text same = TRY(read_text_file(file));
//
// What is seen lies in front, so that text_of_file() reads it without the history behind it. Rules
// TF1–TF5, spec/crdt.md.
//
//   file        version + order × 16, bytes of what is seen, characters, authors, columns
//               (text_steps.h)
//   characters  a part: what is seen, in order, and what was deleted, author by author as typed
//   authors     how many, ascending, 8 bytes each
//   part        size × 2 + 1 if compressed, bytes
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/crdt/text/text.h"

namespace core::crdt {

inline constexpr std::uint8_t text_file_version = 1;
constexpr std::uint8_t text_file_first_byte(sequence::Order order) {
    return static_cast<std::uint8_t>(text_file_version + static_cast<unsigned>(order) * 16);
}
// The characters and the columns of the history together, before they are compressed: a file of a
// few bytes can hold that much, and a text takes some twenty bytes for each of them at worst.
inline constexpr std::size_t text_file_unpacked_max = std::size_t{64} << 20;

// Equal texts become the same bytes. A text that takes more is too_large.
[[nodiscard]] Result<Buffer> write_text_file(Text& text);
// Whole or not at all.
[[nodiscard]] Result<Text> read_text_file(Bytes file);
// What the text shows, at the file's word: whether the history behind it leads there, only
// read_text_file() finds out.
[[nodiscard]] Result<std::string> text_of_file(Bytes file);

}  // namespace core::crdt
