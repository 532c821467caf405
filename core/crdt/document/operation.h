// Operations are what a change does to a document, as others apply it. A node is named by the way
// to it from the root, once a change; an item and a character by its dot. What an operation creates
// takes the next events of its change, in the order in which it is written.
//
// An operation takes away what its author had seen, and nothing else: so it need not say what that
// was.
#pragma once

#include <string>
#include <vector>

#include "core/base/variant.h"
#include "core/crdt/change/change.h"
#include "core/crdt/document/node.h"

namespace core::crdt {

// Items that one change inserts into lists, and its operations, names of nodes and erased runs
// together: each takes more memory than bytes.
inline constexpr std::size_t items_of_change_max = std::size_t{1} << 20;
inline constexpr std::size_t parts_of_change_max = std::size_t{1} << 19;

// Puts in the place of all that is seen under a key.
struct MapSet {
    std::string key;
    Content content;
};
struct MapRemove {
    std::string key;
};
struct ListInsert {
    Dot left;
    Dot right;
    std::vector<Content> contents;
};
struct ListSet {
    Dot item;
    Content content;
};
struct TextInsert {
    Dot left;
    Dot right;
    std::string characters;  // UTF-8.
};
// Of a list or a text.
struct Erase {
    std::vector<sequence::Deletion> runs;
};
// What the author added to the counter altogether.
struct CounterSum {
    Balance balance;
};
struct SetAdd {
    Value value;
};
struct SetRemove {
    Value value;
};

struct Operation {
    using What = Variant<MapSet, MapRemove, ListInsert, ListSet, TextInsert, Erase, CounterSum,
                         SetAdd, SetRemove>;

    std::uint32_t target = 0;  // Among the nodes; 0 is the root.
    What what;
};

// A node that a change names: its slot in one that was named before.
struct NamedNode {
    std::uint32_t parent = 0;
    Node::Step step;
    NodeKind kind = NodeKind::map;
};

// More than an operation takes, or the name of a node, but for the keys, texts and bytes in it.
inline constexpr std::size_t operation_size_bound = 96;
// More than a value or a kind takes, but for the text or bytes in it.
inline constexpr std::size_t content_size_bound = 16;
// What the operations of one change may take, so that it has room for news of everybody.
inline constexpr std::size_t operations_size_max =
    change_size_max - change_frame_size_max - change_news_size_max;
// So that whoever counts bytes need not count items, nor operations: each comes with one name at
// most.
static_assert(operations_size_max / content_size_bound <= items_of_change_max);
static_assert(2 * operations_size_max / operation_size_bound <= parts_of_change_max);

struct Operations {
    std::vector<NamedNode> nodes;  // The first is number 1.
    std::vector<Operation> list;

    [[nodiscard]] std::uint64_t events() const;
};

// How many events it takes.
[[nodiscard]] std::uint64_t events_of(const Operation& operation);

// Dots of the author itself are shorter.
[[nodiscard]] Buffer write_operations(Author author, const Operations& operations);
[[nodiscard]] Result<Operations> read_operations(Author author, Bytes bytes);

}  // namespace core::crdt
