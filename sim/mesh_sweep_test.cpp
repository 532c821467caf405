// Meshes of members that fail, many seeds of them.
#include <gtest/gtest.h>

#include "core/testing/seeds.h"
#include "sim/scenario.h"
#include "sim/sweep.h"

namespace sim {
namespace {

TEST(MeshSweep, SM12_members_keep_their_promises) {
    const std::uint64_t runs = core::testing::seed_count(6, 60);
    const Sweep swept = sweep(*find_scenario("mesh"), core::Seed{1}, runs);
    EXPECT_TRUE(swept.as_expected) << to_text(swept);
    for (const char* const invariant :
         {"authorized", "clean", "convergence", "durable", "finite", "one_mesh", "told"}) {
        const auto* const count = swept.checks.find(invariant);
        EXPECT_TRUE(count && *count >= runs) << invariant;
    }
}

}  // namespace
}  // namespace sim
