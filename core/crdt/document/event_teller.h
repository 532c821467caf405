// EventTeller finds out what a change made different, from what it touched. It is asked when
// everything has happened, while the nodes are still there.
#pragma once

#include <map>
#include <vector>

#include "core/crdt/document/touched.h"

namespace core::crdt {

class EventTeller {
public:
    explicit EventTeller(Touched& touched) : touched_(touched) {}

    [[nodiscard]] Events tell();

private:
    struct Found {
        std::optional<std::uint32_t> place;  // Nothing if the node is not in the tree any more.
        bool is_seen = false;                // Before and now.
    };
    enum class Sameness : std::uint8_t { same, different, unclear };

    const Found& find(Node& node);
    std::uint32_t place_of(std::uint32_t above, Node& parent, const Node::Step& step);
    void add(Node& node, Event::What what);
    void add_slots();
    void add_items(Node& node, std::span<const Piece> pieces);
    void add_counters();
    void add_sets();
    [[nodiscard]] bool is_same_text(Node& node, std::span<const Piece> pieces) const;
    [[nodiscard]] Sameness sameness(Node& list, std::span<const Piece> pieces) const;
    [[nodiscard]] Sameness sameness(Node& list, Dot before, Dot now) const;
    // Gives the places their numbers in the order of their paths.
    [[nodiscard]] Events in_order();

    Touched& touched_;
    // order not used: only looked up
    std::map<Node*, Found> found_;
    std::map<std::pair<std::uint32_t, Step>, std::uint32_t> places_;
    std::vector<Event> events_;
};

}  // namespace core::crdt
