// The sweep notices every planted bug (core/testing/planted_bugs.h).
#include "fabric/leadership/mutants_test.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "core/testing/planted_bugs.h"
#include "fabric/leadership/scenario_test.h"

namespace fabric::leadership::testing {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Mutant::count)> names{
    "none",
    "accepts_old_terms",
    "votes_twice",
    "votes_for_the_incomplete",
    "speaks_before_it_is_persisted",
    "helps_to_replace_a_living_leader",
    "takes_half_for_a_majority",
    "counts_learners",
    "skips_the_check_of_the_previous_term",
    "keeps_entries_that_conflict",
    "truncates_what_agrees",
    "acknowledges_before_it_is_persisted",
    "takes_all_for_committed",
    "commits_older_terms_by_counting",
    "changes_members_at_once",
    "ignores_drift",
    "leases_across_transfers",
    "reads_before_its_term_began",
    "disk_answers_early",
    "disk_forgets_votes",
    "leads_without_a_majority",
};

[[noreturn]] void play(Mutant mutant) {
    planted = mutant;
    const Bugs bugs{mutant == Mutant::disk_answers_early, mutant == Mutant::disk_forgets_votes};
    core::testing::notice(400, [bugs](core::Seed seed) { return ScenarioRun(seed, bugs).play(); });
}

class RaftMutants : public ::testing::TestWithParam<int> {};

TEST_P(RaftMutants, RF72_a_planted_bug_is_noticed) {
    EXPECT_EXIT(play(static_cast<Mutant>(GetParam())), core::testing::was_noticed, "");
}

INSTANTIATE_TEST_SUITE_P(, RaftMutants, ::testing::Range(1, static_cast<int>(Mutant::count)),
                         [](const auto& tested) {
                             return std::string(names[static_cast<std::size_t>(tested.param)]);
                         });

}  // namespace
}  // namespace fabric::leadership::testing
