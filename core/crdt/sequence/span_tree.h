// SpanTree keeps the spans of a sequence in order, in a tree whose branches know how many items are
// below them, all and visible ones: so a position is found, and the order of two items told, in the
// logarithm of the number of spans.
//
// An item is found by its id through an index of the leaves, which is built when it is first asked
// for: who only writes, and reads nobody else's changes, never needs it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/ordered_map.h"
#include "core/crdt/sequence/span.h"

namespace core::crdt::sequence {

struct Sums {
    std::uint32_t visible = 0;
    std::uint32_t total = 0;

    Sums& operator+=(Sums other) {
        visible += other.visible;
        total += other.total;
        return *this;
    }
};

// What the author of an item saw on either side of it.
struct Neighbours {
    ItemId left;
    ItemId right;
};

struct Branch;

struct Node {
    Branch* parent = nullptr;
};

struct Leaf : Node {
    static constexpr std::size_t capacity = 32;

    Leaf* next = nullptr;
    std::uint32_t count = 0;
    Sums sums;
    std::array<Span, capacity> spans;
};

struct Branch : Node {
    static constexpr std::size_t capacity = 16;

    bool is_above_leaves = true;
    std::uint32_t count = 0;
    std::array<Node*, capacity> children;
    std::array<Sums, capacity> sums;

    [[nodiscard]] std::size_t place_of(const Node* child) const;
    [[nodiscard]] Sums sum() const;
};

// A place between two items: in front of the item `offset` of a span, or behind its last.
struct Place {
    Leaf* leaf = nullptr;
    std::uint32_t index = 0;
    std::uint32_t offset = 0;
};

// Where a walk over all spans stands, for who pauses in between; nothing may change meanwhile.
struct SpanCursor {
    const Leaf* leaf = nullptr;
    std::uint32_t index = 0;
};

class SpanTree {
public:
    SpanTree();
    SpanTree(SpanTree&&) noexcept = default;
    SpanTree& operator=(SpanTree&&) noexcept = default;
    SpanTree(const SpanTree&) = delete;
    SpanTree& operator=(const SpanTree&) = delete;
    ~SpanTree() = default;

    [[nodiscard]] Sums size() const { return size_; }
    // How often an item was looked for, or a span stepped over, since the tree was made: what tests
    // bound, where somebody might keep us busy.
    [[nodiscard]] std::uint64_t work() const { return work_; }
    void note_work() { ++work_; }
    // Visits all spans in order.
    template <class Visit>
    void each(Visit visit) const {
        for (const Leaf* leaf = first_; leaf; leaf = leaf->next)
            for (std::uint32_t i = 0; i < leaf->count; ++i) visit(leaf->spans[i]);
    }

    [[nodiscard]] SpanCursor begin() const { return {first_, 0}; }
    // Null behind the last.
    [[nodiscard]] static const Span* next(SpanCursor& cursor) {
        while (cursor.leaf && cursor.index == cursor.leaf->count) cursor = {cursor.leaf->next, 0};
        return cursor.leaf ? &cursor.leaf->spans[cursor.index++] : nullptr;
    }

    // Right behind the visible item in front of `position`, before whatever deleted ones follow.
    [[nodiscard]] Place behind_visible(std::uint32_t position);
    // In front of the visible item.
    [[nodiscard]] Place at_visible(std::uint32_t position);
    // In front of the item, which must be there.
    [[nodiscard]] Place at(ItemId item);
    [[nodiscard]] bool contains(ItemId item);
    // Whether one of `size` items counted on from the first is there.
    [[nodiscard]] bool contains_any(ItemId first, std::uint32_t size);
    [[nodiscard]] bool contains_any_of(std::uint32_t author);
    // Of an item that is there.
    [[nodiscard]] Neighbours neighbours_of(ItemId item);

    // Behind all items.
    [[nodiscard]] Place end() const;

    // The item in front of the place, which must be of the same leaf, and the one behind it.
    [[nodiscard]] static ItemId before(Place place);
    [[nodiscard]] ItemId behind(Place place) const;
    // The span whose item is behind the place, as if it began there; nothing at the end.
    [[nodiscard]] static const Span* span_at(Place& place);
    [[nodiscard]] static Place next_span(Place place) { return {place.leaf, place.index + 1, 0}; }

    // The span whose last items are in front of the place, wherever that is; nothing at the
    // beginning.
    [[nodiscard]] const Span* span_before(Place place);

    // How many items are in front of it.
    [[nodiscard]] Sums rank(Place place);

    // Returns where the span is now, or the one that it continues: until the next change.
    Place insert(Place place, const Span& span);
    // Makes the span there longer, by items that count on from its last.
    void extend(Place place, std::uint32_t size);
    // Up to `size` items of the span at the place; returns how many there were.
    std::uint32_t erase(Place place, std::uint32_t size);
    // The last items of an author, none of them erased, as if they had never been inserted.
    void take_back(ItemId first, std::uint32_t size);

    // Gives up the room that is not needed as long as nothing changes, and the index.
    void pack();

private:
    Leaf* new_leaf();
    bool erase_at_border(Place place, std::uint32_t count);
    Place make_room(Place place, std::uint32_t spans);
    void split(Leaf* leaf, std::uint32_t kept);
    void add_sibling(Node* node, Node* sibling, Sums moved);
    void add(Leaf* leaf, Sums added);
    void tell_branches();
    // What is visible from that span on is something else.
    void changed_from(const Leaf* leaf, std::uint32_t index);
    void join_around(Leaf* leaf, std::uint32_t index);

    struct AuthorIndex {
        // By counter, the leaf of the items from there on.
        OrderedMap<std::uint32_t, Leaf*> leaves;
        std::uint32_t end = 0;  // Behind all counters.
    };
    void build_index();
    void put_in_index(const Span& span, Leaf* leaf);

    std::vector<std::unique_ptr<Leaf>> leaves_;
    std::vector<std::unique_ptr<Branch>> branches_;
    Node* root_;
    bool root_is_leaf_ = true;
    Leaf* first_;
    Sums size_;

    // Where the last position was found: the next one is nearly always near.
    struct Near {
        Leaf* leaf;
        std::uint32_t visible_before = 0;
        std::uint32_t index = 0;  // Of a span, with so many visible items of the leaf before it.
        std::uint32_t visible_before_index = 0;
    };
    Near near_;

    // What the branches above a leaf have yet to be told, until somebody asks them: who types goes
    // on typing there.
    Leaf* untold_leaf_ = nullptr;
    Sums untold_;

    std::uint64_t work_ = 0;

    bool has_index_ = false;
    std::vector<AuthorIndex> index_;
};

}  // namespace core::crdt::sequence
