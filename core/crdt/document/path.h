// Paths lead to places in a document from the root: names in maps, positions in lists.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/crdt/document/event.h"
#include "core/crdt/document/node.h"

namespace core::crdt {

using PathView = std::span<const Step>;

// A slot in a node; null if there is none.
struct NodePlace {
    Node* parent = nullptr;
    Node::Step step;
    Slot* slot = nullptr;
};

// The slot at the end of a path; null if the path leads nowhere or is without steps. What is seen
// decides about the nodes on the way.
[[nodiscard]] NodePlace find_place(Node& root, PathView path);
[[nodiscard]] inline Slot* find_slot(Node& root, PathView path) {
    return find_place(root, path).slot;
}

// The node of that kind at the end of the path, whether it is seen or hidden; null if there is
// none. The path without steps is the root.
[[nodiscard]] Node* find_node(Node& root, PathView path, NodeKind kind);

// What is seen there.
[[nodiscard]] std::optional<Tree> find_tree(const Node& root, const Characters& characters,
                                            PathView path);

// The items of the text or list that is seen there; null if none is.
[[nodiscard]] const sequence::Sequence* find_sequence(const Node& root, PathView path);

// As `notes.items[3]`, for messages.
[[nodiscard]] std::string formatted(PathView path);

}  // namespace core::crdt
