// Meshes that fail in every way, one for each seed. SELVAGE_QUORUM_SEEDS in the environment says
// how many, SELVAGE_QUORUM_FIRST from which on.
#include <gtest/gtest.h>

#include <cstdlib>

#include "fabric/quorum/scenario_test.h"

namespace fabric::quorum::testing {
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

TEST(QuorumSweep, QM18_what_is_told_is_so_whatever_fails) {
    const std::uint64_t first = number_from("SELVAGE_QUORUM_FIRST", 1);
    const std::uint64_t count = number_from("SELVAGE_QUORUM_SEEDS", seeds);
    std::map<std::string, std::uint64_t> counted;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
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
