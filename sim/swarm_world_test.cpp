// The world of swarms itself: what dials, partitions and deaths are to those who live in it.
#include "sim/swarm_world.h"

#include <gtest/gtest.h>

#include "sim/flows.h"
#include "sim/least_delays.h"

namespace sim {
namespace {

using net::DialFailure;
using net::swarm::Swarm;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Place final : SwarmWorld::Observer {
    explicit Place(NodeIndex count,
                   const SwarmWorld::Options& options = {.delay_min = delay, .delay_max = delay})
        : world(run, options, *this) {
        for (NodeIndex i = 0; i < count; ++i) {
            const NodeIndex node = world.add();
            world.act(node, [](Swarm& swarm) { swarm.add_protocol(std::string(Flows::protocol)); });
        }
    }

    void hear(NodeIndex node, const net::swarm::Event& event) override {
        if (const auto* ended = core::get_if<net::swarm::DialEnded>(&event))
            failures.push_back(ended->attempts[0].failure);
        if (const auto* told = core::get_if<net::swarm::StreamTold>(&event))
            flows.hear(node, *told);
        if (const auto* lost = core::get_if<net::swarm::Disconnected>(&event))
            ends.emplace_back(node, lost->reason);
    }

    void pass(core::Duration time) { world.run_until(world.now() + time); }
    [[nodiscard]] bool are_connected(NodeIndex one, NodeIndex other) {
        return world.swarm(one).is_connected(world.id(other)) &&
               world.swarm(other).is_connected(world.id(one));
    }

    static constexpr milliseconds delay{20};
    sim::Run run{core::Seed{1}};
    SwarmWorld world;
    Flows flows{run, world};
    std::vector<DialFailure> failures;
    std::vector<std::pair<NodeIndex, net::swarm::LinkEnd>> ends;
};

TEST(SwarmWorld, SM7_a_dial_is_answered_with_a_link) {
    Place place(2);
    place.world.dial(0, 1);
    place.pass(2 * Place::delay - milliseconds{1});
    EXPECT_EQ(place.world.join_count(), 0u);
    place.pass(milliseconds{2});
    EXPECT_EQ(place.world.join_count(), 1u);
    place.pass(seconds{1});
    EXPECT_TRUE(place.are_connected(0, 1));
}

TEST(SwarmWorld, SM7_a_dial_is_refused_where_nobody_is) {
    Place place(2);
    place.world.crash(1);
    place.world.dial(0, 1);
    place.pass(seconds{1});
    EXPECT_EQ(place.failures, std::vector{DialFailure::refused});
    place.world.revive(1);
    place.world.dial(0, 1);
    place.pass(seconds{1});
    EXPECT_TRUE(place.are_connected(0, 1));
}

TEST(SwarmWorld, SM7_a_dial_times_out_where_nothing_gets_through) {
    Place place(2);
    place.world.part({true, false});
    place.world.dial(0, 1);
    place.pass(seconds{9});
    EXPECT_TRUE(place.failures.empty());
    place.pass(seconds{2});
    EXPECT_EQ(place.failures, std::vector{DialFailure::connect_timeout});
}

TEST(SwarmWorld, SM7_what_was_sent_to_the_other_side_of_a_partition_arrives_when_it_has_healed) {
    Place place(2);
    place.world.dial(0, 1);
    place.pass(seconds{1});
    place.world.part({true, false});
    place.flows.open(0, 1, 10'000, 10'000);
    place.pass(seconds{5});
    EXPECT_EQ(place.flows.completed(), 0u);
    place.world.heal();
    place.pass(seconds{2});
    EXPECT_EQ(place.flows.completed(), 2u);  // For each of its ends.
    EXPECT_FALSE(place.run.failed()) << place.run.failure();
}

TEST(SwarmWorld, SM7_who_is_left_hears_of_a_crash_at_once_and_of_lost_power_by_silence) {
    Place place(3);
    place.world.dial(0, 1);
    place.world.dial(0, 2);
    place.pass(seconds{1});
    place.world.crash(1);
    place.world.lose_power(2);
    place.pass(seconds{1});
    EXPECT_FALSE(place.world.swarm(0).is_connected(place.world.id(1)));
    EXPECT_TRUE(place.world.swarm(0).is_connected(place.world.id(2)));
    place.pass(seconds{70});
    EXPECT_EQ(place.world.swarm(0).connection_count(), 0u);
    EXPECT_EQ(place.world.join_count(), 0u);
}

TEST(SwarmWorld, SM7_a_cut_is_told_to_both_ends) {
    Place place(2);
    place.world.dial(0, 1);
    place.pass(seconds{1});
    place.world.cut(0, 1);
    EXPECT_EQ(place.world.swarm(0).connection_count(), 0u);
    EXPECT_EQ(place.world.swarm(1).connection_count(), 0u);
}

// They say that the link was closed on purpose.
TEST(SwarmWorld, SM7_the_last_bytes_of_who_closes_arrive_before_the_end) {
    Place place(2);
    place.world.dial(0, 1);
    place.pass(seconds{1});
    place.world.act(0, [&](Swarm& swarm) { swarm.close(place.world.id(1), place.world.now()); });
    place.pass(Place::delay / 2);
    EXPECT_TRUE(place.world.swarm(1).is_connected(place.world.id(0)));
    place.pass(seconds{1});
    ASSERT_EQ(place.ends.size(), 2u);
    EXPECT_EQ(place.ends[1].first, 1u);
    EXPECT_EQ(place.ends[1].second, net::swarm::LinkEnd(net::MuxerEndReason::closed_by_peer));
    EXPECT_EQ(place.world.join_count(), 0u);
}

TEST(SwarmWorld, SM9_the_least_delay_is_that_of_the_shortest_path) {
    const std::vector<SwarmWorld::Join> joins{{0, 1, milliseconds{10}},
                                              {1, 2, milliseconds{10}},
                                              {2, 0, milliseconds{50}},
                                              {3, 4, milliseconds{1}}};
    const auto least = LeastDelays(joins, 5).from(0);
    EXPECT_EQ(least[0], core::Duration{0});
    EXPECT_EQ(least[2], milliseconds{20});
    EXPECT_EQ(least[4], std::nullopt);
}

}  // namespace
}  // namespace sim
