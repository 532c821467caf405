// libraft, the library under dqlite, is our Raft's independent twin: both play the same schedules
// in the same kind of world, and one Judge looks at both (RF73). SELVAGE_RAFT_SEEDS in the
// environment says how many, SELVAGE_RAFT_FIRST from which on.
//
// What they have in common is compared: elections with a question first, replication, snapshots,
// handing over, restarts. What libraft 0.15 lacks or does otherwise is left out:
//   - leases and reads (RF50–RF53): it has none, its owner proposes something and waits;
//   - members: it adds one as a spare and promotes it in another way (RF44), so groups stay as they
//     begin here, and there are no learners;
//   - the barrier with which a term begins: its owner proposes it, which LibraftNode does;
//   - bounds (RF70, RF71): an append holds all that a follower lacks, a snapshot is one message;
//   - the fate of a proposal whose leader fell is unknown at once, where ours waits for its place
//   (RF34).
// Both in one group do not work: libraft's messages are structs, encoded by whoever carries them,
// and have neither the rounds, hints and chunks of ours (RF24, RF36, RF61) nor peer ids for names.
#include <gtest/gtest.h>

#include <cstdlib>

#include "fabric/leadership/cluster_test.h"
#include "fabric/leadership/libraft_cluster_test.h"
#include "fabric/leadership/twin_schedule_test.h"

namespace fabric::leadership::testing {
namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

const std::uint64_t first_seed = number_from("SELVAGE_RAFT_FIRST", 1);
const std::uint64_t seed_count = number_from("SELVAGE_RAFT_SEEDS", 40);

template <class World>
std::uint64_t play_with_faults(const Schedule& schedule, core::Seed seed) {
    World world(schedule.options, seed);
    for (const Action& action : schedule.actions) {
        world.run_for(action.wait);
        if (world.judge().failed()) break;
        act(world, action);
    }
    if (!world.judge().failed()) expect_liveness(world);
    EXPECT_EQ(world.judge().failure(), "") << "seed " << seed.value;
    return world.judge().commands().size();
}

TEST(RaftTwin, RF73_both_keep_what_raft_promises_when_the_same_fails) {
    std::uint64_t ours = 0;
    std::uint64_t theirs = 0;
    for (std::uint64_t seed = first_seed; seed < first_seed + seed_count; ++seed) {
        const Schedule schedule = ScheduleDraw(core::Seed{seed}, Faults::all).draw();
        ours += play_with_faults<Cluster>(schedule, core::Seed{seed});
        theirs += play_with_faults<LibraftCluster>(schedule, core::Seed{seed});
    }
    EXPECT_GT(ours, seed_count * 20);
    EXPECT_GT(theirs, seed_count * 20);
}

// What was committed, by the hashes of the commands.
template <class World>
std::vector<std::uint64_t> play_without_faults(const Schedule& schedule, core::Seed seed) {
    World world(schedule.options, seed);
    Judge& judge = world.judge();
    const auto is_ready = [&] {
        const auto leader = world.leader();
        return leader && world.raft(*leader)->commit() == world.raft(*leader)->log().last().index;
    };
    judge.expect(world.run_until(is_ready, seconds{30}), "liveness: nobody leads");
    for (const Action& action : schedule.actions) {
        world.run_for(action.wait);
        if (!judge.failed()) act(world, action);
    }
    expect_all_have_all(world);
    EXPECT_EQ(judge.failure(), "") << "seed " << seed.value;
    return judge.commands();
}

TEST(RaftTwin, RF73_without_faults_both_commit_the_same_commands_in_the_same_order) {
    for (std::uint64_t seed = first_seed; seed < first_seed + seed_count; ++seed) {
        const Schedule schedule = ScheduleDraw(core::Seed{seed}, Faults::none).draw();
        std::size_t proposed = 0;
        for (const Action& action : schedule.actions) proposed += action.commands.size();
        const auto ours = play_without_faults<Cluster>(schedule, core::Seed{seed});
        const auto theirs = play_without_faults<LibraftCluster>(schedule, core::Seed{seed});
        ASSERT_EQ(ours.size(), proposed) << "seed " << seed;
        ASSERT_EQ(ours, theirs) << "seed " << seed;
    }
}

}  // namespace
}  // namespace fabric::leadership::testing
