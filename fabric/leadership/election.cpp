// Who leads: standing for election, giving votes, and being told to stand (chapter 3.4, 4.2.3, 6.4,
// 9.6 and section 3.10 of the thesis).
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

using core::Duration;

void Raft::arm_election() {
    const auto timeout = static_cast<std::uint64_t>(options_.election_timeout_min.count());
    const auto more = static_cast<Duration::rep>(prng_.below(timeout));
    election_due_ = now_ + options_.election_timeout_min + Duration(more);
}

// Also whom the newest configuration leaves out, until that is committed: without it there may be
// no majority to commit it (4.2.2).
bool Raft::may_stand() const {
    // Behind the last term, to which only a peer that lies can lead, there is none.
    if (hard_.term.value >= number_max) return false;
    return may_vote() && (members().is_voter(self_) ||
                          log_.configuration_at(commit_).configuration.is_voter(self_));
}

bool Raft::is_loyal() const {
    return leading_ || rules::is_loyal(heard_at_, now_, options_.election_timeout_min);
}

void Raft::stand(Campaign campaign) {
    arm_election();
    if (!may_stand()) return set_leader(std::nullopt);
    if (campaign == Campaign::pre_vote) {
        set_leader(std::nullopt);
        state_ = State::pre_candidate;
    } else {
        follow_term(hard_.term.next());
        state_ = State::candidate;
        hard_.vote = self_;
    }
    tally_ = {campaign == Campaign::vote_at_once, {}, counting()};
    std::erase(tally_.to_ask, self_);
    count_votes();
}

void Raft::count_votes() {
    const bool has_own =
        state_ == State::pre_candidate || rules::may_speak(persistence_.hard(), hard_);
    const std::vector<MemberId> voters = counting();
    const auto granted = std::ranges::count_if(voters, [&](const MemberId& id) {
        const bool* answer = tally_.answers.find(id);
        return id == self_ ? has_own : answer && *answer;
    });
    if (static_cast<std::size_t>(granted) < rules::majority(voters.size())) return;
    if (state_ == State::pre_candidate) return stand(Campaign::vote);
    if (has_own) become_leader();
}

void Raft::become_leader() {
    ASSERT(state_ == State::candidate && !leading_ && persistence_.hard() == hard_);
    state_ = State::leader;
    tally_ = {};
    leading_.emplace(options_, log_.last().index.next(), now_);
    track_members();
    tell(BecameLeader{hard_.term});
    set_leader(self_);
    append_own(EntryKind::barrier, {});
    lead_on();
}

void Raft::handle(const MemberId& from, const VoteRequest& request) {
    const bool is_refused_unheard = !may_vote() || (is_loyal() && !request.disrupts_leader);
    const bool is_complete = rules::is_as_complete(request.last, log_.last());
    if (request.is_pre_vote) {
        const bool is_later =
            request.term > hard_.term || rules::may_vote(hard_, request.term, from);
        return reply(from,
                     VoteResult{hard_.term, is_later && is_complete && !is_refused_unheard, true});
    }
    if (is_refused_unheard || rules::is_stale(request.term, hard_.term))
        return reply(from, VoteResult{hard_.term, false, false});
    if (request.term > hard_.term) follow_term(request.term);
    const bool is_granted = is_complete && rules::may_vote(hard_, request.term, from);
    if (is_granted) {
        ASSERT(!leading_);
        hard_.vote = from;
        arm_election();
    }
    reply(from, VoteResult{hard_.term, is_granted, false});
}

void Raft::handle(const MemberId& from, const VoteResult& result) {
    if (result.term > hard_.term) return follow_term(result.term);
    const State asked = result.is_pre_vote ? State::pre_candidate : State::candidate;
    if (state_ != asked || (!result.is_pre_vote && rules::is_stale(result.term, hard_.term)))
        return;
    if (!members().contains(from)) return;
    tally_.answers.ensure(from) = result.is_granted;
    count_votes();
}

void Raft::handle(const MemberId& from, const TimeoutNow& timeout) {
    if (timeout.term != hard_.term || leader_ != from || state_ != State::follower) return;
    if (log_.last() < timeout.last) return;
    stand(Campaign::vote_at_once);
}

}  // namespace fabric::leadership
