// Nodes that fail in every way, one for each seed. SELVAGE_BROADCAST_SEEDS in the environment says
// how many, SELVAGE_BROADCAST_FIRST from which on.
#include <gtest/gtest.h>

#include <cstdlib>

#include "fabric/broadcast/scenario_test.h"

namespace fabric::broadcast::testing {
namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

#if __has_feature(address_sanitizer) || defined(__wasm__)
constexpr std::uint64_t seeds = 30;
#else
constexpr std::uint64_t seeds = 300;
#endif

TEST(BroadcastSweep, BR15_all_come_to_have_all_and_say_what_is_so_whatever_fails) {
    const std::uint64_t first = number_from("SELVAGE_BROADCAST_FIRST", 1);
    const std::uint64_t count = number_from("SELVAGE_BROADCAST_SEEDS", seeds);
    std::map<std::string, std::uint64_t> counted;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
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
