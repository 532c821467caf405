// Clusters that fail in every way, one for each seed (core/testing/seeds.h).
#include <gtest/gtest.h>

#include "core/testing/seeds.h"
#include "fabric/leadership/scenario_test.h"

namespace fabric::leadership::testing {
namespace {

TEST(RaftSweep, RF72_groups_keep_what_they_promise_whatever_fails) {
    const std::uint64_t count = core::testing::seed_count(60, 300);
    std::uint64_t committed = 0;
    std::uint64_t reads = 0;
    for (const std::uint64_t seed : core::testing::first_seeds(count)) {
        ScenarioRun run(core::Seed{seed});
        ASSERT_EQ(run.play(), "") << "seed " << seed;
        committed += run.committed_count;
        reads += run.reads_count;
    }
    EXPECT_GT(committed, count * 20);
    EXPECT_GT(reads, count);
}

}  // namespace
}  // namespace fabric::leadership::testing
