// What an item holds while it waits is an allocation of its own: much of it is dropped again.
#include "core/crdt/yjs/document/waiting.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace core::crdt::yjs {

WaitingStructs::~WaitingStructs() {
    for (const auto& [client, row] : rows_)
        for (std::size_t i = row.queue.next; i < row.queue.items.size(); ++i)
            release(row.queue.items[i]->data, row.queue.items[i]->size);
}

// --- Owning

void WaitingStructs::own(Item* item) {
    ++count_;
    size_ += item->size;
    if (item->size == 0) return;
    auto copied = std::make_unique_for_overwrite<char[]>(item->size);
    std::memcpy(copied.get(), item->data, item->size);
    item->data = copied.release();
}

void WaitingStructs::release(char* data, std::size_t size) {
    --count_;
    size_ -= size;
    if (size > 0) const std::unique_ptr<char[]> held(data);
}

void WaitingStructs::drop(Item* item, bool is_owned) {
    if (is_owned) release(item->data, item->size);
    items_.drop(item);
}

// --- Keeping

std::size_t WaitingStructs::keep(std::uint32_t client, Queue queue) {
    std::size_t kept = queue.next;
    for (; kept < queue.items.size() && !queue.is_owned; ++kept) {
        Item* const item = queue.items[kept];
        if (count_ == waiting_structs_max || item->size > waiting_size_max - size_) break;
        own(item);
    }
    std::size_t left_out_count = 0;
    if (!queue.is_owned) {
        left_out_count = queue.items.size() - kept;
        for (std::size_t i = kept; i < queue.items.size(); ++i) items_.drop(queue.items[i]);
        queue.items.resize(kept);
        queue.is_owned = true;
    }
    if (queue.is_done()) return left_out_count;
    Row& row = rows_.ensure(client);
    if (row.queue.is_done())
        row.queue = std::move(queue);
    else
        merge(row.queue, queue);
    return left_out_count;
}

// Only the part of `kept` is touched that is at the place of `added`.
void WaitingStructs::merge(Queue& kept, Queue& added) {
    using Place = std::vector<Item*>::iterator;
    const auto begins_before = [](const Item* item, std::uint64_t clock) {
        return item->clock < clock;
    };
    const auto place_of = [](Queue& queue) {
        return queue.items.begin() + static_cast<std::ptrdiff_t>(queue.next);
    };
    const Place end = kept.items.end();
    const Place first = std::lower_bound(place_of(kept), end, added.front()->clock, begins_before);
    const Place last = std::lower_bound(first, end, added.items.back()->end(), begins_before);
    std::vector<Item*> all;
    std::merge(first, last, place_of(added), added.items.end(), std::back_inserter(all),
               [](const Item* left, const Item* right) {
                   return std::pair(left->clock, right->length) <
                          std::pair(right->clock, left->length);
               });
    std::uint64_t covered = first != place_of(kept) ? (*(first - 1))->end() : 0;
    const auto is_covered = [&](Item* item) {
        if (item->end() > covered) {
            covered = item->end();
            return false;
        }
        drop(item, true);
        return true;
    };
    all.erase(std::remove_if(all.begin(), all.end(), is_covered), all.end());
    const auto at = kept.items.erase(first, last);
    kept.items.insert(at, all.begin(), all.end());
}

const Item* WaitingStructs::front(std::uint32_t client) const {
    const Row* const row = rows_.find(client);
    return row != nullptr ? row->queue.front() : nullptr;
}

void WaitingStructs::wait_for(std::uint32_t client, Reference missing) {
    Row& row = *rows_.find(client);
    if (row.missing == missing) return;
    if (row.missing) reasons_.erase({row.missing.client, row.missing.clock, client});
    row.missing = missing;
    reasons_.insert({missing.client, missing.clock, client}, true);
}

Queue WaitingStructs::remove(std::uint32_t client) {
    Row& row = *rows_.find(client);
    reasons_.erase({row.missing.client, row.missing.clock, client});
    Queue queue = std::move(row.queue);
    rows_.erase(client);
    return queue;
}

// --- Deletions

bool WaitingDeletions::add(Client client, Range range) {
    if (count_ >= waiting_ranges_max) return false;
    RangeSet& ranges = ranges_.ensure(client);
    count_ -= ranges.size();
    ranges.add(range);
    count_ += ranges.size();
    return true;
}

RangeSet WaitingDeletions::take_due(Client client, std::uint64_t state) {
    RangeSet* const ranges = ranges_.find(client);
    if (ranges == nullptr || ranges->begin()->begin >= state) return {};
    RangeSet due = std::move(*ranges);
    count_ -= due.size();
    ranges_.erase(client);
    return due;
}

DeleteSet WaitingDeletions::to_set() const {
    DeleteSet set;
    for (const auto& [client, ranges] : ranges_) set.insert(client, ranges);
    return set;
}

}  // namespace core::crdt::yjs
