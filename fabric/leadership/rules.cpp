// What is safe.
#include "fabric/leadership/rules.h"

#include <algorithm>

namespace fabric::leadership::rules {

using core::Duration;
using core::Instant;

namespace {
constexpr std::int64_t million = 1'000'000;
}

bool is_stale(Term said, Term own) { return said < own; }

bool may_vote(const HardState& own, Term term, const MemberId& candidate) {
    return own.term == term && (!own.vote || *own.vote == candidate);
}

bool is_as_complete(Place candidate, Place own) { return candidate >= own; }

bool may_speak(const HardState& persisted, const HardState& own) { return persisted == own; }

bool is_loyal(Instant heard_at, Instant now, Duration silence_min) {
    return now - heard_at < silence_min;
}

std::size_t majority(std::size_t voter_count) { return voter_count / 2 + 1; }

bool counts(Role role) { return role == Role::voter; }

bool agrees(Term mine, Term previous) { return mine == previous; }

bool conflicts(Term mine, Term sent) { return mine != sent; }

Index acknowledged(Index agreed, Index persisted) { return std::min(agreed, persisted); }

Index told_committed(Index leader_commit, Index agreed, Index) {
    return std::min(leader_commit, agreed);
}

bool may_commit(Term entry, Term own) { return entry == own; }

bool may_change(bool own_term_committed, bool is_one_pending) {
    return own_term_committed && !is_one_pending;
}

bool is_deserted(Instant majority_heard_at, Instant now, Duration silence_min) {
    return now - majority_heard_at >= silence_min;
}

// The leader's clock may be slow and a voter's fast, each by as much.
Duration lease_duration(Duration silence_min, std::uint32_t drift_ppm) {
    return silence_min * (million - drift_ppm) / (million + drift_ppm);
}

bool may_hold_lease(bool is_transferring, bool has_told_to_time_out) {
    return !is_transferring && !has_told_to_time_out;
}

bool may_read(bool own_term_committed) { return own_term_committed; }

}  // namespace fabric::leadership::rules
