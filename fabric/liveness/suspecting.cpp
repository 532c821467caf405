// What becomes of who is silent: one step of its state after another, each when its time has come.
#include "fabric/liveness/liveness.h"
#include "fabric/liveness/rules.h"

namespace fabric::liveness {

using core::Duration;
using core::Instant;

void Liveness::take_step(const MemberId& id, Instant now) {
    Member& member = *members_.find(id);
    const Suspicion& suspicion = member.suspicion;
    switch (member.state) {
        case State::expected: return;
        case State::present: {
            const bool is_silent = member.is_connected;
            return become_stale(id, member,
                                is_silent ? StaleReason::silent : StaleReason::disconnected, now);
        }
        case State::stale:
            if (suspicion.is_frozen) return give_up(id, member, GoneReason::frozen);
            return end_round(id, member, now);
        case State::unreachable_from_here:
            if (rules::is_out_of_reach(now - suspicion.since, options_))
                return give_up(id, member, GoneReason::unreachable);
            if (suspicion.is_asking) return end_round(id, member, now);
            return begin_round(id, member, now);
        case State::suspected: {
            const bool is_over = rules::is_out_of_reach(now - suspicion.since, options_);
            const bool is_time = now >= suspicion.gone_at;
            if (is_over ||
                (is_time && rules::may_give_up(suspicion.was_asked_about, has_witnesses())))
                return give_up(id, member, GoneReason::silent);
            if (suspicion.is_asking) return end_round(id, member, now);
            return begin_round(id, member, now);
        }
    }
}

void Liveness::become_stale(const MemberId& id, Member& member, StaleReason reason, Instant now) {
    const bool is_asked_about = rules::is_asked_about(reason);
    const bool is_news = member.state == State::present || !member.suspicion.is_frozen;
    asks_.erase_about(id);
    member.state = State::stale;
    member.suspicion = {.since = now, .is_frozen = !is_asked_about};
    if (is_news) {
        ++counters_.became_stale;
        tell(BecameStale{id, reason});
    }
    if (is_asked_about) return begin_round(id, member, now);
    members_.set_due(id, member, now + options_.frozen_max);
}

void Liveness::become_suspected(const MemberId& id, Member& member, Instant now) {
    member.state = State::suspected;
    member.suspicion.gone_at = now + options_.suspicion_max;
    tell(BecameSuspected{id});
}

void Liveness::become_unreachable(const MemberId& id, Member& member, const MemberId& witness,
                                  const Heard& heard, Instant now) {
    if (member.state != State::unreachable_from_here) tell(BecameUnreachable{id, witness});
    member.state = State::unreachable_from_here;
    asks_.erase_about(id);
    member.suspicion.is_asking = false;
    const Duration left = rules::patience(heard.interval, options_) - heard.age;
    const Instant next = now + std::max(left, options_.ask_interval);
    members_.set_due(id, member, std::min(next, member.suspicion.since + options_.unreachable_max));
}

void Liveness::give_up(const MemberId& id, Member& member, GoneReason reason) {
    ++counters_.gone;
    tell(Gone{id, reason});
    forget(id, member);
}

// While it is connected its life is kept, so that an old pulse does not bring it back.
void Liveness::forget(const MemberId& id, Member& member) {
    asks_.erase_about(id);
    members_.set_due(id, member, std::nullopt);
    member.state = State::expected;
    member.suspicion = {};
    member.presence = {};
    if (rules::is_forgotten(member.is_connected)) members_.erase(id);
}

}  // namespace fabric::liveness
