// Linked in place of rules.cpp: the same decisions, of which the planted one is wrong.
#include <algorithm>

#include "fabric/leadership/mutants_test.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership::rules {

using core::Duration;
using core::Instant;
using testing::Mutant;

namespace {
bool is(Mutant mutant) { return testing::planted == mutant; }
}  // namespace

bool is_stale(Term said, Term own) { return said < own && !is(Mutant::accepts_old_terms); }

bool may_vote(const HardState& own, Term term, const MemberId& candidate) {
    if (is(Mutant::votes_twice)) return own.term == term;
    return own.term == term && (!own.vote || *own.vote == candidate);
}

bool is_as_complete(Place candidate, Place own) {
    return candidate >= own || is(Mutant::votes_for_the_incomplete);
}

bool may_speak(const HardState& persisted, const HardState& own) {
    return persisted == own || is(Mutant::speaks_before_it_is_persisted);
}

bool is_loyal(Instant heard_at, Instant now, Duration silence_min) {
    return now - heard_at < silence_min && !is(Mutant::helps_to_replace_a_living_leader);
}

std::size_t majority(std::size_t voter_count) {
    if (is(Mutant::takes_half_for_a_majority)) return std::max<std::size_t>(voter_count / 2, 1);
    return voter_count / 2 + 1;
}

bool counts(Role role) { return role == Role::voter || is(Mutant::counts_learners); }

bool agrees(Term mine, Term previous) {
    return mine == previous || is(Mutant::skips_the_check_of_the_previous_term);
}

bool conflicts(Term mine, Term sent) {
    if (is(Mutant::keeps_entries_that_conflict)) return false;
    return mine != sent || is(Mutant::truncates_what_agrees);
}

Index acknowledged(Index agreed, Index persisted) {
    if (is(Mutant::acknowledges_before_it_is_persisted)) return agreed;
    return std::min(agreed, persisted);
}

Index told_committed(Index leader_commit, Index agreed, Index last) {
    return std::min(leader_commit, is(Mutant::takes_all_for_committed) ? last : agreed);
}

bool may_commit(Term entry, Term own) {
    return entry == own || is(Mutant::commits_older_terms_by_counting);
}

bool may_change(bool own_term_committed, bool is_one_pending) {
    return (own_term_committed && !is_one_pending) || is(Mutant::changes_members_at_once);
}

bool is_deserted(Instant majority_heard_at, Instant now, Duration silence_min) {
    return now - majority_heard_at >= silence_min && !is(Mutant::leads_without_a_majority);
}

Duration lease_duration(Duration silence_min, std::uint32_t drift_ppm) {
    if (is(Mutant::ignores_drift)) return silence_min;
    return silence_min * (1'000'000 - drift_ppm) / (1'000'000 + drift_ppm);
}

bool may_hold_lease(bool is_transferring, bool has_told_to_time_out) {
    return (!is_transferring && !has_told_to_time_out) || is(Mutant::leases_across_transfers);
}

bool may_read(bool own_term_committed) {
    return own_term_committed || is(Mutant::reads_before_its_term_began);
}

}  // namespace fabric::leadership::rules
