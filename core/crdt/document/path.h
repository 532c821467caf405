// Paths lead to places in a document from the root: names in maps, positions in lists.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/crdt/document/document.h"

namespace core::crdt {

using PathView = std::span<const Step>;

// The slot at the end of a path of one step at least; null if the path leads nowhere. What is seen
// decides about the nodes on the way.
[[nodiscard]] Slot* find_slot(Node& root, PathView path);

// The node of that kind at the end of the path, whether it is seen or hidden; null if there is
// none. The path without steps is the root.
[[nodiscard]] Node* find_node(Node& root, PathView path, NodeKind kind);

// What is seen there.
[[nodiscard]] std::optional<Tree> find_tree(Document& document, PathView path);

// As `notes.items[3]`, for messages.
[[nodiscard]] std::string formatted(PathView path);

}  // namespace core::crdt
