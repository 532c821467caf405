// What is written, what was written, and what is handed out to be applied.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

using core::Instant;

std::optional<PersistOrder> Raft::next_order() {
    const Index end = log_.last().index;
    if (state_ == State::stopped || !persistence_.wants_order(hard_, end)) return std::nullopt;
    PersistOrder order{{}, hard_};
    std::size_t size = 0;
    Index last = persistence_.unordered().previous();
    while (last < end && (size == 0 || size < options_.order_size_max)) {
        last = last.next();
        order.entries.push_back(log_.at(last));
        size += order.entries.back().bytes.size() + entry_overhead_size;
    }
    const Persistence::Plan plan = persistence_.order(hard_, last);
    order.ticket = plan.ticket;
    order.truncate_from = plan.truncate_from;
    if (plan.installs) order.install = Install{snapshot_, plan.keeps_log};
    order.first = plan.first;
    return order;
}

void Raft::persisted(Ticket ticket, Instant now) {
    advance(now);
    if (state_ == State::stopped) return;
    persistence_.persisted(ticket);
    if (state_ == State::candidate) count_votes();
    if (leading_) return settle();
    if (leader_ && agreement().last > acknowledged_) reply(*leader_, agreement());
}

// What it is on the disk is unknown from now on: to write again could hide a loss.
void Raft::persist_failed(Instant now) {
    advance(now);
    if (state_ == State::stopped) return;
    stop_leading();
    state_ = State::stopped;
    tally_ = {};
    replies_.clear();
    for (const ProposalEnded& ended : proposals_.abandon()) tell(ended);
    tell(Stopped{});
}

std::optional<Committed> Raft::next_committed() {
    if (state_ == State::stopped || persistence_.is_installing()) return std::nullopt;
    if (handed_out_ >= std::min(commit_, persistence_.stable())) return std::nullopt;
    handed_out_ = handed_out_.next();
    const EntryView entry = log_.at(handed_out_);
    handed_out_size_ += entry.bytes.size() + entry_overhead_size;
    ask_for_snapshot();
    return Committed{handed_out_, entry};
}

// Not while a follower gets the last one, which would have to begin anew; unless the log is
// filling.
void Raft::ask_for_snapshot() {
    if (asked_for_snapshot_ || handed_out_size_ < options_.snapshot_after_size) return;
    if (leading_ && log_.size() < options_.log_size_max / 2)
        for (const auto& [id, follower] : leading_->followers)
            if (follower.state() == Progress::State::snapshot) return;
    asked_for_snapshot_ = true;
    tell(SnapshotWanted{});
}

SnapshotMeta Raft::describe_snapshot(Index index) const {
    ASSERT(index >= log_.base().index && index <= handed_out_);
    const Log::Placed& placed = log_.configuration_at(index);
    return {{*log_.term_at(index), index}, placed.index, placed.configuration};
}

void Raft::snapshot_taken(const SnapshotMeta& snapshot, Instant now) {
    advance(now);
    if (state_ == State::stopped || snapshot.last.index <= snapshot_.last.index) return;
    ASSERT(snapshot.last.index <= handed_out_ && snapshot.size > 0);
    ASSERT(log_.term_at(snapshot.last.index) == snapshot.last.term);
    snapshot_ = snapshot;
    asked_for_snapshot_ = false;
    handed_out_size_ = log_.size_up_to(handed_out_) - log_.size_up_to(snapshot.last.index);
    cut_log();
    tell(LogCut{snapshot.last.index});
}

// Some entries are kept for followers that are a little late, unless they are large.
void Raft::cut_log() {
    const Index most = snapshot_.last.index;
    ASSERT(most <= persistence_.stable());
    const std::uint64_t kept = options_.trailing_entries_max;
    if (most.value > kept) log_.cut(Index{most.value - kept});
    if (log_.size() > options_.log_size_max / 2) log_.cut(most);
}

}  // namespace fabric::leadership
