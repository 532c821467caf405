// Where each item stands: for each author the leaves, by the first of its counters from which on
// that leaf has them.
#include <algorithm>

#include "core/base/assert.h"
#include "core/base/radix_sort.h"
#include "core/crdt/sequence/span_tree.h"

namespace core::crdt::sequence {

void SpanTree::build_index() {
    has_index_ = true;
    struct Entry {
        std::uint32_t counter;
        const Span* span;
        Leaf* leaf;
    };
    std::vector<Entry> all;
    for (Leaf* leaf = first_; leaf; leaf = leaf->next)
        for (std::uint32_t i = 0; i < leaf->count; ++i)
            all.push_back({leaf->spans[i].id().counter, &leaf->spans[i], leaf});
    radix_sort(all, [](const Entry& entry) { return entry.counter; });
    for (const Entry& entry : all) put_in_index(*entry.span, entry.leaf);
}

void SpanTree::put_in_index(const Span& span, Leaf* leaf) {
    if (span.id().author >= index_.size()) index_.resize(span.id().author + 1);
    AuthorIndex& index = index_[span.id().author];
    const std::uint32_t begin = span.id().counter;
    const std::uint32_t end = begin + span.size;
    // Nearly always it goes on where its author stopped.
    if (begin == index.end && !index.leaves.empty() && index.leaves.back().second == leaf) {
        index.end = end;
        return;
    }
    // What comes behind it stays where it was.
    const auto* const until_end = index.leaves.floor(end);
    if (end < index.end && until_end && until_end->first < end)
        index.leaves.insert(end, until_end->second);
    index.end = std::max(index.end, end);
    // What began within it is here now.
    for (auto within = index.leaves.lower_bound(begin);
         within != std::as_const(index.leaves).end() && within->first < end;
         within = index.leaves.lower_bound(begin))
        index.leaves.erase(within->first);
    const auto* const until_begin = index.leaves.floor(begin);
    if (!until_begin || until_begin->second != leaf) index.leaves.insert(begin, leaf);
}

bool SpanTree::contains(ItemId item) {
    note_work();
    if (!has_index_) build_index();
    if (item.author >= index_.size()) return false;
    const auto* const entry = index_[item.author].leaves.floor(item.counter);
    if (entry == nullptr) return false;
    const Leaf& leaf = *entry->second;
    return std::any_of(leaf.spans.data(), leaf.spans.data() + leaf.count,
                       [item](const Span& span) { return span.contains(item); });
}

bool SpanTree::contains_any(ItemId first, std::uint32_t size) {
    if (!has_index_) build_index();
    if (first.author >= index_.size() || first.counter >= index_[first.author].end) return false;
    // Authors count on, so that nearly always the line above has answered.
    const std::uint64_t end = std::uint64_t{first.counter} + size;
    const auto is_in = [&](const Leaf& leaf) {
        return std::any_of(leaf.spans.data(), leaf.spans.data() + leaf.count,
                           [&](const Span& span) {
                               const ItemId id = span.id();
                               return id.author == first.author && id.counter < end &&
                                      first.counter < std::uint64_t{id.counter} + span.size;
                           });
    };
    const auto& leaves = index_[first.author].leaves;
    const auto* const before = leaves.floor(first.counter);
    if (before && is_in(*before->second)) return true;
    for (auto entry = leaves.lower_bound(first.counter);
         entry != leaves.end() && entry->first < end; ++entry)
        if (is_in(*entry->second)) return true;
    return false;
}

bool SpanTree::contains_any_of(std::uint32_t author) {
    if (!has_index_) build_index();
    return author < index_.size() && !index_[author].leaves.empty();
}

Neighbours SpanTree::neighbours_of(ItemId item) {
    const Place place = at(item);
    const Span rest = place.leaf->spans[place.index].from(place.offset);
    return {rest.left(), rest.right()};
}

Place SpanTree::at(ItemId item) {
    note_work();
    if (!has_index_) build_index();
    ASSERT(item.author < index_.size());
    const auto* const entry = index_[item.author].leaves.floor(item.counter);
    ASSERT(entry != nullptr);
    Leaf* const leaf = entry->second;
    std::uint32_t index = 0;
    while (index < leaf->count && !leaf->spans[index].contains(item)) ++index;
    ASSERT(index < leaf->count);
    return {leaf, index, item.counter - leaf->spans[index].id().counter};
}

}  // namespace core::crdt::sequence
