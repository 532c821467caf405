// The bugs that the sweeps must find, or they prove nothing. One seed comes to the same in every
// build (SM5), so that they are looked for in the quickest alone.
#include <gtest/gtest.h>

#include "sim/gossip_scenario.h"
#include "sim/keep_scenario.h"
#include "sim/mesh_scenario.h"
#include "sim/run.h"
#include "sim/store_scenario.h"
#include "sim/swarm_scenario.h"

namespace sim {
namespace {

// How many of the first seeds fail; the counting ends at `enough`.
template <class Play>
std::uint64_t failures(std::uint64_t seeds, std::uint64_t enough, Play play) {
    std::uint64_t failed = 0;
    for (std::uint64_t seed = 1; seed <= seeds && failed < enough; ++seed) {
        class Run run(core::Seed{seed});
        play(run);
        failed += run.failed() ? 1 : 0;
    }
    return failed;
}

void expect_is_found(void (*play)(Run&, DiskMutant), DiskMutant mutant, std::uint64_t failed_min) {
    EXPECT_GE(failures(100, failed_min, [&](class Run& run) { play(run, mutant); }), failed_min);
}

TEST(StoreSweep, SM3_bugs_between_a_journal_and_its_disk_are_found) {
    expect_is_found(play_store, DiskMutant::skips_syncs, 50);
    expect_is_found(play_store, DiskMutant::skips_name_syncs, 50);
    expect_is_found(play_store, DiskMutant::acknowledges_early, 5);
    expect_is_found(play_store, DiskMutant::retries_syncs, 1);
}

TEST(StoreSweep, SM3_bugs_between_a_store_and_its_disk_are_found) {
    expect_is_found(play_keep, DiskMutant::skips_syncs, 50);
    expect_is_found(play_keep, DiskMutant::skips_name_syncs, 50);
    expect_is_found(play_keep, DiskMutant::acknowledges_early, 5);
    expect_is_found(play_keep, DiskMutant::retries_syncs, 1);
}

TEST(SwarmSweep, SM3_bugs_between_swarms_and_their_bodies_are_found) {
    for (const SwarmMutant mutant : {SwarmMutant::keeps_links, SwarmMutant::skips_bytes})
        EXPECT_GE(failures(20, 2, [&](class Run& run) { play_swarm(run, mutant); }), 2u);
}

TEST(SwarmSweep, SM3_nodes_that_keep_messages_to_themselves_are_found) {
    EXPECT_GE(failures(2, 1, [](class Run& run) { play_gossip(run, 70); }), 1u);
}

TEST(MeshSweep, SM3_disks_that_never_sync_are_found) {
    const auto play = [](class Run& run) { play_mesh(run, MeshMutant::answers_syncs_early); };
    EXPECT_GE(failures(4, 1, play), 1u);
}

}  // namespace
}  // namespace sim
