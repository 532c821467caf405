// The sweep notices every planted bug (core/testing/planted_bugs.h).
#include "fabric/broadcast/mutants_test.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "core/testing/planted_bugs.h"
#include "fabric/broadcast/scenario_test.h"

namespace fabric::broadcast::testing {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Mutant::count)> names{
    "none",           "acknowledges_before_sync",       "retries_without_backing_off",
    "never_retries",  "goes_on_after_acknowledgements", "sends_back_what_came",
    "never_gives_up", "sends_before_it_is_reconciled",  "fills_links_beyond_their_room",
};

[[noreturn]] void play(Mutant mutant) {
    planted = mutant;
    core::testing::notice(200, [](core::Seed seed) { return ScenarioRun(seed).play(); });
}

class BroadcastMutants : public ::testing::TestWithParam<int> {};

TEST_P(BroadcastMutants, BR15_a_planted_bug_is_noticed) {
    EXPECT_EXIT(play(static_cast<Mutant>(GetParam())), core::testing::was_noticed, "");
}

INSTANTIATE_TEST_SUITE_P(, BroadcastMutants, ::testing::Range(1, static_cast<int>(Mutant::count)),
                         [](const auto& tested) {
                             return std::string(names[static_cast<std::size_t>(tested.param)]);
                         });

}  // namespace
}  // namespace fabric::broadcast::testing
