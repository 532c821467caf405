// Worlds in which everything happens, one for each seed. SELVAGE_LIVENESS_SEEDS in the environment
// says how many, SELVAGE_LIVENESS_FIRST from which on.
#include <gtest/gtest.h>

#include <cstdlib>

#include "fabric/liveness/scenario_test.h"

namespace fabric::liveness::testing {
namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

#if __has_feature(address_sanitizer) || defined(__wasm__)
constexpr std::uint64_t seeds = 40;
#else
constexpr std::uint64_t seeds = 300;
#endif

TEST(LivenessSweep, LV60_worlds_keep_what_is_promised_whatever_happens) {
    const std::uint64_t first = number_from("SELVAGE_LIVENESS_FIRST", 1);
    const std::uint64_t count = number_from("SELVAGE_LIVENESS_SEEDS", seeds);
    EventCounts counts{};
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
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
