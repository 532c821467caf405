// A disk for members of libraft's: as TestDisk it works late, one thing after another, and when
// power fails it has done any beginning of what it was told. Term and vote alone are written while
// libraft waits, as raft_io asks.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "fabric/leadership/disk_test.h"

namespace fabric::leadership::testing {

struct LibraftSnapshot {
    Place last = {};
    Index configured_at = {};
    core::Buffer content = {};
};

class LibraftDisk {
public:
    enum class Kind : std::uint8_t { append, truncate, put_snapshot, get_snapshot };
    struct Work {
        Kind kind = Kind::append;
        void* request = nullptr;  // Which libraft waits for; truncating it does not.
        std::vector<KeptEntry> entries = {};
        Index truncate_from = {};
        LibraftSnapshot snapshot = {};
        std::uint64_t trailing = 0;  // Entries kept in a snapshot's place; 0: all give way.
        core::Instant done_at = {};
    };

    void set_term(Term term) { hard_state_ = {term, {}}; }
    void set_vote(unsigned voted_for) { hard_state_.vote = member(voted_for); }

    void order(Work work) {
        if (!works_.empty()) work.done_at = std::max(work.done_at, works_.back().done_at);
        works_.push_back(std::move(work));
    }
    [[nodiscard]] std::optional<core::Instant> next_done_at() const {
        if (works_.empty()) return std::nullopt;
        return works_.front().done_at;
    }
    Work finish_next() {
        Work work = std::move(works_.front());
        works_.pop_front();
        carry_out(work, work.entries.size());
        return work;
    }
    [[nodiscard]] bool is_appending() const {
        for (const Work& work : works_)
            if (work.kind == Kind::append) return true;
        return false;
    }

    void lose_power(core::Prng& prng) {
        std::size_t whole = static_cast<std::size_t>(prng.below(works_.size() + 1));
        while (whole-- > 0) finish_next();
        if (!works_.empty() && works_.front().kind == Kind::append) {
            const Work& torn = works_.front();
            carry_out(torn, static_cast<std::size_t>(prng.below(torn.entries.size() + 1)));
        }
        works_.clear();
    }

    [[nodiscard]] const HardState& hard_state() const { return hard_state_; }
    [[nodiscard]] Index first() const { return first_; }
    [[nodiscard]] const std::vector<KeptEntry>& entries() const { return entries_; }
    [[nodiscard]] const std::optional<LibraftSnapshot>& snapshot() const { return snapshot_; }

    [[nodiscard]] bool has(Place place) const {
        if (snapshot_ && place.index <= snapshot_->last.index) return true;
        if (place.index < first_ || place.index >= end()) return false;
        return entries_[static_cast<std::size_t>(place.index.value - first_.value)].term ==
               place.term;
    }

private:
    [[nodiscard]] Index end() const { return first_.plus(entries_.size()); }

    void carry_out(const Work& work, std::size_t entry_count) {
        switch (work.kind) {
            case Kind::append:
                for (std::size_t i = 0; i < entry_count; ++i) entries_.push_back(work.entries[i]);
                break;
            case Kind::truncate:
                while (!entries_.empty() && end() > work.truncate_from) entries_.pop_back();
                break;
            case Kind::put_snapshot: put(work.snapshot, work.trailing); break;
            case Kind::get_snapshot: break;
        }
    }
    void put(const LibraftSnapshot& snapshot, std::uint64_t trailing) {
        snapshot_ = snapshot;
        const std::uint64_t last = snapshot.last.index.value;
        if (trailing == 0) entries_.clear();
        while (!entries_.empty() && first_.value + trailing <= last) {
            entries_.erase(entries_.begin());
            first_ = first_.next();
        }
        if (entries_.empty()) first_ = Index{last + 1};
    }

    HardState hard_state_;
    std::optional<LibraftSnapshot> snapshot_;
    Index first_{1};
    std::vector<KeptEntry> entries_;
    std::deque<Work> works_;
};

}  // namespace fabric::leadership::testing
