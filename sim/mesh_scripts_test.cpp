// What may befall a mesh: a few seeds of each named scenario.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/files.h"
#include "core/testing/seeds.h"
#include "sim/scenario.h"
#include "sim/sweep.h"

namespace sim {
namespace {

void expect_script_holds(std::string_view name, const std::vector<const char*>& invariants,
                         std::uint64_t slowly = 2, std::uint64_t otherwise = 10) {
    const std::uint64_t runs = core::testing::seed_count(slowly, otherwise);
    const Sweep swept = sweep(*find_scenario(name), core::Seed{1}, runs);
    EXPECT_TRUE(swept.as_expected) << to_text(swept);
    for (const char* const invariant : invariants) {
        const auto* const count = swept.checks.find(invariant);
        EXPECT_TRUE(count && *count >= runs) << invariant;
    }
}

TEST(MeshScripts, SM14_SM15_nobody_is_given_up_for_a_hiccup) {
    expect_script_holds("wifi-hiccup", {"kept", "caught_up", "durable", "told", "clean"});
}
TEST(MeshScripts, SM16_a_closed_tab_is_seen_going) {
    expect_script_holds("tab-closed", {"seen_going", "caught_up"});
}
TEST(MeshScripts, SM17_a_frozen_tab_is_not_waited_for_and_blames_nobody) {
    expect_script_holds("tab-frozen", {"not_scheduled", "blames_nobody", "caught_up"});
}
TEST(MeshScripts, SM18_two_that_are_parted_promise_nothing_for_both) {
    expect_script_holds("two-macs-split", {"no_split_write", "refused", "degraded", "merged"});
}
TEST(MeshScripts, SM19_tabs_cost_a_quorum_nothing) {
    expect_script_holds("fifty-tabs", {"let_in", "quick", "caught_up"}, 1, 2);
}
TEST(MeshScripts, SM20_who_comes_late_over_a_slow_link_holds_up_nobody) {
    expect_script_holds("phone-joins", {"not_held_up", "caught_up"}, 1, 10);
}
TEST(MeshScripts, SM21_what_waited_for_a_sleeper_is_durable_when_it_wakes) {
    expect_script_holds("laptop-sleeps", {"slept", "upgraded", "caught_up"});
}
TEST(MeshScripts, SM22_a_clock_decides_nothing) {
    expect_script_holds("clock-ahead", {"causal", "caught_up"});
}
TEST(MeshScripts, SM23_a_full_disk_is_its_owners_alone) {
    expect_script_holds("disk-full", {"not_held_up", "restored", "caught_up"});
}
TEST(MeshScripts, SM24_a_lost_disk_does_not_count) {
    expect_script_holds("disk-lost", {"fell", "upgraded", "quick", "counted"});
}
TEST(MeshScripts, SM25_nobody_takes_what_no_member_wrote) {
    expect_script_holds("member-revoked", {"authorized", "revoked"});
}
TEST(MeshScripts, SM27_ND34_who_may_have_forgotten_tells_no_other_tale) {
    expect_script_holds("disk-rots", {"certain", "caught_up", "durable"});
}
TEST(MeshScripts, SM28_liars_are_found_out_and_harm_nobody_else) {
    expect_script_holds("liars",
                        {"not_believed", "not_forged", "bounded", "found_out", "caught_up"});
}
TEST(MeshScripts, SM26_a_mesh_at_its_work_is_well) {
    expect_script_holds("mesh-steady", {"convergence", "counted"}, 1, 1);
}

// Native and WebAssembly run this against the same recorded digests.
TEST(MeshScripts, SM5_every_build_comes_to_the_recorded_traces) {
    const std::string recorded = core::testing::read_file("spec/vectors/mesh/sweeps.json");
    for (const std::string_view name :
         {"mesh", "wifi-hiccup", "tab-closed", "tab-frozen", "two-macs-split", "phone-joins",
          "laptop-sleeps", "clock-ahead", "disk-full", "disk-lost", "member-revoked", "disk-rots",
          "liars"}) {
        const Sweep swept = sweep(*find_scenario(name), core::Seed{7}, 1);
        const std::string digest = core::to_hex(swept.digest.view());
        EXPECT_NE(recorded.find(digest), std::string::npos) << name << ": " << digest;
    }
}

TEST(MeshScripts, SM2_a_fault_that_never_came_up_fails_a_long_sweep) {
    const std::array faults{Fault::frozen, Fault::gone};
    const Scenario calm{"calm", "", Expectation::holds, faults,
                        [](class Run& run) { count(run.faults(), Fault::frozen); }};
    EXPECT_TRUE(sweep(calm, core::Seed{1}, 99).as_expected);
    const Sweep swept = sweep(calm, core::Seed{1}, 100);
    EXPECT_FALSE(swept.as_expected);
    ASSERT_EQ(swept.faults_missing.size(), 1u);
    EXPECT_EQ(swept.faults_missing[0], "gone");
}

}  // namespace
}  // namespace sim
