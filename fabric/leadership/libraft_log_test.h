// A view of libraft's log with the words of ours, for the Judge.
#pragma once

#include "fabric/leadership/libraft_message_test.h"

namespace fabric::leadership::testing {

class LibraftLog {
public:
    LibraftLog(const raft_log& log, unsigned voter_count) : log_(&log), voter_count_(voter_count) {}

    [[nodiscard]] Index first() const { return Index{log_->offset + 1}; }
    [[nodiscard]] Place last() const {
        const Index last{log_->offset + count()};
        return {term_at(last).value_or(Term{}), last};
    }
    [[nodiscard]] std::optional<Term> term_at(Index index) const {
        if (index.value == log_->snapshot.last_index) return Term{log_->snapshot.last_term};
        if (index < first() || index.value > log_->offset + count()) return std::nullopt;
        return at(index).term;
    }
    // Its entries are in a ring.
    [[nodiscard]] EntryView at(Index index) const {
        const std::size_t behind = static_cast<std::size_t>(index.value - log_->offset - 1);
        ASSERT(behind < count());
        return view_of(log_->entries[(log_->front + behind) % log_->size]);
    }
    [[nodiscard]] Log::Placed configuration() const { return {Index{1}, voters(voter_count_)}; }

private:
    [[nodiscard]] std::size_t count() const {
        const bool wraps = log_->front > log_->back;
        return (wraps ? log_->size : 0) + log_->back - log_->front;
    }

    const raft_log* log_;
    unsigned voter_count_;
};

}  // namespace fabric::leadership::testing
