// Commands are edits as bytes: what a page records while a transaction runs, and hands over in one
// go (rules BC1–BC4, spec/boundary.md).
//
//   commands := command*
//   command  := operation, path, by operation
//                 put            tree
//                 make           kind of node
//                 remove         nothing
//                 insert_items   position, count, trees
//                 insert_text    position, size, UTF-8
//                 erase_text     position, size
//                 erase_items    position, size
//                 add            number, zigzag
//                 add_member     value
//                 remove_member  value
//   path     := steps kept of the path before, steps that follow, each: size of the key × 2, key;
//               or position × 2 + 1
//
// Numbers are varints. Positions in texts count as JavaScript does (text_units.h).
#pragma once

#include "core/crdt/document/editor.h"

namespace core::crdt {

enum class CommandKind : std::uint8_t {
    put,
    make,
    remove,
    insert_items,
    insert_text,
    erase_text,
    erase_items,
    add,
    add_member,
    remove_member,
};
inline constexpr std::size_t command_kind_count = 10;

struct CommandsDone {
    std::size_t count = 0;
    // Of the one behind the last that was done.
    Result<void> outcome;
};

// One behind the other, up to the first that cannot be done. The editor is the document's. What
// would take away more values than are left is Error::too_large: it would take long.
[[nodiscard]] CommandsDone perform_commands(Document& document, Editor& editor, Bytes commands,
                                            std::size_t& removals_left);

// A path as it stands in a command behind none.
[[nodiscard]] Result<Path> read_path(Reader& reader);
void write_path(BufferWriter& writer, const Path& path);

}  // namespace core::crdt
