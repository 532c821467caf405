// What a replica does itself needs no search for its place: nothing that it has not seen is there.
#include "core/crdt/sequence/sequence.h"

#include "core/base/assert.h"

namespace core::crdt::sequence {

std::uint32_t Sequence::number_of(Author author) {
    if (last_number_ < authors_.size() && authors_[last_number_] == author) return last_number_;
    last_number_ = find_number(author);
    return last_number_;
}

std::uint32_t Sequence::find_number(Author author) {
    if (const std::uint32_t* const number = numbers_.find(author)) return *number;
    const auto number = static_cast<std::uint32_t>(authors_.size());
    authors_.push_back(author);
    numbers_.insert(author, number);
    return number;
}

Insertion Sequence::insert(std::uint32_t position, std::uint32_t size, Dot first, Lamport lamport) {
    ASSERT(position <= this->size() && first.counter <= items_max);
    const Place place = tree_.behind_visible(position);
    Span span{};
    span.id = {number_of(first.author), static_cast<std::uint32_t>(first.counter)};
    span.size = size & items_max;
    if (position > 0) span.left = SpanTree::before(place);
    const ItemId behind = tree_.behind(place);
    span.right = order_ == Order::rga ? as_right(lamport.value - first.counter) : behind;
    tree_.insert(place, span);
    return {first, size, dot_of(span.left), dot_of(behind), lamport};
}

Deletion Sequence::erase_some(std::uint32_t position, std::uint32_t size) {
    const Place place = tree_.at_visible(position);
    const Dot first = dot_of(tree_.behind(place));
    return {first, tree_.erase(place, size)};
}

bool Sequence::contains(Dot item) {
    const std::uint32_t* const number = numbers_.find(item.author);
    return number && item.counter <= items_max &&
           tree_.contains({*number, static_cast<std::uint32_t>(item.counter)});
}

bool Sequence::contains_all(Dot first, std::uint32_t size) {
    for (std::uint64_t end = first.counter + size; first.counter < end;) {
        if (!contains(first)) return false;
        const Span span = span_from(first);
        first.counter += span.size;
    }
    return true;
}

bool Sequence::contains_any(Dot first, std::uint32_t size) {
    const std::uint32_t* const number = numbers_.find(first.author);
    return number && first.counter <= items_max &&
           tree_.contains_any({*number, static_cast<std::uint32_t>(first.counter)}, size);
}

Sums Sequence::rank(Dot item) {
    return tree_.rank(
        tree_.at({*numbers_.find(item.author), static_cast<std::uint32_t>(item.counter)}));
}

Deletion Sequence::visible_at(std::uint32_t position) {
    Place place = tree_.at_visible(position);
    const Span span = SpanTree::span_at(place)->from(place.offset);
    return {dot_of(span.id), span.size};
}

Span Sequence::span_from(Dot item) {
    Place place = tree_.at({*numbers_.find(item.author), static_cast<std::uint32_t>(item.counter)});
    return SpanTree::span_at(place)->from(place.offset);
}

Insertion Sequence::inserted(Dot first, std::uint32_t size_max) {
    ASSERT(contains(first) && order_ != Order::rga);
    const Span span = span_from(first);
    std::uint32_t size = span.size;
    while (size < size_max) {
        const Dot next{first.author, first.counter + size};
        if (!contains(next)) break;
        const Span more = span_from(next);
        if (more.left != span.id.plus(size - 1) || more.right != span.right) break;
        size += more.size;
    }
    return {first, std::min(size, size_max), dot_of(span.left), dot_of(span.right), {}};
}

Result<ItemId> Sequence::known(Dot dot) {
    if (dot.counter == 0) return ItemId{};
    if (!contains(dot)) return fail(Error::value_missing);
    return ItemId{*numbers_.find(dot.author), static_cast<std::uint32_t>(dot.counter)};
}

// Nobody sees a neighbour on the left behind one on the right.
bool Sequence::is_in_order(const Insertion& insertion) {
    if (order_ == Order::rga || insertion.left.counter == 0 || insertion.right.counter == 0)
        return true;
    return rank(insertion.left).total < rank(insertion.right).total;
}

Result<void> Sequence::integrate(const Insertion& insertion) {
    const Dot first = insertion.first;
    if (insertion.size == 0 || first.counter == 0) return fail(Error::malformed);
    if (first.counter > items_max || insertion.size > items_max - first.counter ||
        insertion.size > items_max - tree_.size().total)
        return fail(Error::too_large);
    if (contains_any(first, insertion.size)) return fail(Error::malformed);
    Span span{};
    span.size = insertion.size & items_max;
    span.left = TRY(known(insertion.left));
    if (order_ == Order::rga)
        span.right = as_right(insertion.lamport.value - first.counter);
    else
        span.right = TRY(known(insertion.right));
    if (!is_in_order(insertion)) return fail(Error::malformed);
    span.id = {number_of(first.author), static_cast<std::uint32_t>(first.counter)};
    tree_.insert(place_for(order_, tree_, authors_, span), span);
    return {};
}

Result<void> Sequence::append(const Insertion& insertion, bool is_deleted) {
    const Dot first = insertion.first;
    if (insertion.size == 0 || first.counter == 0) return fail(Error::malformed);
    if (first.counter > items_max || insertion.size > items_max - first.counter ||
        insertion.size > items_max - tree_.size().total || insertion.left.counter > items_max ||
        insertion.right.counter > items_max)
        return fail(Error::too_large);
    if (contains_any(first, insertion.size)) return fail(Error::malformed);
    const auto item = [this](Dot dot) {
        if (dot.counter == 0) return ItemId{};
        return ItemId{number_of(dot.author), static_cast<std::uint32_t>(dot.counter)};
    };
    Span span{};
    span.id = item(first);
    span.size = insertion.size & items_max;
    span.is_deleted = is_deleted ? 1 : 0;
    span.left = item(insertion.left);
    span.right = item(insertion.right);
    tree_.insert(tree_.end(), span);
    return {};
}

bool Sequence::is_whole() {
    SpanCursor cursor = begin();
    std::uint32_t position = 0;
    while (const auto is_whole = next_is_whole(cursor, position))
        if (!*is_whole) return false;
    return true;
}

std::optional<bool> Sequence::next_is_whole(SpanCursor& cursor, std::uint32_t& position) {
    const Span* const span = SpanTree::next(cursor);
    if (!span) return std::nullopt;
    const std::uint32_t begin = position;
    position += span->size;
    const auto is_there = [this](ItemId item) { return !item.exists() || tree_.contains(item); };
    if (!is_there(span->left) || !is_there(span->right)) return false;
    if (span->left.exists() && tree_.rank(tree_.at(span->left)).total >= begin) return false;
    return !span->right.exists() || tree_.rank(tree_.at(span->right)).total >= position;
}

std::optional<Sequence::Run> Sequence::next(SpanCursor& cursor) const {
    const Span* const span = SpanTree::next(cursor);
    if (!span) return std::nullopt;
    return Run{dot_of(span->id), std::uint32_t{span->size}, span->is_deleted == 1};
}

std::optional<Sequence::InsertedRun> Sequence::next_insertion(SpanCursor& cursor) const {
    const Span* const first = SpanTree::next(cursor);
    if (!first) return std::nullopt;
    Span whole = *first;
    for (SpanCursor behind = cursor; const Span* const more = SpanTree::next(behind);
         cursor = behind) {
        if (!whole.continues_with(*more)) break;
        whole.size = (whole.size + more->size) & items_max;
    }
    return InsertedRun{
        Insertion{dot_of(whole.id), whole.size, dot_of(whole.left), dot_of(whole.right), Lamport{}},
        whole.is_deleted == 1};
}

Result<void> Sequence::integrate(const Deletion& deletion) {
    if (deletion.size > items_max || !contains_all(deletion.first, deletion.size))
        return fail(Error::value_missing);
    ItemId item = TRY(known(deletion.first));
    for (std::uint32_t left = deletion.size; left > 0;) {
        const std::uint32_t erased = tree_.erase(tree_.at(item), left);
        item = item.plus(erased);
        left -= erased;
    }
    return {};
}

}  // namespace core::crdt::sequence
