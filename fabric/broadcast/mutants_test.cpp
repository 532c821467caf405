// The sweep must notice every planted bug, or it proves nothing. Each plays in a process of its
// own, since an ASSERT of the machine may be what notices it.
#include "fabric/broadcast/mutants_test.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "fabric/broadcast/scenario_test.h"

namespace fabric::broadcast::testing {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Mutant::count)> names{
    "none",           "acknowledges_before_sync",       "retries_without_backing_off",
    "never_retries",  "goes_on_after_acknowledgements", "sends_back_what_came",
    "never_gives_up", "sends_before_it_is_reconciled",  "fills_links_beyond_their_room",
};

constexpr int noticed = 3;
constexpr std::uint64_t seeds_max = 200;

[[noreturn]] void play(Mutant mutant) {
    planted = mutant;
    for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
        ScenarioRun run(core::Seed{seed});
        const std::string failure = run.play();
        if (failure.empty()) continue;
        std::fprintf(stderr, "seed %llu noticed: %s\n", static_cast<unsigned long long>(seed),
                     failure.c_str());
        std::exit(noticed);
    }
    std::exit(0);
}

class BroadcastMutants : public ::testing::TestWithParam<int> {};

TEST_P(BroadcastMutants, BR15_a_planted_bug_is_noticed) {
    const auto was_noticed = [](int status) {
        return WIFSIGNALED(status) || WEXITSTATUS(status) == noticed;
    };
    EXPECT_EXIT(play(static_cast<Mutant>(GetParam())), was_noticed, "");
}

INSTANTIATE_TEST_SUITE_P(, BroadcastMutants, ::testing::Range(1, static_cast<int>(Mutant::count)),
                         [](const auto& tested) {
                             return std::string(names[static_cast<std::size_t>(tested.param)]);
                         });

}  // namespace
}  // namespace fabric::broadcast::testing
