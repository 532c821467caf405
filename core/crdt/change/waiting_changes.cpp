// The room for changes that came too early.
#include "core/crdt/change/waiting_changes.h"

#include "core/base/assert.h"

namespace core::crdt {

Result<void> WaitingChanges::add(Change change, Bytes bytes) {
    if (items_.size() >= waiting_changes_max) return fail(Error::too_large);
    if (bytes.size() > waiting_bytes_max - bytes_size_) return fail(Error::too_large);
    const Place place{change.author, change.sequence};
    change.operations = {};
    bytes_size_ += bytes.size();
    const bool is_new = items_
                            .try_emplace(place, Item{.change = std::move(change),
                                                     .bytes = Buffer(bytes.begin(), bytes.end()),
                                                     .news_checked = 0,
                                                     .awaited = std::nullopt})
                            .second;
    ASSERT(is_new);
    return {};
}

WaitingChanges::Item* WaitingChanges::find(Place place) {
    const auto at = items_.find(place);
    return at == items_.end() ? nullptr : &at->second;
}

void WaitingChanges::await(Place place, Dot dot) {
    Item* const item = find(place);
    ASSERT(item && !item->awaited);
    item->awaited = dot;
    awaited_.emplace(dot, place);
}

std::vector<WaitingChanges::Place> WaitingChanges::release(Dot reached) {
    std::vector<Place> released;
    auto at = awaited_.lower_bound({Dot{reached.author, 0}, Place{}});
    while (at != awaited_.end() && at->first.author == reached.author && at->first <= reached) {
        released.push_back(at->second);
        find(at->second)->awaited.reset();
        at = awaited_.erase(at);
    }
    return released;
}

Buffer WaitingChanges::remove(Place place) {
    const auto at = items_.find(place);
    ASSERT(at != items_.end());
    if (at->second.awaited) awaited_.erase({*at->second.awaited, place});
    Buffer bytes = std::move(at->second.bytes);
    bytes_size_ -= bytes.size();
    items_.erase(at);
    return bytes;
}

void WaitingChanges::remove_all_of(Author author) {
    for (auto at = items_.lower_bound({author, 0});
         at != items_.end() && at->first.author == author;) {
        const Place place = at->first;
        ++at;
        remove(place);
    }
}

}  // namespace core::crdt
