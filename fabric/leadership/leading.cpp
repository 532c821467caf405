// What a leader makes of answers: how far followers have the log, what is committed, whether a
// majority still follows (sections 3.5, 3.6, 6.2 and 6.4 of the thesis).
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

bool Raft::has_own_term_committed() const { return leading_ && commit_ >= leading_->barrier; }

// Every member but ourselves has a progress, and nobody else.
void Raft::track_members() {
    auto& followers = leading_->followers;
    core::FlatMap<MemberId, Progress> kept;
    for (const auto& [id, role] : members().members()) {
        if (id == self_) continue;
        Progress* known = followers.find(id);
        kept.insert(id, known ? std::move(*known) : Progress(log_.last().index, options_, now_));
    }
    followers = std::move(kept);
}

void Raft::append_own(EntryKind kind, core::Bytes bytes) {
    log_.append({hard_.term, kind, bytes});
    note_configuration();
    settle();
}

void Raft::begin_round() {
    leading_->rounds.begin(now_);
    for (const auto& [id, follower] : leading_->followers)
        leading_->followers.find(id)->owes_heartbeat = true;
}

// Once in a heartbeat's interval.
void Raft::lead_on() {
    if (rules::is_deserted(majority_heard_at(), now_, options_.election_timeout_min))
        return stop_leading();
    leading_->heartbeat_due = now_ + options_.heartbeat_interval;
    begin_round();
    if (leading_->transfer && now_ >= leading_->transfer->deadline) {
        tell(TransferEnded{leading_->transfer->target, false});
        leading_->transfer.reset();
    }
    settle();
}

void Raft::handle(const MemberId& from, const AppendResult& result) {
    if (result.term > hard_.term) return follow_term(result.term);
    Progress* follower = leading_ ? leading_->followers.find(from) : nullptr;
    if (!follower || rules::is_stale(result.term, hard_.term)) return;
    const bool is_rejected = result.rejected.value > 0;
    if ((!is_rejected && result.last > log_.last().index) || result.round > leading_->rounds.last())
        return contradict(from, "an answer to what was never said");
    follower->heard_at = now_;
    follower->acknowledged_round = std::max(follower->acknowledged_round, result.round);
    if (is_rejected) {
        Index next = std::min(result.last, result.rejected.previous()).next();
        if (result.hint && result.hint->index < log_.base().index)
            next = result.hint->index.next();
        else if (result.hint)
            next = log_.last_not_above(result.hint->index, result.hint->term).index.next();
        follower->rejected(result.rejected, std::min(next, result.rejected));
    } else {
        follower->agreed(result.last);
    }
    settle();
}

void Raft::handle(const MemberId& from, const SnapshotResult& result) {
    if (result.term > hard_.term) return follow_term(result.term);
    Progress* follower = leading_ ? leading_->followers.find(from) : nullptr;
    if (!follower || rules::is_stale(result.term, hard_.term)) return;
    follower->heard_at = now_;
    if (follower->state() != Progress::State::snapshot) return;
    Progress::Sending& sending = follower->sending();
    if (result.index != sending.index || result.index != snapshot_.last.index) return;
    if (result.received > snapshot_.size)
        return contradict(from, "more than there is of a snapshot");
    // It lost what it had, or has what is being sent again.
    if (result.received < sending.acknowledged) sending.sent = result.received;
    sending.sent = std::max(sending.sent, result.received);
    if (result.received != sending.acknowledged) sending.moved_at = now_;
    sending.acknowledged = result.received;
}

// What may follow from any news of a follower or of the own disk.
void Raft::settle() {
    advance_commit();
    note_learners();
    settle_reads();
    if (leading_ && !members().is_voter(self_) && log_.configuration().index <= commit_)
        stop_leading();
}

void Raft::advance_commit() {
    const Index reached = majority_match();
    const std::optional<Term> term = log_.term_at(reached);
    if (reached <= commit_ || !term || !rules::may_commit(*term, hard_.term)) return;
    commit_to(reached);
    for (const auto& [id, follower] : leading_->followers)
        leading_->followers.find(id)->owes_heartbeat = true;
}

void Raft::note_learners() {
    for (const auto& [id, role] : members().members()) {
        Progress* learner = leading_->followers.find(id);
        if (role != Role::learner || !learner) continue;
        learner->note_pace(log_.last().index, options_.election_timeout_min, now_);
        if (!learner->keeps_pace() || learner->was_told_caught_up) continue;
        learner->was_told_caught_up = true;
        tell(LearnerCaughtUp{id});
    }
}

}  // namespace fabric::leadership
