// One author's chain.
#include "core/crdt/change/author_log.h"

#include <algorithm>

namespace core::crdt {

void AuthorLog::append(const Change& change, Buffer bytes) {
    ASSERT(change.sequence == sequence() + 1 && change.counter == last_counter() + 1);
    runs_.append(change.lamport, change.events);
    clock_.merge(change.news);
    clock_.include({change.author, change.last_counter()});
    head_ = hash_of_change(bytes);
    kept_.push_back({change.last_counter(), change.lamport, std::move(bytes)});
}

Bytes AuthorLog::bytes_of(std::uint64_t wanted) const {
    ASSERT(wanted <= sequence());
    const std::uint64_t from_end = sequence() - wanted;
    if (from_end >= kept_.size()) return {};
    return kept_[kept_.size() - 1 - static_cast<std::size_t>(from_end)].bytes;
}

void AuthorLog::forget(std::uint64_t counter) {
    const auto end = std::ranges::upper_bound(kept_, counter, {}, &Kept::last_counter);
    if (end == kept_.begin()) return;
    forgotten_counter_ = std::prev(end)->last_counter;
    kept_.erase(kept_.begin(), end);
}

Result<std::optional<KeptChange>> AuthorLog::first_behind(std::uint64_t counter,
                                                          Author author) const {
    if (counter < forgotten_counter_) return fail(Error::value_missing);
    const auto at = std::ranges::upper_bound(kept_, counter, {}, &Kept::last_counter);
    if (at == kept_.end()) return std::optional<KeptChange>{};
    return KeptChange{{at->lamport, author}, at->last_counter, at->bytes};
}

}  // namespace core::crdt
