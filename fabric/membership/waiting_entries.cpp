// A short list that is looked through: it is empty nearly always.
#include "fabric/membership/waiting_entries.h"

#include <algorithm>
#include <utility>

namespace fabric::membership {

bool WaitingEntries::contains(const EntryHash& hash) const {
    return std::ranges::find(entries_, hash, &SignedEntry::hash) != entries_.end();
}

std::vector<EntryHash> WaitingEntries::add(SignedEntry entry) {
    size_bytes_ += entry.bytes().size();
    entries_.push_back(std::move(entry));
    std::vector<EntryHash> dropped;
    while (!entries_.empty() &&
           (entries_.size() > limits_.count_max || size_bytes_ > limits_.size_max))
        dropped.push_back(remove(0).hash());
    return dropped;
}

SignedEntry WaitingEntries::remove(std::size_t place) {
    SignedEntry removed = std::move(entries_[place]);
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(place));
    size_bytes_ -= removed.bytes().size();
    return removed;
}

}  // namespace fabric::membership
