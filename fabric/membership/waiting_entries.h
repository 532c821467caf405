// Entries whose parents have not arrived. They are signed by somebody, which costs nothing, so
// their number and size are bounded, and the one that has waited longest goes first. Rule ML22,
// spec/membership.md.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "fabric/membership/entry.h"

namespace fabric::membership {

struct WaitingLimits {
    std::size_t count_max = 256;
    std::size_t size_max = std::size_t{512} * 1024;
};

class WaitingEntries {
public:
    explicit WaitingEntries(const WaitingLimits& limits) : limits_(limits) {}

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool contains(const EntryHash& hash) const;
    [[nodiscard]] const std::vector<SignedEntry>& all() const { return entries_; }

    // Who had to go.
    [[nodiscard]] std::vector<EntryHash> add(SignedEntry entry);

    // The first of which `is_ready(entry)`.
    template <class Predicate>
    [[nodiscard]] std::optional<SignedEntry> take_ready(Predicate is_ready) {
        for (std::size_t i = 0; i < entries_.size(); ++i)
            if (is_ready(entries_[i])) return remove(i);
        return std::nullopt;
    }

private:
    SignedEntry remove(std::size_t place);

    WaitingLimits limits_;
    std::vector<SignedEntry> entries_;  // The oldest first.
    std::size_t size_bytes_ = 0;
};

}  // namespace fabric::membership
