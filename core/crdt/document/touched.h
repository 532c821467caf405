// Touched remembers how things were before a change laid hands on them, and says afterwards what is
// now different: a value that was set and set back is not.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/range_set.h"
#include "core/crdt/document/event.h"

namespace core::crdt {

class Touched {
public:
    explicit Touched(const Characters& characters, bool keeps_trees = false)
        : characters_(characters), keeps_trees_(keeps_trees) {}

    // All of them are called before it happens, but inserted().
    void slot(Node& parent, const Node::Step& step, const Slot& slot);
    void inserted(Node& node, Dot first, std::uint32_t size);
    void erasing(Node& node, const sequence::Deletion& run);
    void counter(Node& counter);
    void member(Node& set, const Value& value);

    // When all has happened, while the nodes are still there.
    void settle();
    // After that, in the order of their paths.
    [[nodiscard]] std::vector<Event> take_events() { return std::move(events_); }

private:
    using SlotKey = std::pair<Node*, Node::Step>;
    struct Items {
        FlatMap<Author, RangeSet> inserted;
        FlatMap<Author, RangeSet> erased;
        std::map<Dot, Tree> trees;  // Of the erased ones of a list.
    };
    struct Piece;

    // Before and now.
    [[nodiscard]] bool is_seen(const Node& node);
    [[nodiscard]] bool is_seen_in_parent(const Node& node) const;
    void add(const Node& node, Event::What what);
    void add_slots();
    void add_counters();
    void add_sets();
    template <class Body>
    void add_items(Node& node, const Items& items, Body& body);
    [[nodiscard]] bool is_as_before(const TextBody& text, const std::vector<Piece>& pieces) const;
    [[nodiscard]] bool is_as_before(const ListBody& list, const Items& items,
                                    const std::vector<Piece>& pieces) const;

    struct Before {
        std::optional<Content> seen;
        std::optional<Tree> tree;
    };

    const Characters& characters_;
    bool keeps_trees_;
    std::map<SlotKey, Before> slots_;
    std::map<Node*, Items> items_;
    std::map<Node*, std::int64_t> counters_;
    std::map<std::pair<Node*, Value>, bool> members_;
    // While it settles: whether nodes are seen, each of which many events ask.
    std::map<const Node*, bool> seen_;  // order not used: it is only looked up.
    std::vector<Event> events_;
};

// From the root; nothing if the node is not in the tree any more.
[[nodiscard]] std::optional<Path> path_of(const Node& node);

}  // namespace core::crdt
