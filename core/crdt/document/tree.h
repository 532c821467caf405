// Tree is what can be seen of a document or a part of it, without its history: for showing,
// exporting, comparing and putting back.
#pragma once

#include <string>
#include <vector>

#include "core/base/variant.h"
#include "core/crdt/document/characters.h"
#include "core/crdt/document/node.h"

namespace core::crdt {

struct Tree;
struct TreeEntry;

struct TextTree {
    std::string characters;
    friend bool operator==(const TextTree&, const TextTree&) = default;
};
struct CounterTree {
    std::int64_t value = 0;
    friend bool operator==(const CounterTree&, const CounterTree&) = default;
};
struct SetTree {
    std::vector<Value> values;
    friend bool operator==(const SetTree&, const SetTree&) = default;
};
struct ListTree {
    std::vector<Tree> items;
    friend bool operator==(const ListTree&, const ListTree&);
};
struct MapTree {
    std::vector<TreeEntry> entries;  // By key, ascending.
    friend bool operator==(const MapTree&, const MapTree&);
};

struct Tree {
    Variant<Value, MapTree, ListTree, TextTree, CounterTree, SetTree> what;
    friend bool operator==(const Tree&, const Tree&);
};

struct TreeEntry {
    std::string key;
    Tree tree;
    friend bool operator==(const TreeEntry&, const TreeEntry&) = default;
};

[[nodiscard]] Tree tree_of(const Node& node, const Characters& characters);
// Nothing if nothing is seen there.
[[nodiscard]] std::optional<Tree> tree_of(const Slot& slot, const Characters& characters);
// What a slot holds that shows the tree: a value, or which kind of node.
[[nodiscard]] Content content_of(const Tree& tree);
// More than the operations take that put it into a slot.
[[nodiscard]] std::size_t size_bound(const Tree& tree);
[[nodiscard]] std::size_t size_bound(const Value& value);
// What is seen of a node that is not there.
[[nodiscard]] Tree empty_tree(NodeKind kind);

[[nodiscard]] std::string string_of(const TextBody& text, const Characters& characters);

}  // namespace core::crdt
