// The items between the two neighbours are walked over from the left. `place` goes on to the end of
// what may be in front of the new item; `found` stays behind while it is not yet clear whether it
// is.
#include "core/crdt/sequence/order.h"

#include <tuple>

#include "core/base/assert.h"

namespace core::crdt::sequence {
namespace {

// An item that was there already, with what its author had seen on either side of it.
struct Other {
    ItemId id;
    ItemId left;
    ItemId right;
};

Other other_at(const Span& span, std::uint32_t offset) {
    return {span.id().plus(offset), offset > 0 ? span.id().plus(offset - 1) : span.left(),
            span.right()};
}

Place behind(SpanTree& tree, ItemId left) {
    if (!left.exists()) return tree.behind_visible(0);
    Place place = tree.at(left);
    ++place.offset;
    return place;
}

// Of the left edge and items that are there.
bool is_before(SpanTree& tree, ItemId item, ItemId other) {
    if (!item.exists() || !other.exists()) return other.exists() && !item.exists();
    return tree.rank(tree.at(item)).total < tree.rank(tree.at(other)).total;
}

class Walk {
public:
    Walk(SpanTree& tree, std::span<const Author> authors, const Span& span)
        : tree_(tree), authors_(authors), span_(span) {}

    // Whether to stop in front of the other, or go on; and whether it is clear that the new item
    // comes behind it.
    enum class Step : std::uint8_t { stop, pass, wait, keep };

    [[nodiscard]] Step fugue_max(const Other& other) const {
        if (other.left != span_.left()) return beyond_left(other.left);
        if (other.right == span_.right())
            return dot_of(span_.id()) < dot_of(other.id) ? Step::stop : Step::pass;
        return is_before_right(other.right) ? Step::wait : Step::pass;
    }

    [[nodiscard]] Step yata(const Other& other) const {
        if (other.left != span_.left()) return beyond_left(other.left);
        if (author_of(other.id) < author_of(span_.id())) return Step::pass;
        return other.right == span_.right() ? Step::stop : Step::wait;
    }

private:
    [[nodiscard]] Author author_of(ItemId item) const { return authors_[item.author]; }

    // An author's items are in the order in which they were made.
    [[nodiscard]] Dot dot_of(ItemId item) const { return {author_of(item), item.counter}; }

    [[nodiscard]] Step beyond_left(ItemId left) const {
        return is_before(tree_, left, span_.left()) ? Step::stop : Step::keep;
    }
    [[nodiscard]] bool is_before_right(ItemId right) const {
        if (!span_.right().exists() || !right.exists()) return right.exists();
        return tree_.rank(tree_.at(right)).total < tree_.rank(tree_.at(span_.right())).total;
    }

    SpanTree& tree_;
    std::span<const Author> authors_;
    const Span& span_;
};

Place walk(Order order, SpanTree& tree, std::span<const Author> authors, const Span& span) {
    const Walk walk(tree, authors, span);
    Place place = behind(tree, span.left());
    Place found = place;
    for (bool is_waiting = false;;) {
        if (!is_waiting) found = place;
        const Span* const there = SpanTree::span_at(place);
        if (there == nullptr) return found;
        const Other other = other_at(*there, place.offset);
        if (other.id == span.right()) return found;
        const Walk::Step step =
            order == Order::fugue_max ? walk.fugue_max(other) : walk.yata(other);
        if (step == Walk::Step::stop) return found;
        if (step != Walk::Step::keep) is_waiting = step == Walk::Step::wait;
        // The rest of a span follows its first item, except that the right neighbour ends the walk.
        if (there->contains(span.right()) && span.right().counter > other.id.counter)
            place.offset = span.right().counter - there->id().counter;
        else
            place.offset = there->size;
    }
}

Place rga_place(SpanTree& tree, std::span<const Author> authors, const Span& span) {
    const auto stamp_of = [authors](const Span& of) {
        return std::tuple(lamport_of(of), authors[of.id().author], of.id().counter);
    };
    const auto ours = stamp_of(span);
    Place place = behind(tree, span.left());
    for (;;) {
        const Span* const there = SpanTree::span_at(place);
        if (there == nullptr) return place;
        const Span rest = there->from(place.offset);
        if (stamp_of(rest) < ours) return place;
        place.offset = there->size;
    }
}

}  // namespace

ItemId left_in_tree(SpanTree& tree, ItemId left, ItemId right) {
    if (!right.exists()) return left;
    Place at_right = tree.at(right);
    const ItemId own = other_at(*SpanTree::span_at(at_right), at_right.offset).left;
    if (own == left) return left;
    if (!left.exists()) return own;  // Below the edge is all.
    Place place = behind(tree, left);
    if (tree.behind(place) == right) return left;
    // What is below the left one is right behind it, up to the first that is not.
    for (;;) {
        const Span* const there = SpanTree::span_at(place);
        ASSERT(there != nullptr);
        if (is_before(tree, other_at(*there, place.offset).left, left)) return left;
        if (there->contains(right)) return own;
        place.offset = there->size;
    }
}

Place place_for(Order order, SpanTree& tree, std::span<const Author> authors, const Span& span) {
    if (order == Order::rga) return rga_place(tree, authors, span);
    return walk(order, tree, authors, span);
}

}  // namespace core::crdt::sequence
