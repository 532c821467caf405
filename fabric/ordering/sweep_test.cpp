// Worlds that fail in every way, one for each seed (core/testing/seeds.h).
#include <gtest/gtest.h>

#include "core/testing/seeds.h"
#include "fabric/ordering/scenario_test.h"

namespace fabric::ordering::testing {
namespace {

TEST(OrderingSweep, OR9_what_is_ordered_is_the_same_everywhere_whatever_fails) {
    const std::uint64_t count = core::testing::seed_count(20, 200);
    std::size_t ordered = 0;
    std::size_t lost_disks = 0;
    for (const std::uint64_t seed : core::testing::first_seeds(count)) {
        ScenarioRun run(core::Seed{seed});
        ASSERT_EQ(run.play(), "") << "seed " << seed;
        ordered += run.ordered_count;
        lost_disks += run.lost_disks_count;
    }
    EXPECT_GT(ordered, count * 50);
    EXPECT_GT(lost_disks, count);
}

}  // namespace
}  // namespace fabric::ordering::testing
