// The simulator itself: it repeats, it finds planted bugs, it tests what it claims.
#include <gtest/gtest.h>

#include "core/base/assert.h"
#include "core/base/hex.h"
#include "core/testing/files.h"
#include "net/ping/conversation.h"
#include "sim/stream_world.h"
#include "sim/sweep.h"

namespace sim {
namespace {

const Scenario& scenario(std::string_view name) { return *find_scenario(name); }

core::Blake3Digest trace_of(std::string_view name, core::Seed seed) {
    sim::Run run(seed);
    scenario(name).play(run);
    return run.trace().digest();
}

TEST(Sim, SM1_the_same_seed_gives_the_same_trace_and_another_one_another) {
    EXPECT_EQ(trace_of("ping", core::Seed{7}), trace_of("ping", core::Seed{7}));
    EXPECT_NE(trace_of("ping", core::Seed{7}), trace_of("ping", core::Seed{8}));
}

TEST(Sim, SM2_a_sweep_holds_all_invariants_and_injects_every_fault) {
    const Sweep swept = sweep(scenario("ping"), core::Seed{1}, 2000);
    EXPECT_TRUE(swept.as_expected) << to_text(swept);
    EXPECT_EQ(swept.runs, 2000u);
    EXPECT_EQ(swept.failed_runs, 0u);
    EXPECT_TRUE(swept.faults_missing.empty());
    for (const auto* invariant : {"ordered", "blameless", "told", "bounded", "finite"}) {
        ASSERT_TRUE(swept.checks.contains(invariant)) << invariant;
        EXPECT_GE(*swept.checks.find(invariant), 1000u) << invariant;
    }
}

TEST(Sim, SM3_the_canary_is_found_and_says_how_to_replay_it) {
    const Sweep swept = sweep(scenario("ping-canary"), core::Seed{1}, 100);
    EXPECT_TRUE(swept.as_expected);
    EXPECT_GT(swept.failed_runs, 50u);
#ifdef __wasm__
    constexpr std::string_view command = "replay: ./dev sim --wasm ping-canary --seed ";
#else
    constexpr std::string_view command = "replay: ./dev sim ping-canary --seed ";
#endif
    EXPECT_NE(to_text(swept).find(command), std::string::npos);
    sim::Run again(swept.failures.front().seed);
    scenario("ping-canary").play(again);
    EXPECT_EQ(again.failure(), swept.failures.front().what);
}

TEST(Sim, SM3_machines_that_go_in_circles_are_a_failure_and_not_the_end_of_the_sweep) {
    sim::Run run(core::Seed{1});
    net::ping::Pinger pinger({.interval = core::Duration{0}}, core::Seed{1}, core::Instant{});
    net::ping::Responder responder({}, core::Instant{});
    StreamWorld world(run, WireOptions{}, pinger, responder);
    world.run_until(core::Instant::max(), [](std::string_view, const net::ping::Event&) {});
    EXPECT_EQ(run.failure(), "finite: the machines go round in circles");
}

#if GTEST_HAS_DEATH_TEST
TEST(SimDeathTest, SM3_an_assertion_that_fails_in_a_sweep_names_the_seed) {
    const Scenario breaking{"breaking", "", Expectation::holds, {}, [](class Run& run) {
                                ASSERT(run.prng().next() != 0 && run.failed());
                            }};
    EXPECT_DEATH(static_cast<void>(sweep(breaking, core::Seed{7}, 1)),
                 "assertion failed: .*\nreplay: ./dev sim breaking --seed 7");
}
#endif

TEST(Sim, SM4_the_conversation_has_the_recorded_trace) {
    sim::Run run(core::Seed{1});
    core::Traced<net::ping::Pinger> pinger(net::ping::conversation_options,
                                           net::ping::conversation_seed, core::Instant{});
    core::Traced<net::ping::Responder> responder(net::ping::Responder::Options{}, core::Instant{});
    StreamWorld world(run, WireOptions{}, pinger, responder);
    world.run_until(core::Instant{} + std::chrono::seconds{60},
                    [](std::string_view, const net::ping::Event&) {});
    const std::string recorded = core::testing::read_file("spec/vectors/ping/conversation.json");
    EXPECT_NE(recorded.find(core::to_hex(pinger.trace().view())), std::string::npos)
        << core::to_hex(pinger.trace().view());
    EXPECT_NE(recorded.find(core::to_hex(responder.trace().view())), std::string::npos)
        << core::to_hex(responder.trace().view());
}

// Native and WebAssembly run this same test against the same recorded digest.
TEST(Sim, SM5_every_build_comes_to_the_recorded_traces) {
    const std::string recorded = core::testing::read_file("spec/vectors/ping/sweep.json");
    const Sweep swept = sweep(scenario("ping"), core::Seed{1}, 300);
    EXPECT_NE(recorded.find(core::to_hex(swept.digest.view())), std::string::npos)
        << core::to_hex(swept.digest.view());
}

}  // namespace
}  // namespace sim
