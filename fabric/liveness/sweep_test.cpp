// Worlds in which everything happens, one for each seed (core/testing/seeds.h).
#include <gtest/gtest.h>

#include "core/testing/seeds.h"
#include "fabric/liveness/scenario_test.h"

namespace fabric::liveness::testing {
namespace {

TEST(LivenessSweep, LV60_worlds_keep_what_is_promised_whatever_happens) {
    const std::uint64_t count = core::testing::seed_count(40, 300);
    EventCounts counts{};
    for (const std::uint64_t seed : core::testing::first_seeds(count)) {
        ScenarioRun run(core::Seed{seed});
        ASSERT_EQ(run.play(), "") << "seed " << seed;
        for (std::size_t kind = 0; kind < counts.size(); ++kind) counts[kind] += run.counts()[kind];
    }
    // What hardly ever happens is not tested.
    for (std::size_t kind = 0; kind < counts.size(); ++kind)
        EXPECT_GE(counts[kind], count / 2) << "events of kind " << kind;
}

}  // namespace
}  // namespace fabric::liveness::testing
