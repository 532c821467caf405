// The items between the two neighbours are walked over from the left. `place` goes on to the end of
// what may be in front of the new item; `found` stays behind while it is not yet clear whether it
// is.
#include "core/crdt/sequence/order.h"

#include <optional>
#include <tuple>

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
            return dot_of(span_.id()) < dot_of(other.id) ? Step::stop : Step::pass;
        return is_before_right(other.right) ? Step::wait : Step::pass;
    }

    [[nodiscard]] Step yata(const Other& other) const {
        if (other.left != span_.left()) return is_before_left(other.left) ? Step::stop : Step::keep;
        // Of one author's, as Yjs would have it if they came in their order, the last is first.
        if (author_of(other.id) < author_of(span_.id()) ||
            (other.id.author == span_.id().author && other.id.counter > span_.id().counter))
            return Step::pass;
        return other.right == span_.right() ? Step::stop : Step::wait;
    }

private:
    [[nodiscard]] Author author_of(ItemId item) const { return authors_[item.author]; }
    [[nodiscard]] Dot dot_of(ItemId item) const { return {author_of(item), item.counter}; }

    [[nodiscard]] bool is_before_left(ItemId left) const {
        if (!span_.left().exists() || !left.exists()) return span_.left().exists();
        if (!left_rank_) left_rank_ = rank(span_.left());
        return rank(left) < *left_rank_;
    }
    [[nodiscard]] bool is_before_right(ItemId right) const {
        if (!span_.right().exists() || !right.exists()) return right.exists();
        if (!right_rank_) right_rank_ = rank(span_.right());
        return rank(right) < *right_rank_;
    }
    [[nodiscard]] std::uint32_t rank(ItemId item) const { return tree_.rank(tree_.at(item)).total; }

    SpanTree& tree_;
    std::span<const Author> authors_;
    const Span& span_;
    // The same for all whom it is compared with.
    mutable std::optional<std::uint32_t> left_rank_;
    mutable std::optional<std::uint32_t> right_rank_;
};

// Where the right neighbour came right behind the left one, others who were put between the two
// stand in front of it, by author, each with what was put beside it since. The last item of all
// that says whether there is anybody, and who is the last if nothing was put beside them. So two
// who write backwards at once need not walk over all that the other wrote.
std::optional<Place> fugue_max_place_at_right(SpanTree& tree, std::span<const Author> authors,
                                              const Span& span) {
    const ItemId right = span.right();
    if (right.exists() ? tree.neighbours_of(right).left != span.left() : span.left().exists())
        return std::nullopt;
    const Place place = right.exists() ? tree.at(right) : tree.end();
    const Span* const last = tree.span_before(place);
    if (last == nullptr || last->right() != right) return place;
    const auto dot_of = [authors](ItemId item) { return Dot{authors[item.author], item.counter}; };
    const bool is_alone = last->left() == span.left();
    if (is_alone && dot_of(last->id()) < dot_of(span.id())) return place;
    return std::nullopt;
}

Place walk(Order order, SpanTree& tree, std::span<const Author> authors, const Span& span) {
    const Walk walk(tree, authors, span);
    Place place = behind_left(tree, span);
    Place found = place;
    bool is_waiting = false;
    for (bool is_first = true;; is_first = false) {
        tree.note_work();
        if (!is_waiting) found = place;
        const Span* const there = SpanTree::span_at(place);
        if (there == nullptr) return found;
        const Other other = other_at(*there, place.offset);
        if (other.id == span.right()) return found;
        if (is_first && order == Order::fugue_max)
            if (const auto at_right = fugue_max_place_at_right(tree, authors, span))
                return *at_right;
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
    Place place = behind_left(tree, span);
    for (;;) {
        const Span* const there = SpanTree::span_at(place);
        if (there == nullptr) return place;
        const Span rest = there->from(place.offset);
        if (stamp_of(rest) < ours) return place;
        place.offset = there->size;
    }
}

}  // namespace

Place place_for(Order order, SpanTree& tree, std::span<const Author> authors, const Span& span) {
    if (order == Order::rga) return rga_place(tree, authors, span);
    return walk(order, tree, authors, span);
}

}  // namespace core::crdt::sequence
