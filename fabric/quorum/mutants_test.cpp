// The sweep notices every planted bug (core/testing/planted_bugs.h).
#include "fabric/quorum/mutants_test.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "core/testing/planted_bugs.h"
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

[[noreturn]] void play(Mutant mutant) {
    planted = mutant;
    core::testing::notice(200, [](core::Seed seed) {
        return ScenarioRun(seed, planted == Mutant::disk_answers_early).play();
    });
}

class QuorumMutants : public ::testing::TestWithParam<int> {};

TEST_P(QuorumMutants, QM18_a_planted_bug_is_noticed) {
    EXPECT_EXIT(play(static_cast<Mutant>(GetParam())), core::testing::was_noticed, "");
}

INSTANTIATE_TEST_SUITE_P(, QuorumMutants, ::testing::Range(1, static_cast<int>(Mutant::count)),
                         [](const auto& tested) {
                             return std::string(names[static_cast<std::size_t>(tested.param)]);
                         });

}  // namespace
}  // namespace fabric::quorum::testing
