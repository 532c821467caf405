// Log holds the newest entries in memory, behind a base: the last entry that was cut off or is in
// a snapshot, of which only the place is known. With the entries go the configurations among
// them, since the newest counts from the moment it is in the log (RF40).
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "fabric/leadership/configuration.h"
#include "fabric/leadership/types.h"

namespace fabric::leadership {

// What an entry costs beyond its bytes, so that empty ones are not free.
inline constexpr std::size_t entry_overhead_size = 64;

class Log {
public:
    struct Placed {
        Index index;
        Configuration configuration;
    };

    Log(Place base, Placed configuration);

    [[nodiscard]] Place base() const { return base_; }
    [[nodiscard]] Index first() const { return base_.index.next(); }
    [[nodiscard]] Place last() const;
    // Nothing where the entry was cut off or is not yet there.
    [[nodiscard]] std::optional<Term> term_at(Index index) const;
    [[nodiscard]] EntryView at(Index index) const;
    [[nodiscard]] std::size_t size() const { return size_; }  // In bytes, with overhead.
    // Of the entries up to one of them.
    [[nodiscard]] std::size_t size_up_to(Index index) const;
    // The last place at or before `index` whose term is not above `term` (RF24).
    [[nodiscard]] Place last_not_above(Index index, Term term) const;

    void append(const EntryView& entry);
    void truncate_from(Index index);
    // Forgets the entries up to one of them.
    void cut(Index up_to);
    void reset(Place base, Placed configuration);

    [[nodiscard]] const Placed& configuration() const { return configurations_.back(); }
    // The newest at or before an index that is not before the base.
    [[nodiscard]] const Placed& configuration_at(Index index) const;

private:
    struct Entry {
        Term term;
        EntryKind kind;
        core::Buffer bytes;
    };

    [[nodiscard]] const Entry& entry(Index index) const;

    Place base_;
    std::vector<Entry> entries_;
    std::vector<Placed> configurations_;  // The first may be in front of the base.
    std::size_t size_ = 0;
};

}  // namespace fabric::leadership
