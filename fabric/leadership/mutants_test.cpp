// The sweep must notice every planted bug, or it proves nothing. Each plays in a process of its
// own, since an ASSERT of the machine may be what notices it.
#include "fabric/leadership/mutants_test.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

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

constexpr int noticed = 3;

std::uint64_t seeds_max() {
    const char* text = std::getenv("SELVAGE_RAFT_SEEDS");
    return text ? std::strtoull(text, nullptr, 10) : 400;
}

[[noreturn]] void play(Mutant mutant) {
    planted = mutant;
    const Bugs bugs{mutant == Mutant::disk_answers_early, mutant == Mutant::disk_forgets_votes};
    for (std::uint64_t seed = 1; seed <= seeds_max(); ++seed) {
        ScenarioRun run(core::Seed{seed}, bugs);
        std::fprintf(stderr, "seed %llu ", static_cast<unsigned long long>(seed));
        const std::string failure = run.play();
        if (failure.empty()) continue;
        std::fprintf(stderr, "noticed: %s\n", failure.c_str());
        std::exit(noticed);
    }
    std::exit(0);
}

class RaftMutants : public ::testing::TestWithParam<int> {};

TEST_P(RaftMutants, RF72_a_planted_bug_is_noticed) {
    const auto was_noticed = [](int status) {
        return WIFSIGNALED(status) || WEXITSTATUS(status) == noticed;
    };
    EXPECT_EXIT(play(static_cast<Mutant>(GetParam())), was_noticed, "");
}

INSTANTIATE_TEST_SUITE_P(, RaftMutants, ::testing::Range(1, static_cast<int>(Mutant::count)),
                         [](const auto& tested) {
                             return std::string(names[static_cast<std::size_t>(tested.param)]);
                         });

}  // namespace
}  // namespace fabric::leadership::testing
