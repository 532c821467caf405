// Sums are kept in every branch and wrap around: what is taken away is added as its complement.
#include "core/crdt/sequence/span_tree.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::crdt::sequence {
namespace {

Sums sums_of(const Span& span) { return {span.visible_size(), span.size}; }

Sums negated(Sums sums) { return {0 - sums.visible, 0 - sums.total}; }

void insert_span(Leaf& leaf, std::uint32_t index, const Span& span) {
    ASSERT(leaf.count < Leaf::capacity);
    const auto at = leaf.spans.data() + index;
    std::move_backward(at, leaf.spans.data() + leaf.count, leaf.spans.data() + leaf.count + 1);
    *at = span;
    ++leaf.count;
}

void remove_span(Leaf& leaf, std::uint32_t index) {
    std::move(leaf.spans.data() + index + 1, leaf.spans.data() + leaf.count,
              leaf.spans.data() + index);
    --leaf.count;
}

}  // namespace

std::size_t Branch::place_of(const Node* child) const {
    std::size_t place = 0;
    while (children[place] != child) ++place;
    return place;
}

Sums Branch::sum() const {
    Sums all;
    for (std::uint32_t i = 0; i < count; ++i) all += sums[i];
    return all;
}

SpanTree::SpanTree() : first_(new_leaf()), near_{first_} { root_ = first_; }

Leaf* SpanTree::new_leaf() { return leaves_.emplace_back(std::make_unique<Leaf>()).get(); }

Place SpanTree::at_visible(std::uint32_t position) {
    ASSERT(position < size_.visible);
    if (near_.leaf == nullptr || position < near_.visible_before ||
        position - near_.visible_before >= near_.leaf->sums.visible) {
        tell_branches();
        Node* node = root_;
        std::uint32_t before = 0;
        for (bool is_leaf = root_is_leaf_; !is_leaf;) {
            const auto& branch = static_cast<const Branch&>(*node);
            std::size_t child = 0;
            while (position - before >= branch.sums[child].visible)
                before += branch.sums[child++].visible;
            node = branch.children[child];
            is_leaf = branch.is_above_leaves;
        }
        near_ = {static_cast<Leaf*>(node), before};
    }
    std::uint32_t offset = position - near_.visible_before;
    std::uint32_t index = 0;
    if (offset >= near_.visible_before_index) index = near_.index;
    const std::uint32_t whole = offset;
    if (index > 0) offset -= near_.visible_before_index;
    while (offset >= near_.leaf->spans[index].visible_size())
        offset -= near_.leaf->spans[index++].visible_size();
    near_.index = index;
    near_.visible_before_index = whole - offset;
    return {near_.leaf, index, offset};
}

Place SpanTree::behind_visible(std::uint32_t position) {
    if (position == 0) {
        near_ = {first_};
        return {first_, 0, 0};
    }
    Place place = at_visible(position - 1);
    ++place.offset;
    return place;
}

ItemId SpanTree::before(Place place) {
    if (place.offset > 0) return place.leaf->spans[place.index].id().plus(place.offset - 1);
    ASSERT(place.index > 0);
    return place.leaf->spans[place.index - 1].last();
}

Place SpanTree::end() const {
    Node* node = root_;
    for (bool is_leaf = root_is_leaf_; !is_leaf;) {
        const auto& branch = static_cast<const Branch&>(*node);
        node = branch.children[branch.count - 1];
        is_leaf = branch.is_above_leaves;
    }
    Leaf* const leaf = static_cast<Leaf*>(node);
    return {leaf, leaf->count, 0};
}

const Span* SpanTree::span_at(Place& place) {
    if (place.index < place.leaf->count && place.offset == place.leaf->spans[place.index].size)
        place = next_span(place);
    while (place.index == place.leaf->count) {
        if (place.leaf->next == nullptr) return nullptr;
        place = {place.leaf->next, 0, 0};
    }
    return &place.leaf->spans[place.index];
}

ItemId SpanTree::behind(Place place) const {
    const Span* const span = span_at(place);
    return span ? span->id().plus(place.offset) : ItemId{};
}

const Span* SpanTree::span_before(Place place) {
    if (place.offset > 0) return &place.leaf->spans[place.index];
    if (place.index > 0) return &place.leaf->spans[place.index - 1];
    tell_branches();
    for (const Node* node = place.leaf; node->parent; node = node->parent) {
        const Branch* branch = node->parent;
        for (std::size_t i = branch->place_of(node); i-- > 0;) {
            if (branch->sums[i].total == 0) continue;
            const Node* before = branch->children[i];
            while (!branch->is_above_leaves) {
                branch = static_cast<const Branch*>(before);
                std::size_t last = branch->count - 1;
                while (branch->sums[last].total == 0) --last;
                before = branch->children[last];
            }
            const Leaf& leaf = static_cast<const Leaf&>(*before);
            return &leaf.spans[leaf.count - 1];
        }
    }
    return nullptr;
}

Sums SpanTree::rank(Place place) {
    tell_branches();
    Sums rank;
    for (std::uint32_t i = 0; i < place.index; ++i) rank += sums_of(place.leaf->spans[i]);
    if (place.offset > 0) {
        const bool is_deleted = place.leaf->spans[place.index].is_deleted == 1;
        rank += {is_deleted ? 0 : place.offset, place.offset};
    }
    const Node* node = place.leaf;
    for (const Branch* branch = node->parent; branch; node = branch, branch = branch->parent)
        for (std::size_t i = 0; branch->children[i] != node; ++i) rank += branch->sums[i];
    return rank;
}

// --- Changing

void SpanTree::add(Leaf* leaf, Sums added) {
    if (leaf != untold_leaf_) {
        tell_branches();
        untold_leaf_ = leaf;
    }
    untold_ += added;
    leaf->sums += added;
    size_ += added;
    if (leaf != near_.leaf) near_.leaf = nullptr;
}

void SpanTree::tell_branches() {
    const Node* node = untold_leaf_;
    untold_leaf_ = nullptr;
    if (node == nullptr) return;
    for (Branch* branch = node->parent; branch; node = branch, branch = branch->parent)
        branch->sums[branch->place_of(node)] += untold_;
    untold_ = {};
}

void SpanTree::changed_from(const Leaf* leaf, std::uint32_t index) {
    if (leaf != near_.leaf || index >= near_.index) return;
    near_.index = 0;
    near_.visible_before_index = 0;
}

Place SpanTree::insert(Place place, const Span& span) {
    ASSERT(span.size > 0 && span.size <= items_max - size_.total);
    if (place.index < place.leaf->count && place.offset == place.leaf->spans[place.index].size)
        place = next_span(place);
    Leaf& leaf = *place.leaf;
    const bool splits = place.offset > 0;
    if (!splits && place.index > 0 && leaf.spans[place.index - 1].continues_with(span)) {
        const Place before{place.leaf, place.index - 1, 0};
        extend(before, span.size);
        return before;
    }
    place = make_room(place, splits ? 2 : 1);
    if (splits) {
        Span& whole = place.leaf->spans[place.index];
        const Span rest = whole.from(place.offset);
        whole.size = place.offset;
        ++place.index;
        insert_span(*place.leaf, place.index, rest);
    }
    insert_span(*place.leaf, place.index, span);
    changed_from(place.leaf, 0);
    if (has_index_) put_in_index(span, place.leaf);
    add(place.leaf, sums_of(span));
    return {place.leaf, place.index, 0};
}

void SpanTree::extend(Place place, std::uint32_t size) {
    ASSERT(size > 0 && size <= items_max - size_.total);
    Span& span = place.leaf->spans[place.index];
    const std::uint32_t before = span.size;
    span.size = (before + size) & items_max;
    changed_from(place.leaf, place.index);
    if (has_index_) put_in_index(span.from(before), place.leaf);
    add(place.leaf, {span.is_deleted ? 0 : size, size});
}

std::uint32_t SpanTree::erase(Place place, std::uint32_t size) {
    const Span* const found = span_at(place);
    ASSERT(found != nullptr && size > 0);
    const std::uint32_t count = std::min(size, found->size - place.offset);
    if (found->is_deleted) return count;
    if (erase_at_border(place, count)) {
        changed_from(place.leaf, place.index);
        add(place.leaf, negated({count, 0}));
        return count;
    }
    place = make_room(place, 2);
    Leaf& leaf = *place.leaf;
    if (place.offset + count < leaf.spans[place.index].size) {
        const Span rest = leaf.spans[place.index].from(place.offset + count);
        leaf.spans[place.index].size = place.offset + count;
        insert_span(leaf, place.index + 1, rest);
    }
    if (place.offset > 0) {
        const Span rest = leaf.spans[place.index].from(place.offset);
        leaf.spans[place.index].size = place.offset;
        ++place.index;
        insert_span(leaf, place.index, rest);
    }
    leaf.spans[place.index].is_deleted = 1;
    join_around(place.leaf, place.index);
    changed_from(place.leaf, 0);
    add(place.leaf, negated({count, 0}));
    return count;
}

void SpanTree::take_back(ItemId first, std::uint32_t size) {
    for (ItemId item = first; size > 0;) {
        const Place place = at(item);
        Leaf& leaf = *place.leaf;
        Span& span = leaf.spans[place.index];
        const std::uint32_t count = span.size - place.offset;
        ASSERT(count <= size && span.is_deleted == 0);
        if (place.offset > 0) {
            span.size = place.offset & items_max;
        } else {
            remove_span(leaf, place.index);
            if (place.index > 0) join_around(place.leaf, place.index - 1);
        }
        changed_from(place.leaf, 0);
        add(place.leaf, negated({count, count}));
        item = item.plus(count);
        size -= count;
    }
    AuthorIndex& index = index_[first.author];
    for (auto gone = index.leaves.lower_bound(first.counter);
         gone != std::as_const(index.leaves).end(); gone = index.leaves.lower_bound(first.counter))
        index.leaves.erase(gone->first);
    index.end = index.leaves.empty() ? 0 : first.counter;
}

// Deleting key by key moves the border between what is left of a span and what is gone of it.
bool SpanTree::erase_at_border(Place place, std::uint32_t count) {
    Leaf& leaf = *place.leaf;
    Span& span = leaf.spans[place.index];
    Span part = span.from(place.offset);
    part.size = count & items_max;
    part.is_deleted = 1;
    const bool is_head = place.offset == 0;
    const bool is_tail = place.offset + count == span.size;
    if (is_tail && !is_head && place.index + 1 < leaf.count) {
        Span& next = leaf.spans[place.index + 1];
        if (!part.continues_with(next)) return false;
        part.size = part.size + next.size;
        next = part;
        span.size = place.offset & items_max;
        return true;
    }
    if (is_head && !is_tail && place.index > 0) {
        Span& before = leaf.spans[place.index - 1];
        if (!before.continues_with(part)) return false;
        before.size = before.size + part.size;
        span = span.from(count);
        return true;
    }
    return false;
}

// Joins the span with the one behind it and the one in front of it, where they are one.
void SpanTree::join_around(Leaf* leaf, std::uint32_t index) {
    const auto join_with_next = [leaf](std::uint32_t left) {
        if (left + 1 >= leaf->count || !leaf->spans[left].continues_with(leaf->spans[left + 1]))
            return;
        leaf->spans[left].size = leaf->spans[left].size + leaf->spans[left + 1].size;
        remove_span(*leaf, left + 1);
    };
    join_with_next(index);
    if (index > 0) join_with_next(index - 1);
}

Place SpanTree::make_room(Place place, std::uint32_t spans) {
    if (place.leaf->count + spans <= Leaf::capacity) return place;
    // What is written down from beginning to end fills its leaves.
    const bool is_behind_all = place.index == place.leaf->count && place.leaf->next == nullptr;
    split(place.leaf, is_behind_all ? place.leaf->count : place.leaf->count / 2);
    if (place.index < place.leaf->count) return place;
    return {place.leaf->next, place.index - place.leaf->count, place.offset};
}

void SpanTree::split(Leaf* leaf, std::uint32_t kept) {
    tell_branches();
    changed_from(leaf, 0);
    Leaf* const sibling = new_leaf();
    std::copy(leaf->spans.data() + kept, leaf->spans.data() + leaf->count, sibling->spans.data());
    sibling->count = leaf->count - kept;
    leaf->count = kept;
    for (std::uint32_t i = 0; i < sibling->count; ++i) sibling->sums += sums_of(sibling->spans[i]);
    leaf->sums += negated(sibling->sums);
    sibling->next = leaf->next;
    leaf->next = sibling;
    if (has_index_)
        for (std::uint32_t i = 0; i < sibling->count; ++i) put_in_index(sibling->spans[i], sibling);
    add_sibling(leaf, sibling, sibling->sums);
}

// Puts the sibling behind the node; `moved` is what it took over from it.
void SpanTree::add_sibling(Node* node, Node* sibling, Sums moved) {
    Branch* branch = node->parent;
    if (branch == nullptr) {
        branch = branches_.emplace_back(std::make_unique<Branch>()).get();
        branch->is_above_leaves = root_is_leaf_;
        branch->children[0] = node;
        branch->sums[0] = size_;
        branch->count = 1;
        node->parent = branch;
        root_ = branch;
        root_is_leaf_ = false;
    }
    if (branch->count == Branch::capacity) {
        Branch* const right = branches_.emplace_back(std::make_unique<Branch>()).get();
        const bool is_last = branch->children[branch->count - 1] == node;
        const std::uint32_t kept = is_last ? branch->count - 1 : branch->count / 2;
        right->is_above_leaves = branch->is_above_leaves;
        right->count = branch->count - kept;
        branch->count = kept;
        std::copy_n(branch->children.data() + kept, right->count, right->children.data());
        std::copy_n(branch->sums.data() + kept, right->count, right->sums.data());
        for (std::uint32_t i = 0; i < right->count; ++i) right->children[i]->parent = right;
        add_sibling(branch, right, right->sum());
        branch = node->parent;
    }
    const auto place = static_cast<std::ptrdiff_t>(branch->place_of(node)) + 1;
    const auto end = static_cast<std::ptrdiff_t>(branch->count);
    std::move_backward(branch->children.data() + place, branch->children.data() + end,
                       branch->children.data() + end + 1);
    std::move_backward(branch->sums.data() + place, branch->sums.data() + end,
                       branch->sums.data() + end + 1);
    branch->children[static_cast<std::size_t>(place)] = sibling;
    branch->sums[static_cast<std::size_t>(place)] = moved;
    branch->sums[static_cast<std::size_t>(place - 1)] += negated(moved);
    ++branch->count;
    sibling->parent = branch;
}

void SpanTree::pack() {
    SpanTree packed;
    each([&packed](const Span& span) { packed.insert(packed.end(), span); });
    *this = std::move(packed);
}

}  // namespace core::crdt::sequence
