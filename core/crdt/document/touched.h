// Touched remembers how things were before a change laid hands on them: what was seen in a slot,
// which items came and went, what counters and sets said. As long as the nodes are still there, it
// tells from that how any part of the document was before, without having copied it, and which
// events have happened.
#pragma once

#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "core/crdt/document/event.h"
#include "core/crdt/document/path.h"
#include "core/crdt/document/subscriptions.h"
#include "core/crdt/sequence/runs.h"

namespace core::crdt {

class Document;

// What a change took out of lists, which lives as long as it is carried out.
// order not used: only looked up
using TakenOut = std::map<std::pair<const Node*, Dot>, Slot>;

// A run of items that came or went.
struct Piece {
    sequence::Deletion run;
    bool is_inserted = false;
    std::uint32_t rank = 0;  // How many are in front of it, deleted ones too.
    std::uint32_t now = 0;   // How many visible ones, and how many there were before.
    std::uint32_t before = 0;
};

class Touched {
public:
    // The subscriptions that are to be told of may be null.
    explicit Touched(Document& document, Subscriptions* subscriptions = nullptr);

    // All of them are called before it happens, but inserted().
    void slot(Node& parent, const Node::Step& step, const Slot& slot);
    void inserted(Node& node, const sequence::Deletion& run);
    void erasing(Node& node, const sequence::Deletion& run);
    void counter(Node& counter);
    void member(Node& set, const Value& value);

    // When all has happened, while the nodes are still there.
    void settle(const TakenOut& taken_out);
    // After that.
    [[nodiscard]] Events take_events() { return std::move(events_); }
    [[nodiscard]] std::vector<SubscriptionId> take_subscriptions() {
        return std::move(told_subscriptions_);
    }

    // --- For those who are called by settle()

    [[nodiscard]] Node& root() const { return root_; }
    [[nodiscard]] const Characters& characters() const { return characters_; }
    // Where the path led before. The slot is null if it led nowhere.
    [[nodiscard]] NodePlace find_before(PathView path) const;
    // What was seen there, or in a node.
    [[nodiscard]] std::optional<Content> seen_before(const NodePlace& place) const;
    [[nodiscard]] std::optional<Tree> tree_before(const NodePlace& place) const;
    [[nodiscard]] Tree tree_before(Node& node) const;
    // Whether anything was done to a slot that was there before, or to what is in it.
    [[nodiscard]] bool is_touched(const Slot& slot) const { return touched_slots_.contains(&slot); }

private:
    friend class EventTeller;

    struct Items {
        sequence::Runs inserted;
        sequence::Runs erased;
        std::vector<Piece> pieces;  // In their order.
    };

    [[nodiscard]] SetTree members_before(Node& set) const;
    [[nodiscard]] NodePlace place_before(Node& list, Dot item) const;
    [[nodiscard]] std::optional<Dot> item_before(Node& list, std::uint32_t position) const;
    // An item's slot, where it is now.
    [[nodiscard]] const Slot* slot_before(Node& list, Dot item) const;
    [[nodiscard]] std::span<const Piece> pieces_of(Node& node) const;
    [[nodiscard]] bool is_inserted(Node& list, const Node::Step& step) const;
    void make_pieces(Node& node, Items& items);
    void note_touched(Node* node);
    void note_touched_slots();

    Node& root_;
    const Characters& characters_;
    Subscriptions* subscriptions_;
    const TakenOut* taken_out_ = nullptr;

    // order not used: events are sorted by their paths
    std::map<std::pair<Node*, Node::Step>, std::optional<Content>> slots_;
    // order not used: as above
    std::map<Node*, Items> items_;
    // order not used: as above
    std::map<Node*, std::int64_t> counters_;
    // order not used: as above
    std::map<std::pair<Node*, Value>, bool> members_;
    // order not used: only looked up
    std::set<const Slot*> touched_slots_;

    Events events_;
    std::vector<SubscriptionId> told_subscriptions_;
};

// The items of a sequence as runs, those before a change or those after it, from the first piece of
// the change to its last one, or all.
class RunReader {
public:
    enum class When : std::uint8_t { before, after };
    enum class Extent : std::uint8_t { pieces, all };

    RunReader(sequence::Sequence& sequence, std::span<const Piece> pieces, When when, Extent extent)
        : sequence_(sequence),
          pieces_(pieces),
          when_(when),
          extent_(extent),
          position_(extent == Extent::all || pieces.empty() ? 0 : pieces[0].now) {}

    // Up to `size_max` items.
    [[nodiscard]] std::optional<sequence::Deletion> next(std::uint32_t size_max);

private:
    sequence::Sequence& sequence_;
    std::span<const Piece> pieces_;
    When when_;
    Extent extent_;
    std::uint32_t position_;
    std::uint32_t offset_ = 0;  // In the first of the pieces.
};

}  // namespace core::crdt
