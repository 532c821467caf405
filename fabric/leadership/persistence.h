// Persistence knows what of the hard state and the log was ordered to be written, and what of it is
// on the disk (RF30–RF33, spec/raft.md). Several orders may be under way; that one is done says
// that all before it are. What was truncated meanwhile is not taken for persisted.
#pragma once

#include <optional>

#include "core/base/queue.h"
#include "fabric/leadership/types.h"

namespace fabric::leadership {

class Persistence {
public:
    struct Plan {
        Ticket ticket;
        bool installs = false;
        bool keeps_log = false;
        std::optional<Index> truncate_from = {};
        Index first;  // Of what is new in the log.
    };

    Persistence(HardState hard, Index last, std::size_t orders_max);

    void truncated(Index from);
    // A snapshot came in place of the log up to its end, and of what is behind unless that is kept.
    // Of what is persisted, what is behind `trusted` is then worth nothing.
    void installed(Index snapshot, Index trusted, bool keeps_log);

    [[nodiscard]] bool wants_order(const HardState& hard, Index last) const;
    // Where the entries that are to be ordered begin.
    [[nodiscard]] Index unordered() const { return ordered_.next(); }
    // An order with entries up to `last`.
    [[nodiscard]] Plan order(const HardState& hard, Index last);
    void persisted(Ticket ticket);

    [[nodiscard]] const HardState& hard() const { return persisted_hard_; }
    // Up to where the log is on the disk as it is in memory.
    [[nodiscard]] Index stable() const { return stable_; }
    [[nodiscard]] bool has_unordered_install() const { return installs_next_; }
    [[nodiscard]] bool is_installing() const { return installing_.has_value() || installs_next_; }

private:
    struct Order {
        Ticket ticket;
        HardState hard;
        Index last;
    };

    void distrust_from(Index from);

    HardState ordered_hard_;
    HardState persisted_hard_;
    Index ordered_;
    Index stable_;
    std::optional<Index> truncate_from_;
    bool installs_next_ = false;
    bool keeps_log_ = false;
    std::optional<Ticket> installing_;
    Ticket next_{1};
    core::Queue<Order> orders_;
};

}  // namespace fabric::leadership
