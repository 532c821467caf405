// The sweep notices every planted bug (core/testing/planted_bugs.h).
#include "fabric/liveness/mutants_test.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "core/testing/planted_bugs.h"
#include "fabric/liveness/scenario_test.h"

namespace fabric::liveness::testing {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Mutant::count)> names{
    "none",
    "believes_old_pulses",
    "misses_two_pulses_only",
    "never_misses_anybody",
    "asks_about_the_frozen",
    "asks_about_nobody",
    "suspects_who_left",
    "passes_on_what_others_heard",
    "believes_any_age",
    "believes_no_witness",
    "believes_lies_for_ever",
    "believes_who_was_not_asked",
    "gives_up_unasked",
    "forgets_nobody",
    "blames_others_for_its_sleep",
    "grants_nothing_after_a_sleep",
};

[[noreturn]] void play(Mutant mutant) {
    planted = mutant;
    core::testing::notice(300, [](core::Seed seed) { return ScenarioRun(seed).play(); });
}

class LivenessMutants : public ::testing::TestWithParam<int> {};

TEST_P(LivenessMutants, LV61_a_planted_bug_is_noticed) {
    EXPECT_EXIT(play(static_cast<Mutant>(GetParam())), core::testing::was_noticed, "");
}

INSTANTIATE_TEST_SUITE_P(, LivenessMutants, ::testing::Range(1, static_cast<int>(Mutant::count)),
                         [](const auto& tested) {
                             return std::string(names[static_cast<std::size_t>(tested.param)]);
                         });

}  // namespace
}  // namespace fabric::liveness::testing
