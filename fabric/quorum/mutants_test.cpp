// The sweep must notice every planted bug, or it proves nothing. Each plays in a process of its
// own, since an ASSERT of the machine may be what notices it.
#include "fabric/quorum/mutants_test.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "fabric/quorum/scenario_test.h"

namespace fabric::quorum::testing {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Mutant::count)> names{
    "none",
    "counts_the_reachable",
    "counts_everybody",
    "counts_the_revoked",
    "counts_ourselves_twice",
    "takes_one_less_for_enough",
    "forgets_its_own_journal",
    "never_gives_up_hope",
    "never_upgrades",
    "never_falls",
    "begins_without_a_quorum",
    "has_endless_patience",
    "disk_answers_early",
};

constexpr int noticed = 3;
constexpr std::uint64_t seeds_max = 200;

[[noreturn]] void play(Mutant mutant) {
    planted = mutant;
    for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
        ScenarioRun run(core::Seed{seed}, mutant == Mutant::disk_answers_early);
        const std::string failure = run.play();
        if (failure.empty()) continue;
        std::fprintf(stderr, "seed %llu noticed: %s\n", static_cast<unsigned long long>(seed),
                     failure.c_str());
        std::exit(noticed);
    }
    std::exit(0);
}

class QuorumMutants : public ::testing::TestWithParam<int> {};

TEST_P(QuorumMutants, QM18_a_planted_bug_is_noticed) {
    const auto was_noticed = [](int status) {
        return WIFSIGNALED(status) || WEXITSTATUS(status) == noticed;
    };
    EXPECT_EXIT(play(static_cast<Mutant>(GetParam())), was_noticed, "");
}

INSTANTIATE_TEST_SUITE_P(, QuorumMutants, ::testing::Range(1, static_cast<int>(Mutant::count)),
                         [](const auto& tested) {
                             return std::string(names[static_cast<std::size_t>(tested.param)]);
                         });

}  // namespace
}  // namespace fabric::quorum::testing
