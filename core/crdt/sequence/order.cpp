// The items between the two neighbours are walked over from the left. `place` goes on to the end of
// what may be in front of the new item; `found` stays behind while it is not yet clear whether it
// is.
#include "core/crdt/sequence/order.h"

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

Place behind_left(SpanTree& tree, const Span& span) {
    if (!span.left().exists()) return tree.behind_visible(0);
    Place place = tree.at(span.left());
    ++place.offset;
    return place;
}

class Walk {
public:
    Walk(SpanTree& tree, std::span<const Author> authors, const Span& span)
        : tree_(tree), authors_(authors), span_(span) {}

    // Whether to stop in front of the other, or go on; and whether it is clear that the new item
    // comes behind it.
    enum class Step : std::uint8_t { stop, pass, wait, keep };

    [[nodiscard]] Step fugue_max(const Other& other) const {
        if (other.left != span_.left()) return is_before_left(other.left) ? Step::stop : Step::keep;
        if (other.right == span_.right())
            return author_of(span_.id()) < author_of(other.id) ? Step::stop : Step::pass;
        return is_before_right(other.right) ? Step::wait : Step::pass;
    }

    [[nodiscard]] Step yata(const Other& other) const {
        if (other.left != span_.left()) return is_before_left(other.left) ? Step::stop : Step::keep;
        if (author_of(other.id) < author_of(span_.id())) return Step::pass;
        return other.right == span_.right() ? Step::stop : Step::wait;
    }

private:
    [[nodiscard]] Author author_of(ItemId item) const { return authors_[item.author]; }

    [[nodiscard]] bool is_before_left(ItemId left) const {
        if (!span_.left().exists() || !left.exists()) return span_.left().exists();
        return tree_.rank(tree_.at(left)).total < tree_.rank(tree_.at(span_.left())).total;
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
    Place place = behind_left(tree, span);
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
    const Stamp ours{lamport_of(span), authors[span.id().author]};
    Place place = behind_left(tree, span);
    for (;;) {
        const Span* const there = SpanTree::span_at(place);
        if (there == nullptr) return place;
        const Span rest = there->from(place.offset);
        if (Stamp{lamport_of(rest), authors[rest.id().author]} < ours) return place;
        place.offset = there->size;
    }
}

}  // namespace

Place place_for(Order order, SpanTree& tree, std::span<const Author> authors, const Span& span) {
    if (order == Order::rga) return rga_place(tree, authors, span);
    return walk(order, tree, authors, span);
}

}  // namespace core::crdt::sequence
