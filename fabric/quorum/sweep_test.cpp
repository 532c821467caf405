// Meshes that fail in every way, one for each seed (core/testing/seeds.h).
#include <gtest/gtest.h>

#include "core/testing/seeds.h"
#include "fabric/quorum/scenario_test.h"

namespace fabric::quorum::testing {
namespace {

TEST(QuorumSweep, QM18_what_is_told_is_so_whatever_fails) {
    const std::uint64_t count = core::testing::seed_count(60, 300);
    std::map<std::string, std::uint64_t> counted;
    for (const std::uint64_t seed : core::testing::first_seeds(count)) {
        ScenarioRun run(core::Seed{seed});
        ASSERT_EQ(run.play(), "") << "seed " << seed;
        for (const auto& [what, times] : run.world.counted) counted[what] += times;
    }
    for (const State state :
         {State::local, State::replicated, State::durable, State::degraded, State::failed})
        EXPECT_GT(counted[std::string(describe(state))], count);
    EXPECT_GT(counted["upgraded"], count);
    EXPECT_GT(counted["fell"], count / 4);
    EXPECT_GT(counted["refused"], count);
}

}  // namespace
}  // namespace fabric::quorum::testing
