// What an owner asks of a leader: proposals, reads (6.4, 6.4.1), to hand over (3.10).
#include "core/base/assert.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

using core::Instant;

std::unexpected<Refusal> Raft::refuse(Refused reason) const {
    return std::unexpected(Refusal{reason, leader_});
}

OrRefusal<Place> Raft::propose(core::Bytes bytes, Instant now) {
    advance(now);
    if (state_ == State::stopped) return refuse(Refused::stopped);
    if (!leading_) return refuse(Refused::not_leader);
    if (leading_->transfer) return refuse(Refused::transferring);
    if (bytes.size() > options_.proposal_size_max) return refuse(Refused::too_large);
    if (proposals_.full()) return refuse(Refused::busy);
    if (log_.size() >= options_.log_size_max) return refuse(Refused::log_full);
    const Place place{hard_.term, log_.last().index.next()};
    proposals_.add(place);
    append_own(EntryKind::command, bytes);
    return place;
}

OrRefusal<ReadId> Raft::read(Instant now) {
    advance(now);
    if (state_ == State::stopped) return refuse(Refused::stopped);
    if (!leading_) return refuse(Refused::not_leader);
    if (!rules::may_read(has_own_term_committed())) return refuse(Refused::not_yet);
    if (leading_->reads.full()) return refuse(Refused::busy);
    const ReadId id = next_read_;
    next_read_ = ReadId{id.value + 1};
    if (holds_lease(now)) {
        tell(ReadReady{id, commit_});
        return id;
    }
    begin_round();
    const bool has_room = leading_->reads.push({id, commit_, leading_->rounds.last()});
    ASSERT(has_room);
    settle_reads();
    return id;
}

void Raft::settle_reads() {
    const Round round = majority_round();
    while (!leading_->reads.empty() && leading_->reads.front().round <= round) {
        const Leading::Read read = *leading_->reads.pop();
        tell(ReadReady{read.id, read.index});
    }
}

OrRefusal<void> Raft::transfer(const MemberId& target, Instant now) {
    advance(now);
    if (state_ == State::stopped) return refuse(Refused::stopped);
    if (!leading_) return refuse(Refused::not_leader);
    if (leading_->transfer) return refuse(Refused::transferring);
    if (!members().contains(target)) return refuse(Refused::member_unknown);
    if (!members().is_voter(target)) return refuse(Refused::not_a_voter);
    if (target == self_) return refuse(Refused::nothing_to_change);
    leading_->transfer = Leading::Transfer{target, now + options_.election_timeout_min};
    return {};
}

}  // namespace fabric::leadership
