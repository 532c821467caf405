// What a replica does itself needs no search for its place: nothing that it has not seen is there.
#include "core/crdt/sequence/sequence.h"

#include "core/base/assert.h"
#include "core/crdt/version.h"

namespace core::crdt::sequence {

static_assert(sequence_authors_max >= authors_max, "whoever is in a mesh can write");

std::uint32_t Sequence::number_of(Author author) {
    if (last_number_ < authors_.size() && authors_[last_number_] == author) return last_number_;
    last_number_ = find_number(author);
    return last_number_;
}

std::uint32_t Sequence::find_number(Author author) {
    if (const std::uint32_t* const number = numbers_.find(author)) return *number;
    const auto number = static_cast<std::uint32_t>(authors_.size());
    ASSERT(number < sequence_authors_max);
    authors_.push_back(author);
    numbers_.insert(author, number);
    return number;
}

bool Sequence::has_room_for(Author author) const {
    return authors_.size() < sequence_authors_max || numbers_.contains(author);
}

Span Sequence::span_of(const Insertion& insertion, ItemId left, ItemId right) {
    const Dot first = insertion.first;
    const ItemId id{number_of(first.author), static_cast<std::uint32_t>(first.counter)};
    if (order_ == Order::rga)
        return Span::with_distance(id, insertion.size, left,
                                   insertion.lamport.value - first.counter);
    return {id, insertion.size, left, right};
}

Insertion Sequence::insert(std::uint32_t position, std::uint32_t size, Dot first, Lamport lamport) {
    ASSERT(first.counter <= items_max);
    if (position == typed_.end && first == typed_.next) {
        tree_.extend(typed_.place, size);
        typed_.next.counter += size;
        typed_.end += size;
        return {first, size, {first.author, first.counter - 1}, typed_.right, {}};
    }
    ASSERT(position <= this->size());
    Place place = tree_.behind_visible(position);
    const ItemId left = position > 0 ? SpanTree::before(place) : ItemId{};
    const ItemId behind = tree_.behind(place);
    if (order_ == Order::rga) {
        lamport = lamport_between(left, behind, lamport);
        const Span span = span_of({first, size, {}, {}, lamport}, left, {});
        // Nothing is larger than the largest number.
        if (lamport.value <= lamport_at(behind)) place = place_for(order_, tree_, authors_, span);
        tree_.insert(place, span);
        return {first, size, dot_of(left), {}, lamport};
    }
    const Place inserted = tree_.insert(place, span_of({first, size, {}, {}, {}}, left, behind));
    const Insertion insertion{first, size, dot_of(left), dot_of(behind), {}};
    typed_ = {inserted, {first.author, first.counter + size}, insertion.right, position + size};
    return insertion;
}

Insertion Sequence::insertion_at(std::uint32_t position, std::uint32_t size, Dot first) {
    ASSERT(position <= this->size());
    const Place place = tree_.behind_visible(position);
    const ItemId left = position > 0 ? SpanTree::before(place) : ItemId{};
    const ItemId behind = tree_.behind(place);
    if (order_ == Order::rga)
        return {first, size, dot_of(left), {}, lamport_between(left, behind, {})};
    return {first, size, dot_of(left), dot_of(behind), {}};
}

Insertion Sequence::insert_behind(Dot item, std::uint32_t size, Dot first) {
    ASSERT(contains(item) && first.counter <= items_max && order_ != Order::rga);
    const ItemId left{*numbers_.find(item.author), static_cast<std::uint32_t>(item.counter)};
    Place place = tree_.at(left);
    ++place.offset;
    const ItemId right = tree_.behind(place);
    typed_ = {};
    tree_.insert(place, span_of({first, size, {}, {}, {}}, left, right));
    return {first, size, item, dot_of(right), {}};
}

Deletion Sequence::erase_some(std::uint32_t position, std::uint32_t size) {
    typed_ = {};
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

std::optional<std::uint32_t> Sequence::position_of(Dot item) {
    Place place = tree_.at({*numbers_.find(item.author), static_cast<std::uint32_t>(item.counter)});
    const std::uint32_t position = tree_.rank(place).visible;
    if (SpanTree::span_at(place)->is_deleted == 1) return std::nullopt;
    return position;
}

Sums Sequence::rank(Dot item) {
    return tree_.rank(
        tree_.at({*numbers_.find(item.author), static_cast<std::uint32_t>(item.counter)}));
}

Deletion Sequence::visible_at(std::uint32_t position) {
    Place place = tree_.at_visible(position);
    const Span span = SpanTree::span_at(place)->from(place.offset);
    return {dot_of(span.id()), span.size};
}

Span Sequence::span_from(Dot item) {
    Place place = tree_.at({*numbers_.find(item.author), static_cast<std::uint32_t>(item.counter)});
    return SpanTree::span_at(place)->from(place.offset);
}

Insertion Sequence::inserted(Dot first, std::uint32_t size_max) {
    ASSERT(contains(first));
    const Span span = span_from(first);
    std::uint32_t size = span.size;
    while (size < size_max) {
        const Dot next{first.author, first.counter + size};
        if (!contains(next)) break;
        const Span more = span_from(next);
        if (more.left() != span.id().plus(size - 1) || more.distance() != span.distance()) break;
        size += more.size;
    }
    size = std::min(size, size_max);
    if (order_ == Order::rga) return {first, size, dot_of(span.left()), {}, lamport_of(span)};
    return {first, size, dot_of(span.left()), dot_of(span.right()), {}};
}

Result<ItemId> Sequence::known(Dot dot) {
    if (dot.counter == 0) return ItemId{};
    if (!contains(dot)) return fail(Error::value_missing);
    return ItemId{*numbers_.find(dot.author), static_cast<std::uint32_t>(dot.counter)};
}

// Who sees an item has seen what stood beside it when it came: so neither of that can stand between
// the two. Only then is the order the same everywhere, whatever came first. Where one came beside
// the other this needs no search, as it holds for what was there before.
bool Sequence::were_neighbours(ItemId left, ItemId right) {
    if (!left.exists() && !right.exists()) return true;
    const ItemId beside_right = right.exists() ? tree_.neighbours_of(right).left : ItemId{};
    if (right.exists() && beside_right == left) return true;
    const ItemId beside_left = left.exists() ? tree_.neighbours_of(left).right : ItemId{};
    if (left.exists() && beside_left == right) return true;
    if (!left.exists() || !right.exists()) return false;
    const std::uint32_t left_rank = tree_.rank(tree_.at(left)).total;
    const std::uint32_t right_rank = tree_.rank(tree_.at(right)).total;
    return left_rank < right_rank &&
           (!beside_right.exists() || tree_.rank(tree_.at(beside_right)).total < left_rank) &&
           (!beside_left.exists() || tree_.rank(tree_.at(beside_left)).total > right_rank);
}

std::uint64_t Sequence::lamport_at(ItemId item) {
    if (!item.exists()) return 0;
    Place place = tree_.at(item);
    return SpanTree::span_at(place)->distance() + item.counter;
}

Lamport Sequence::lamport_between(ItemId left, ItemId right, Lamport wanted) {
    const std::uint64_t behind_left = lamport_at(left) + 1;
    const std::uint64_t later = std::max({behind_left, lamport_at(right) + 1, wanted.value});
    return Lamport{std::min(later, std::max(behind_left, lamport_max))};
}

// Whatever stands behind an item is later. Only then is the order rga the same everywhere, whatever
// came first.
bool Sequence::is_later(Lamport lamport, ItemId left) {
    const std::uint64_t behind_left = lamport_at(left) + 1;
    return lamport.value >= behind_left && lamport.value <= std::max(behind_left, lamport_max);
}

Result<void> Sequence::integrate(const Insertion& insertion) {
    const Dot first = insertion.first;
    if (insertion.size == 0 || first.counter == 0) return fail(Error::malformed);
    if (first.counter > items_max || insertion.size > items_max - first.counter ||
        insertion.size > items_max - tree_.size().total)
        return fail(Error::too_large);
    if (contains_any(first, insertion.size)) return fail(Error::malformed);
    const ItemId left = TRY(known(insertion.left));
    const ItemId right = order_ == Order::rga ? ItemId{} : TRY(known(insertion.right));
    if (order_ == Order::rga ? !is_later(insertion.lamport, left) : !were_neighbours(left, right))
        return fail(Error::malformed);
    if (!has_room_for(first.author)) return fail(Error::too_large);
    const Span span = span_of(insertion, left, right);
    typed_ = {};
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
    const auto item = [this](Dot dot) -> Result<ItemId> {
        if (dot.counter == 0) return ItemId{};
        if (!has_room_for(dot.author)) return fail(Error::too_large);
        return ItemId{number_of(dot.author), static_cast<std::uint32_t>(dot.counter)};
    };
    const ItemId id = TRY(item(first));
    const ItemId left = TRY(item(insertion.left));
    Span span(id, insertion.size, left, TRY(item(insertion.right)));
    span.is_deleted = is_deleted ? 1 : 0;
    typed_ = {};
    tree_.insert(tree_.end(), span);
    return {};
}

bool Sequence::is_there(const Span& span, std::uint32_t position) {
    const auto is_there = [this](ItemId item) { return !item.exists() || tree_.contains(item); };
    if (!is_there(span.left()) || !is_there(span.right())) return false;
    if (span.left().exists() && tree_.rank(tree_.at(span.left())).total >= position) return false;
    return !span.right().exists() ||
           tree_.rank(tree_.at(span.right())).total >= position + span.size;
}

std::optional<bool> Sequence::next_is_whole(WholeCursor& cursor) {
    const Span* const span = SpanTree::next(cursor.spans);
    if (!span && cursor.all_are_there) return std::nullopt;
    if (!span) {
        cursor = {begin(), 0, true};
        return true;
    }
    if (cursor.all_are_there)
        return order_ == Order::rga || were_neighbours(span->left(), span->right());
    const std::uint32_t position = cursor.position;
    cursor.position += span->size;
    return is_there(*span, position);
}

std::optional<Sequence::Run> Sequence::next(SpanCursor& cursor) const {
    const Span* const span = SpanTree::next(cursor);
    if (!span) return std::nullopt;
    return Run{dot_of(span->id()), std::uint32_t{span->size}, span->is_deleted == 1};
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
    return InsertedRun{Insertion{dot_of(whole.id()), whole.size, dot_of(whole.left()),
                                 dot_of(whole.right()), Lamport{}},
                       whole.is_deleted == 1};
}

void Sequence::take_back(const Insertion& insertion) {
    typed_ = {};
    const std::uint32_t number = *numbers_.find(insertion.first.author);
    tree_.take_back({number, static_cast<std::uint32_t>(insertion.first.counter)}, insertion.size);
    // Who is not in the sequence takes no place in it.
    if (number + 1 < authors_.size() || tree_.contains_any_of(number)) return;
    numbers_.erase(insertion.first.author);
    authors_.pop_back();
    last_number_ = 0;
}

Result<void> Sequence::integrate(const Deletion& deletion) {
    if (deletion.size > items_max || !contains_all(deletion.first, deletion.size))
        return fail(Error::value_missing);
    typed_ = {};
    ItemId item = TRY(known(deletion.first));
    for (std::uint32_t left = deletion.size; left > 0;) {
        const std::uint32_t erased = tree_.erase(tree_.at(item), left);
        item = item.plus(erased);
        left -= erased;
    }
    return {};
}

}  // namespace core::crdt::sequence
