// Bugs that tests plant: each makes one decision of rules.h wrong, or the disk beneath.
#pragma once

#include <cstdint>

namespace fabric::leadership::testing {

enum class Mutant : std::uint8_t {
    none,
    accepts_old_terms,
    votes_twice,
    votes_for_the_incomplete,
    speaks_before_it_is_persisted,
    helps_to_replace_a_living_leader,
    takes_half_for_a_majority,
    counts_learners,
    skips_the_check_of_the_previous_term,
    keeps_entries_that_conflict,
    truncates_what_agrees,
    acknowledges_before_it_is_persisted,
    takes_all_for_committed,
    commits_older_terms_by_counting,
    changes_members_at_once,
    ignores_drift,
    leases_across_transfers,
    reads_before_its_term_began,
    disk_answers_early,
    disk_forgets_votes,
    leads_without_a_majority,
    count,
};

// The one that is planted, in a program that links mutant_rules_test.cpp.
inline Mutant planted = Mutant::none;

}  // namespace fabric::leadership::testing
