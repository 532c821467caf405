// Many nodes at once: that they keep their promises, and that planted bugs are noticed.
#include <gtest/gtest.h>

#include "sim/crowd_scenario.h"
#include "sim/scenario.h"
#include "sim/sweep.h"

namespace sim {
namespace {

// With a sanitizer, and as WebAssembly, as many as take a few seconds.
#if __has_feature(address_sanitizer) || defined(__wasm__)
constexpr bool is_slow = true;
#else
constexpr bool is_slow = false;
#endif
constexpr Crowd small_crowd{.node_count = 40};

TEST(Crowd, SM13_hundreds_of_nodes_keep_their_promises) {
    sim::Run run(core::Seed{1});
    if (is_slow)
        play_crowd(run, small_crowd);
    else
        play_swarm_large(run);
    EXPECT_FALSE(run.failed()) << run.failure();
    for (const char* const invariant :
         {"agree", "bounded", "clean", "degree", "delivered", "filled", "finite", "once"})
        EXPECT_TRUE(run.checks().contains(invariant)) << invariant;
    const Figure* const messages = run.figures().find("messages");
    ASSERT_TRUE(messages);
    EXPECT_GE(messages->sum, 3u);
}

TEST(Crowd, SM3_SM13_planted_bugs_are_found) {
    const auto fails = [](const Crowd& crowd) {
        sim::Run run(core::Seed{1});
        play_crowd(run, crowd);
        return run.failed();
    };
    Crowd crowd = small_crowd;
    crowd.forgotten_percent = 90;
    EXPECT_TRUE(fails(crowd));
    crowd = small_crowd;
    crowd.mutant = SwarmMutant::keeps_links;
    EXPECT_TRUE(fails(crowd));
}

TEST(Crowd, SM13_a_sweep_of_all_scenarios_plays_it_seldom) {
    EXPECT_EQ(find_scenario("swarm")->weight, 1u);
    EXPECT_EQ(find_scenario("swarm-large")->weight, 100u);
}

}  // namespace
}  // namespace sim
