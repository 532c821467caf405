// Sequence is a list that several write at once, without its contents: which items there are, in
// which order, and which of them were deleted. Text and lists keep the contents beside it.
//
//   insert(), erase()     here; what comes out is to be sent
//   integrate()           what others sent, in any order in which nothing comes before what it
//                         refers to
//
// All replicas that know the same insertions and deletions have the same items in the same order
// (rules SQ1–SQ7, spec/crdt.md).
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/result.h"
#include "core/crdt/sequence/order.h"

namespace core::crdt::sequence {

// `size` items behind one another, counted on from `first`. A dot with counter 0 is the edge.
struct Insertion {
    Dot first;
    std::uint32_t size = 0;
    Dot left;
    Dot right;
    Lamport lamport;  // Of the first item, the others count on; in the order rga alone.

    friend bool operator==(const Insertion&, const Insertion&) = default;
};

struct Deletion {
    Dot first;
    std::uint32_t size = 0;

    friend bool operator==(const Deletion&, const Deletion&) = default;
};

// In the order rga: the largest that anybody may begin with beside the edge or an earlier number,
// so that there are always larger ones for what stands behind it.
inline constexpr std::uint64_t lamport_max = std::uint64_t{1} << 62;
// No item has a larger one, since there are no more items that could stand in front of it.
inline constexpr std::uint64_t lamport_known_max = lamport_max + items_max;

class Sequence {
public:
    explicit Sequence(Order order = Order::fugue_max) : order_(order) {}
    [[nodiscard]] Order order() const { return order_; }

    // Of visible items.
    [[nodiscard]] std::uint32_t size() const { return tree_.size().visible; }
    // Of those that were deleted too.
    [[nodiscard]] std::uint32_t total_size() const { return tree_.size().total; }

    // Whether the author is known or can be: insert() asserts that.
    [[nodiscard]] bool has_room_for(Author author) const;

    // In front of the visible item at `position`. The dots are the author's next; in the order rga
    // the Lamport number becomes as large as it has to be there.
    Insertion insert(std::uint32_t position, std::uint32_t size, Dot first, Lamport lamport = {});
    // What insert() would give, without inserting.
    [[nodiscard]] Insertion insertion_at(std::uint32_t position, std::uint32_t size, Dot first);
    // Right behind an item that is there, even if it was deleted. Not in the order rga.
    Insertion insert_behind(Dot item, std::uint32_t size, Dot first);
    // Gives each run of items that it deletes to `tell(Deletion)`.
    template <class Tell>
    void erase(std::uint32_t position, std::uint32_t size, Tell tell) {
        while (size > 0) {
            const Deletion deletion = erase_some(position, size);
            tell(deletion);
            size -= deletion.size;
        }
    }

    // Refused, and nothing is changed, if a neighbour is unknown, an item is there already, no
    // author can have seen the neighbours like that, or a Lamport number is not larger than that of
    // the left neighbour.
    [[nodiscard]] Result<void> integrate(const Insertion& insertion);
    // Takes it back. Its items are the last of their author, and nothing came behind it: neither
    // other insertions that are still there nor deletions.
    void take_back(const Insertion& insertion);
    // Refused, and nothing is changed, if an item is unknown. Deleting again changes nothing.
    [[nodiscard]] Result<void> integrate(const Deletion& deletion);

    [[nodiscard]] bool contains(Dot item);
    // Whether all of `size` items counted on from the first are there.
    [[nodiscard]] bool contains_all(Dot first, std::uint32_t size);
    // The item and all that were inserted with it behind one another, whatever came between them or
    // was deleted since: what insert() gave, from the item on, up to `size_max` items.
    [[nodiscard]] Insertion inserted(Dot first, std::uint32_t size_max);
    // What is behind one another of a run of items that are all there: `visit(Dot first,
    // std::uint32_t size, bool is_deleted)`.
    template <class Visit>
    void each_of(Deletion run, Visit visit) {
        while (run.size > 0) {
            const Span span = span_from(run.first);
            const std::uint32_t size = std::min(span.size + 0u, run.size);
            visit(run.first, size, span.is_deleted == 1);
            run.first.counter += size;
            run.size -= size;
        }
    }
    // How many items are in front of one that is there.
    [[nodiscard]] Sums rank(Dot item);
    // Of an item that is there; nothing if it was deleted.
    [[nodiscard]] std::optional<std::uint32_t> position_of(Dot item);
    // The visible item at the position, and how many of the same run come behind it, itself
    // included.
    [[nodiscard]] Deletion visible_at(std::uint32_t position);
    [[nodiscard]] Dot at(std::uint32_t position) { return visible_at(position).first; }

    // As that of its tree.
    [[nodiscard]] std::uint64_t work() const { return tree_.work(); }

    // Visits runs of items, `visit(Dot first, std::uint32_t size, bool is_deleted)`, in order.
    template <class Visit>
    void each(Visit visit) const {
        tree_.each([&](const Span& span) {
            visit(dot_of(span.id()), std::uint32_t{span.size}, span.is_deleted == 1);
        });
    }

    // Visits all of it in order, for who writes it down: `visit(const Insertion&, bool
    // is_deleted)`. What could be one run is one.
    template <class Visit>
    void each_insertion(Visit visit) const {
        Span pending;
        const auto tell = [&] {
            if (pending.size > 0)
                visit(Insertion{dot_of(pending.id()),
                                pending.size,
                                dot_of(pending.left()),
                                dot_of(pending.right()),
                                {}},
                      pending.is_deleted == 1);
        };
        tree_.each([&](const Span& span) {
            if (pending.size > 0 && pending.continues_with(span)) {
                pending.size = (pending.size + span.size) & items_max;
                return;
            }
            tell();
            pending = span;
        });
        tell();
    }
    // The same two, one run at a time, for who pauses in between; nothing may change meanwhile.
    // Nothing behind the last.
    struct Run {
        Dot first;
        std::uint32_t size = 0;
        bool is_deleted = false;
    };
    [[nodiscard]] SpanCursor begin() const { return tree_.begin(); }
    [[nodiscard]] std::optional<Run> next(SpanCursor& cursor) const;
    struct InsertedRun {
        Insertion insertion;
        bool is_deleted = false;
    };
    [[nodiscard]] std::optional<InsertedRun> next_insertion(SpanCursor& cursor) const;

    // The other way: puts a run behind all others, in the order in which they were visited. What
    // they refer to may yet come; next_is_whole() says whether it did.
    [[nodiscard]] Result<void> append(const Insertion& insertion, bool is_deleted);
    // After much was put in, and before little is: takes as little room as possible.
    void pack() {
        typed_ = {};
        tree_.pack();
    }
    // Whether all neighbours are there, where they can have been neighbours: one span after the
    // other, each twice, since what stood beside a neighbour must be there as well. Nothing behind
    // the last.
    struct WholeCursor {
        SpanCursor spans;
        std::uint32_t position = 0;
        bool all_are_there = false;
    };
    [[nodiscard]] WholeCursor whole_cursor() const { return {begin()}; }
    [[nodiscard]] std::optional<bool> next_is_whole(WholeCursor& cursor);

private:
    [[nodiscard]] Span span_of(const Insertion& insertion, ItemId left, ItemId right);
    Deletion erase_some(std::uint32_t position, std::uint32_t size);
    [[nodiscard]] Span span_from(Dot item);
    [[nodiscard]] bool contains_any(Dot first, std::uint32_t size);
    [[nodiscard]] bool is_there(const Span& span, std::uint32_t position);
    [[nodiscard]] bool were_neighbours(ItemId left, ItemId right);
    [[nodiscard]] std::uint64_t lamport_at(ItemId item);
    // Later than both neighbours, as far as there are numbers for that.
    [[nodiscard]] Lamport lamport_between(ItemId left, ItemId right, Lamport wanted);
    [[nodiscard]] bool is_later(Lamport lamport, ItemId left);

    [[nodiscard]] Dot dot_of(ItemId item) const {
        if (!item.exists()) return {};
        return {authors_[item.author], item.counter};
    }
    std::uint32_t number_of(Author author);
    std::uint32_t find_number(Author author);
    // Of an item that must be there, or the edge.
    [[nodiscard]] Result<ItemId> known(Dot dot);

    Order order_;
    SpanTree tree_;
    std::vector<Author> authors_;
    FlatMap<Author, std::uint32_t> numbers_;
    std::uint32_t last_number_ = 0;  // Who wrote last nearly always writes next.

    // What was typed here last, as long as nothing else was changed: nearly always it is gone on
    // with, which then needs no search.
    struct Typed {
        Place place;
        Dot next;  // Of its author; the counter is 0 if there is none.
        Dot right;
        std::uint32_t end = 0;
    };
    Typed typed_;
};

}  // namespace core::crdt::sequence
