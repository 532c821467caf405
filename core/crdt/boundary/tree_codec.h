// Trees as bytes, for whoever shows or edits a document from the other side of a boundary: a page,
// another process. Several forms lead to one tree; nothing is hashed or compared by them.
//
//   tree := value            its own tag and bytes (core/crdt/document/value.cpp)
//         | 0x40 + kind, by kind
//             map      count, each: key, tree; in any order
//             list     count, trees
//             text     size, UTF-8
//             counter  the number, zigzag as a varint
//             set      count, values
#pragma once

#include "core/crdt/document/tree.h"

namespace core::crdt {

void write_tree(BufferWriter& writer, const Tree& tree);
// As deep as a document may be, counted from `depth`. A key that repeats is `malformed`.
[[nodiscard]] Result<Tree> read_tree(Reader& reader, std::size_t depth = 0);

// Signed numbers, small in bytes if they are small.
void write_zigzag(BufferWriter& writer, std::int64_t number);
[[nodiscard]] Result<std::int64_t> read_zigzag(Reader& reader);

}  // namespace core::crdt
