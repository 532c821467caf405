// Nodes that fail in every way, one for each seed (core/testing/seeds.h).
#include <gtest/gtest.h>

#include "core/testing/seeds.h"
#include "fabric/broadcast/scenario_test.h"

namespace fabric::broadcast::testing {
namespace {

TEST(BroadcastSweep, BR15_all_come_to_have_all_and_say_what_is_so_whatever_fails) {
    const std::uint64_t count = core::testing::seed_count(30, 300);
    std::map<std::string, std::uint64_t> counted;
    for (const std::uint64_t seed : core::testing::first_seeds(count)) {
        ScenarioRun run(core::Seed{seed});
        ASSERT_EQ(run.play(), "") << "seed " << seed;
        for (const auto& [what, times] : run.world.counted) counted[what] += times;
    }
    for (const char* what : {"deltas", "acknowledgements", "retries", "reconciliations"})
        EXPECT_GT(counted[what], 10 * count) << what;
    for (const char* what : {"snapshots", "given up"}) EXPECT_GT(counted[what], count / 4) << what;
}

}  // namespace
}  // namespace fabric::broadcast::testing
