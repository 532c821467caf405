// What a change meant to those who look at a document: one event for each place whose value is now
// another, none where it only seemed to change.
//
// Events share the ways to their places, which a change could otherwise make take more memory than
// all that ever arrived.
#pragma once

#include <optional>
#include <vector>

#include "core/base/variant.h"
#include "core/crdt/document/tree.h"

namespace core::crdt {

// One step down: a key of a map, or the position of an item in a list.
using Step = Variant<std::string, std::uint32_t>;
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
};
struct ListChanged {
    std::vector<Splice> splices;
    // Items came to stand elsewhere and were changed in themselves at once: in the end the list may
    // show what it showed.
    bool may_show_the_same = false;
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
    using What = Variant<SlotChanged, ListChanged, TextChanged, CounterChanged, SetChanged>;

    std::uint32_t place = 0;  // Among the places of all events.
    What what;
    // Whether the place could be seen before and can be now, all the way down to it: not hidden by
    // what somebody else put there. Where it could not, an event further up says what is different.
    bool is_seen = true;
};

// Of one change, in the order of their paths, which are those after the change.
class Events {
public:
    struct Place {
        std::uint32_t above = 0;  // In front of it; of the root itself.
        Step step;
    };

    Events() : places_(1) {}
    Events(std::vector<Place> places, std::vector<Event> events)
        : places_(std::move(places)), events_(std::move(events)) {}

    [[nodiscard]] bool empty() const { return events_.empty(); }
    [[nodiscard]] std::size_t size() const { return events_.size(); }
    [[nodiscard]] auto begin() const { return events_.begin(); }
    [[nodiscard]] auto end() const { return events_.end(); }
    // The first is the root.
    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    [[nodiscard]] Path path_of(const Event& event) const;

private:
    std::vector<Place> places_;
    std::vector<Event> events_;
};

}  // namespace core::crdt
