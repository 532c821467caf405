// Swarms and gossip among nodes that fail, many seeds of them.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/files.h"
#include "sim/scenario.h"
#include "sim/sweep.h"

namespace sim {
namespace {

const Scenario& scenario(std::string_view name) { return *find_scenario(name); }

// As many as take a few seconds.
#if __has_feature(address_sanitizer) || defined(__wasm__)
constexpr std::uint64_t swarm_runs = 20;
constexpr std::uint64_t gossip_runs = 6;
#else
constexpr std::uint64_t swarm_runs = 200;
constexpr std::uint64_t gossip_runs = 30;
#endif

Sweep expect_holds(std::string_view name, std::uint64_t runs,
                   const std::vector<const char*>& invariants) {
    Sweep swept = sweep(scenario(name), core::Seed{1}, runs);
    EXPECT_TRUE(swept.as_expected) << to_text(swept);
    for (const char* const invariant : invariants) {
        const auto* const count = swept.checks.find(invariant);
        EXPECT_TRUE(count && *count >= runs) << invariant;
    }
    for (const Fault fault : scenario(name).faults)
        EXPECT_GT(swept.faults[std::to_underlying(fault)], 0u) << describe(fault);
    return swept;
}

TEST(SwarmSweep, SM8_swarms_keep_their_promises) {
    expect_holds("swarm", swarm_runs,
                 {"agree", "bounded", "clean", "dials", "finite", "heard", "streams"});
}

TEST(SwarmSweep, SM9_SM10_messages_come_to_everybody_who_stays) {
    const Sweep swept =
        expect_holds("gossip", gossip_runs, {"bounded", "delivered", "finite", "once"});
    for (const char* const what :
         {"copies_percent", "latency_percent_p50", "latency_percent_p99"}) {
        const Figure* const figure = swept.figures.find(what);
        ASSERT_TRUE(figure) << what;
        EXPECT_EQ(figure->count, gossip_runs);
        EXPECT_GE(figure->sum, 100 * gossip_runs);  // Nothing is better than the least.
        EXPECT_NE(to_text(swept).find(what), std::string::npos);
        EXPECT_NE(to_json({&swept, 1}).find(what), std::string::npos);
    }
}

TEST(SwarmSweep, SM5_every_build_comes_to_the_recorded_traces) {
    const std::string recorded = core::testing::read_file("spec/vectors/swarm/sweeps.json");
    for (const auto& [name, runs] : {std::pair("swarm", 20), std::pair("gossip", 3)}) {
        const Sweep swept = sweep(scenario(name), core::Seed{1}, static_cast<std::uint64_t>(runs));
        const std::string digest = core::to_hex(swept.digest.view());
        EXPECT_NE(recorded.find(digest), std::string::npos) << name << ": " << digest;
    }
}

}  // namespace
}  // namespace sim
