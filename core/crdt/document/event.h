// What a change meant to those who look at a document: one event for each place whose value is now
// another, none where it only seemed to change.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "core/crdt/document/tree.h"

namespace core::crdt {

// One step down: a key of a map, or the position of an item in a list.
using Step = std::variant<std::string, std::uint32_t>;
using Path = std::vector<Step>;

// From the beginning on: go over `retain` items, take `removed` away, put `inserted` in their
// place. Of a text in code points.
struct Splice {
    std::uint32_t retain = 0;
    std::uint32_t removed = 0;
    std::uint32_t inserted = 0;

    friend bool operator==(const Splice&, const Splice&) = default;
};

// The value in a slot, or which kind of node is seen there; nothing if there is none any more.
struct SlotChanged {
    std::optional<Content> now;
    // What was seen before, if that is asked for.
    std::optional<Tree> before;
};
struct ListChanged {
    std::vector<Splice> splices;
};
struct TextChanged {
    std::vector<Splice> splices;
    std::string inserted;  // Of all of them, behind one another.
};
struct CounterChanged {
    std::int64_t value = 0;
};
struct SetChanged {
    std::vector<Value> added;
    std::vector<Value> removed;
};

struct Event {
    using What = std::variant<SlotChanged, ListChanged, TextChanged, CounterChanged, SetChanged>;

    Path path;  // As it is after the change.
    What what;
    // Whether the place could be seen before and can be now, all the way down to it: not hidden by
    // what somebody else put there.
    bool is_seen = true;
};

}  // namespace core::crdt
