// A disk for tests: it carries out persistence orders late, one after another, and when power fails
// it has done all that it said, and of the rest any beginning.
#pragma once

#include <deque>
#include <vector>

#include "core/base/assert.h"
#include "core/base/prng.h"
#include "fabric/leadership/raft.h"

namespace fabric::leadership::testing {

struct KeptEntry {
    Term term;
    EntryKind kind;
    core::Buffer bytes;
};

inline KeptEntry kept(const EntryView& entry) {
    return {entry.term, entry.kind, {entry.bytes.begin(), entry.bytes.end()}};
}

class TestDisk {
public:
    struct Write {
        Ticket ticket;
        HardState hard_state;
        std::optional<Index> truncate_from;
        std::optional<Install> install;
        core::Buffer content;
        Index first;
        std::vector<KeptEntry> entries;
        core::Instant done_at;
    };

    void begin(SnapshotMeta snapshot) { snapshot_ = std::move(snapshot); }

    void order(const PersistOrder& order, const core::Buffer& content, core::Instant done_at) {
        if (!writes_.empty()) done_at = std::max(done_at, writes_.back().done_at);
        Write write{
            order.ticket, order.hard_state, order.truncate_from, order.install, {}, order.first,
            {},           done_at};
        if (order.install) write.content = content;
        for (const EntryView& entry : order.entries) write.entries.push_back(kept(entry));
        writes_.push_back(std::move(write));
    }

    [[nodiscard]] std::optional<core::Instant> next_done_at() const {
        if (writes_.empty()) return std::nullopt;
        return writes_.front().done_at;
    }
    Ticket finish_next() {
        const Write write = std::move(writes_.front());
        writes_.pop_front();
        carry_out(write, steps_of(write));
        return write.ticket;
    }
    // The last of all that are done by now answers for them together.
    [[nodiscard]] std::size_t waiting_count() const { return writes_.size(); }

    void lose_power(core::Prng& prng) {
        std::size_t whole = static_cast<std::size_t>(prng.below(writes_.size() + 1));
        while (whole-- > 0) finish_next();
        if (!writes_.empty()) carry_out(writes_.front(), prng.below(steps_of(writes_.front()) + 1));
        writes_.clear();
    }

    void take_snapshot(const SnapshotMeta& snapshot, core::Buffer content) {
        if (snapshot.last.index <= snapshot_.last.index) return;
        snapshot_ = snapshot;
        content_ = std::move(content);
        forget_up_to(snapshot.last.index);
    }

    [[nodiscard]] Stored stored() const {
        Stored stored{hard_state_, snapshot_, first_, {}};
        for (const KeptEntry& entry : entries_)
            stored.entries.push_back({entry.term, entry.kind, entry.bytes});
        return stored;
    }
    [[nodiscard]] const core::Buffer& content() const { return content_; }
    [[nodiscard]] const HardState& hard_state() const { return hard_state_; }

    [[nodiscard]] bool has(Place place) const {
        if (place.index <= snapshot_.last.index) return true;
        if (place.index < first_ || place.index >= first_.plus(entries_.size())) return false;
        return entries_[static_cast<std::size_t>(place.index.value - first_.value)].term ==
               place.term;
    }

private:
    static std::uint64_t steps_of(const Write& write) { return 3 + write.entries.size(); }

    void carry_out(const Write& write, std::uint64_t steps) {
        if (steps-- == 0) return;
        hard_state_ = write.hard_state;
        if (steps-- == 0) return;
        if (write.truncate_from)
            while (!entries_.empty() && first_.plus(entries_.size()) > *write.truncate_from)
                entries_.pop_back();
        if (steps-- == 0) return;
        if (write.install && write.install->snapshot.last.index > snapshot_.last.index) {
            if (!write.install->keeps_log) entries_.clear();
            snapshot_ = write.install->snapshot;
            content_ = write.content;
            forget_up_to(snapshot_.last.index);
        }
        Index index = write.first;
        for (const KeptEntry& entry : write.entries) {
            if (steps-- == 0) return;
            const bool is_wanted = index > snapshot_.last.index;
            ASSERT(!is_wanted || index == first_.plus(entries_.size()));
            if (is_wanted) entries_.push_back(entry);
            index = index.next();
        }
    }

    void forget_up_to(Index index) {
        while (!entries_.empty() && first_ <= index) {
            entries_.erase(entries_.begin());
            first_ = first_.next();
        }
        if (entries_.empty()) first_ = index.next();
    }

    HardState hard_state_;
    SnapshotMeta snapshot_;
    core::Buffer content_;
    Index first_{1};
    std::vector<KeptEntry> entries_;
    std::deque<Write> writes_;
};

// Members by number, in the order of their numbers.
inline MemberId member(unsigned number) {
    std::array<std::byte, 38> bytes{std::byte{0x00}, std::byte{0x24}, std::byte{0x08},
                                    std::byte{0x01}, std::byte{0x12}, std::byte{0x20}};
    bytes[6] = static_cast<std::byte>(number + 1);
    return MemberId::from_bytes(bytes).value();
}

inline Configuration voters(unsigned count) {
    Configuration configuration;
    for (unsigned i = 0; i < count; ++i) configuration.set(member(i), Role::voter);
    return configuration;
}

}  // namespace fabric::leadership::testing
