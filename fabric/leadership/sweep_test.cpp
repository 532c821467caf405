// Clusters that fail in every way, one for each seed. SELVAGE_RAFT_SEEDS in the environment says
// how many, SELVAGE_RAFT_FIRST from which on.
#include <gtest/gtest.h>

#include <cstdlib>

#include "fabric/leadership/scenario_test.h"

namespace fabric::leadership::testing {
namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

#if __has_feature(address_sanitizer) || defined(__wasm__)
constexpr std::uint64_t seeds = 60;
#else
constexpr std::uint64_t seeds = 300;
#endif

TEST(RaftSweep, RF72_groups_keep_what_they_promise_whatever_fails) {
    const std::uint64_t first = number_from("SELVAGE_RAFT_FIRST", 1);
    const std::uint64_t count = number_from("SELVAGE_RAFT_SEEDS", seeds);
    std::uint64_t committed = 0;
    std::uint64_t reads = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
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
