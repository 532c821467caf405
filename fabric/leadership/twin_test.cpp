// libraft, the library under dqlite, is our Raft's independent twin: both play the same schedules
// in the same kind of world, and one Judge looks at both (RF73), one for
// each seed (core/testing/seeds.h).
//
// What they have in common is compared: elections with a question first, replication, snapshots,
// handing over, restarts. What libraft 0.15 lacks or does otherwise is left out:
//   - leases and reads (RF50–RF53): it has none, its owner proposes something and waits;
//   - members: it adds one as a spare and promotes it in another way (RF44), so groups stay as they
//     begin here, and there are no learners;
//   - the barrier with which a term begins: its owner proposes it, which LibraftNode does;
//   - bounds (RF70, RF71): an append holds all that a follower lacks, a snapshot is one message;
//   - the fate of a proposal (RF34): if its leader falls it is unknown at once, ours waits.
// Both in one group do not work: libraft's messages are structs, encoded by whoever carries them,
// and have neither the rounds, hints and chunks of ours (RF24, RF36, RF61) nor peer ids for names.
#include <gtest/gtest.h>

#include "core/testing/seeds.h"
#include "fabric/leadership/cluster_test.h"
#include "fabric/leadership/libraft_cluster_test.h"
#include "fabric/leadership/twin_schedule_test.h"

namespace fabric::leadership::testing {
namespace {

std::uint64_t seed_count() { return core::testing::seed_count(30, 300); }

template <class World>
void play(World& world, const Schedule& schedule) {
    for (const Action& action : schedule.actions) {
        world.run_for(action.wait);
        if (world.judge().failed()) break;
        act(world, action);
    }
    if (!world.judge().failed()) expect_liveness(world);
}

template <class World>
std::size_t commands_played(const Schedule& schedule, core::Seed seed) {
    World world(schedule.options, seed);
    play(world, schedule);
    EXPECT_EQ(world.judge().failure(), "") << World::name << ", seed " << seed.value;
    return world.judge().commands().size();
}

TEST(RaftTwin, RF73_both_keep_what_raft_promises_when_the_same_fails) {
    std::uint64_t ours = 0;
    std::uint64_t theirs = 0;
    const std::uint64_t count = seed_count();
    for (const std::uint64_t seed : core::testing::first_seeds(count)) {
        const Schedule schedule = ScheduleDraw(core::Seed{seed}, Faults::all).draw();
        ours += commands_played<Cluster>(schedule, core::Seed{seed});
        theirs += commands_played<LibraftCluster>(schedule, core::Seed{seed});
    }
    EXPECT_GT(ours, count * 20);
    EXPECT_GT(theirs, count * 20);
}

// Which seed shows that libraft errs if it is let; 0 if none does.
std::uint64_t seed_that_shows(LibraftErrors errors) {
    for (const std::uint64_t seed : core::testing::first_seeds(seed_count())) {
        const Schedule schedule = ScheduleDraw(core::Seed{seed}, Faults::all).draw();
        LibraftCluster world(schedule.options, core::Seed{seed}, errors);
        play(world, schedule);
        if (world.judge().failed()) return seed;
    }
    return 0;
}

TEST(RaftTwin, RF73_what_libraft_does_wrong_is_noticed) {
    EXPECT_GT(seed_that_shows({.counts_old_terms = true}), 0);
    EXPECT_GT(seed_that_shows({.answers_what_was_not_compared = true}), 0);
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
    EXPECT_EQ(judge.failure(), "") << World::name << ", seed " << seed.value;
    return judge.commands();
}

TEST(RaftTwin, RF73_without_faults_both_commit_the_same_commands_in_the_same_order) {
    for (const std::uint64_t seed : core::testing::first_seeds(seed_count() / 4 + 1)) {
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
