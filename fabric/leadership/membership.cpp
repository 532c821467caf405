// Members come, go, and get or lose their vote, one at a time (chapter 4 of the thesis).
#include "core/base/assert.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

OrRefusal<Place> Raft::change(const Change& change, core::Instant now) {
    advance(now);
    if (state_ == State::stopped) return refuse(Refused::stopped);
    if (!leading_) return refuse(Refused::not_leader);
    if (leading_->transfer) return refuse(Refused::transferring);
    const bool is_one_pending = log_.configuration().index > commit_;
    if (!rules::may_change(has_own_term_committed(), is_one_pending))
        return refuse(is_one_pending ? Refused::change_pending : Refused::not_yet);
    if (proposals_.full()) return refuse(Refused::busy);
    auto configuration = changed(change);
    if (!configuration) return std::unexpected(configuration.error());
    const Place place{hard_.term, log_.last().index.next()};
    proposals_.add(place);
    append_own(EntryKind::configuration, configuration->write());
    return place;
}

OrRefusal<Configuration> Raft::changed(const Change& change) const {
    Configuration configuration = members();
    const bool is_member = configuration.contains(change.member);
    const bool is_voter = configuration.is_voter(change.member);
    const bool is_last_voter = is_voter && configuration.voter_count() == 1;
    if (!is_member && change.kind != Change::Kind::add_learner)
        return refuse(Refused::member_unknown);
    switch (change.kind) {
        case Change::Kind::add_learner:
            if (is_member) return refuse(Refused::nothing_to_change);
            if (configuration.members().size() == members_max) return refuse(Refused::members_full);
            configuration.set(change.member, Role::learner);
            break;
        case Change::Kind::promote:
            if (is_voter) return refuse(Refused::nothing_to_change);
            if (!is_caught_up(change.member)) return refuse(Refused::not_caught_up);
            configuration.set(change.member, Role::voter);
            break;
        case Change::Kind::demote:
            if (!is_voter) return refuse(Refused::nothing_to_change);
            if (is_last_voter) return refuse(Refused::last_voter);
            configuration.set(change.member, Role::learner);
            break;
        case Change::Kind::remove:
            if (is_last_voter) return refuse(Refused::last_voter);
            configuration.remove(change.member);
            break;
    }
    return configuration;
}

bool Raft::is_caught_up(const MemberId& member) const {
    const Progress* learner = leading_->followers.find(member);
    ASSERT(learner);
    return learner->keeps_pace() && learner->state() == Progress::State::replicate &&
           now_ - learner->heard_at < options_.election_timeout_min;
}

}  // namespace fabric::leadership
