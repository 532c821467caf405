// A document is a tree of nodes: maps, lists, texts, counters and sets. Under each key of a map and
// each item of a list is a slot. It holds single values in itself, and one node of each kind at
// most; which of them is seen, the latest write decides. So two who make the same key at once share
// what they make, and two who make different things of it lose nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/limits.h"
#include "core/base/ordered_map.h"
#include "core/base/variant.h"
#include "core/crdt/counter.h"
#include "core/crdt/document/slot_writes.h"
#include "core/crdt/dots.h"
#include "core/crdt/sequence/sequence.h"

namespace core::crdt {

// The deepest node; the root is at 0. What is nested is walked by recursion, and must fit JSON with
// the object that stands for bytes in it.
inline constexpr std::size_t depth_max = nesting_depth_max - 2;

// Keys are compared for each operation below them.
inline constexpr std::size_t key_size_max = 1'024;
[[nodiscard]] Result<std::string> read_key(Reader& reader);

struct Node;

struct Slot {
    Slot() = default;
    Slot(Slot&&) noexcept = default;
    Slot& operator=(Slot&&) noexcept = default;
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() = default;

    SlotWrites written;
    std::vector<std::unique_ptr<Node>> nodes;  // In the order of their kinds, one of each at most.

    [[nodiscard]] bool empty() const { return written.empty() && nodes.empty(); }
    [[nodiscard]] Node* find(NodeKind kind) const;
    // Made if it is not there.
    Node& ensure(NodeKind kind, Node& parent, Variant<std::string, Dot> step);

    // Whether there is a node of the kind, seen or hidden: somebody wrote so, or something is in
    // it.
    [[nodiscard]] bool holds(NodeKind kind) const;
    // What is seen: the latest that was written. Where all that was written is removed and somebody
    // changed a node at the same time, that node.
    [[nodiscard]] std::optional<Content> seen() const;
};

struct MapBody {
    OrderedMap<std::string, Slot> slots;
};

struct ListBody {
    sequence::Sequence sequence;
    OrderedMap<Dot, Slot> slots;  // Of the items that are not deleted.
};

// The characters are the document's: an author's are behind one another, whatever text they are in.
struct TextBody {
    sequence::Sequence sequence;
};

struct CounterBody {
    PnCounterStore store;
};

struct SetBody {
    OrderedMap<Value, Dots> values;
};

struct Node {
    using Step = Variant<std::string, Dot>;

    Node* parent = nullptr;  // Null for the root alone.
    Step step;               // The key or item of the slot in the parent.
    // In the order of NodeKind.
    Variant<MapBody, ListBody, TextBody, CounterBody, SetBody> body;

    [[nodiscard]] NodeKind kind() const { return static_cast<NodeKind>(body.index()); }
    template <class Body>
    [[nodiscard]] Body* as() {
        return get_if<Body>(&body);
    }
    template <class Body>
    [[nodiscard]] const Body* as() const {
        return get_if<Body>(&body);
    }
    // Of a list or a text; null of all else.
    [[nodiscard]] sequence::Sequence* sequence();
    [[nodiscard]] const sequence::Sequence* sequence() const;
    // The slot of a map's key or a list's item; null if there is none.
    [[nodiscard]] Slot* find_slot(const Step& step);
    // Whether anything of it is left to be seen.
    [[nodiscard]] bool shows_something() const;
    // Whether nothing of it is known any more, not even what others may refer to.
    [[nodiscard]] bool is_forgotten() const;
};

[[nodiscard]] std::unique_ptr<Node> new_node(NodeKind kind, Node* parent, Node::Step step);

}  // namespace core::crdt
