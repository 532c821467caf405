// Many routers together: every message arrives, through churn, partitions and loss, in few copies.
#include <gtest/gtest.h>

#include "net/gossipsub/test_network.h"

namespace net::gossipsub {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

double copies_per_delivery(TestNetwork& network) {
    std::uint64_t first = 0;
    std::uint64_t all = 0;
    for (NodeIndex i = 0; i < network.size(); ++i) {
        const Counters& counters = network.router(i).counters();
        first += counters.first_copies;
        all += counters.first_copies + counters.duplicates;
    }
    return static_cast<double>(all) / static_cast<double>(first);
}

TEST(GossipsubNetwork, GS24_fifty_routers_deliver_every_message) {
    for (const Version version : {Version::gossipsub_1_2, Version::gossipsub_1_1,
                                  Version::gossipsub_1_0, Version::floodsub}) {
        TestNetwork network(50, {}, core::Seed{1});
        network.set_version(version);
        network.set_loss(10);
        network.connect_randomly(5, milliseconds{10}, milliseconds{100});
        network.subscribe_all("t");
        network.run_for(seconds{3});
        std::vector<MessageId> ids;
        for (NodeIndex i = 0; i < 50; ++i) {
            ids.push_back(network.publish(i, "t", i * 40));
            network.run_for(milliseconds{50});
        }
        network.run_for(seconds{5});
        for (const MessageId& id : ids) EXPECT_EQ(network.delivered_count(id), 49u);
    }
}

TEST(GossipsubNetwork, GS32_equal_seeds_do_the_same) {
    const auto run = [](std::uint64_t seed) {
        TestNetwork network(20, {}, core::Seed{seed});
        network.connect_randomly(3, milliseconds{10}, milliseconds{100});
        network.subscribe_all("t");
        for (NodeIndex i = 0; i < 20; ++i) {
            network.publish(i, "t", 1000);
            network.run_for(milliseconds{200});
        }
        std::vector<std::int64_t> trace;
        for (NodeIndex i = 0; i < 20; ++i)
            for (const auto& delivery : network.node(i).deliveries)
                trace.push_back(delivery.at.time_since_epoch().count());
        return trace;
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

TEST(GossipsubNetwork, GS47_copies_become_few) {
    Options options;
    TestNetwork network(40, options, core::Seed{5});
    network.connect_randomly(5, milliseconds{10}, milliseconds{100});
    network.subscribe_all("t");
    network.run_for(seconds{3});
    for (int i = 0; i < 40; ++i) {
        network.publish(static_cast<NodeIndex>(i % 4), "t", 1000);
        network.run_for(milliseconds{100});
    }
    network.run_for(seconds{2});
    const double learning = copies_per_delivery(network);
    std::uint64_t before = 0;
    std::uint64_t after = 0;
    for (NodeIndex i = 0; i < 40; ++i) before += network.router(i).counters().duplicates;
    std::vector<MessageId> ids;
    for (int i = 0; i < 40; ++i) {
        ids.push_back(network.publish(static_cast<NodeIndex>(i % 4), "t", 1000));
        network.run_for(milliseconds{100});
    }
    network.run_for(seconds{2});
    for (NodeIndex i = 0; i < 40; ++i) after += network.router(i).counters().duplicates;
    for (const MessageId& id : ids) EXPECT_EQ(network.delivered_count(id), 39u);
    EXPECT_LT(static_cast<double>(after - before) / (40.0 * 39.0), 0.5);
    EXPECT_LT(learning, 4);
}

TEST(GossipsubNetwork, GS48_the_mesh_survives_churn) {
    TestNetwork network(40, {}, core::Seed{2});
    network.connect_randomly(5, milliseconds{10}, milliseconds{100});
    network.subscribe_all("t");
    network.run_for(seconds{3});
    for (int round = 0; round < 30; ++round) {
        // Ten connections break, ten others are made.
        for (int i = 0; i < 10; ++i) {
            auto link = network.links().begin();
            std::advance(link,
                         static_cast<std::ptrdiff_t>(network.prng().below(network.links().size())));
            const auto [one, other] = link->first;
            network.disconnect(one, other);
            const auto from = static_cast<NodeIndex>(network.prng().below(40));
            const auto to = static_cast<NodeIndex>(network.prng().below(40));
            network.connect(from, to, milliseconds{30});
        }
        network.run_for(seconds{2});
        const MessageId id =
            network.publish(static_cast<NodeIndex>(network.prng().below(40)), "t", 800);
        network.run_for(seconds{4});
        EXPECT_EQ(network.delivered_count(id), 39u) << round;
    }
}

TEST(GossipsubNetwork, GS33_a_partition_heals_by_gossip) {
    TestNetwork network(20, {}, core::Seed{3});
    for (NodeIndex i = 0; i < 10; ++i)
        for (NodeIndex j = 0; j < i; ++j) {
            network.connect(i, j, milliseconds{20});
            network.connect(10 + i, 10 + j, milliseconds{20});
        }
    network.subscribe_all("t");
    network.run_for(seconds{3});
    const MessageId id = network.publish(0, "t", 100);
    network.run_for(seconds{1});
    EXPECT_EQ(network.delivered_count(id), 9u);
    for (NodeIndex i = 0; i < 10; ++i) network.connect(i, 10 + i, milliseconds{20});
    network.run_for(seconds{3});
    EXPECT_EQ(network.delivered_count(id), 19u);
}

TEST(GossipsubNetwork, GS41_a_silent_sybil_is_pruned) {
    Options options;
    options.score.topic.mesh_weight = -1;
    options.score.topic.mesh_threshold = 2;
    options.score.topic.mesh_decay = 0.9;
    options.score.topic.mesh_window = milliseconds{500};
    options.score.topic.mesh_activation = seconds{8};
    TestNetwork network(10, options, core::Seed{4});
    for (NodeIndex i = 0; i < 10; ++i)
        for (NodeIndex j = 0; j < i; ++j) network.connect(i, j, milliseconds{20});
    network.subscribe_all("t");
    network.run_for(seconds{2});
    const auto sybil = test_peer_id(1000);
    network.router(0).add_peer(sybil, Version::gossipsub_1_2, Direction::inbound, {},
                               network.now());
    core::Buffer rpc;
    RpcWriter writer(rpc, 1000);
    writer.subscription(true, "t");
    writer.graft("t");
    rpc.insert(rpc.begin(), static_cast<std::byte>(rpc.size()));
    network.inject(0, sybil, rpc);
    const auto has_sybil = [&] {
        const auto mesh = network.router(0).mesh("t");
        return std::ranges::find(mesh, sybil) != mesh.end();
    };
    EXPECT_TRUE(has_sybil());
    for (int i = 0; i < 60; ++i) {
        network.publish(static_cast<NodeIndex>(1 + i % 9), "t", 100);
        network.run_for(milliseconds{250});
    }
    EXPECT_FALSE(has_sybil());
    EXPECT_GE(network.router(0).mesh("t").size(), 4u);  // The honest ones stay.
}

TEST(GossipsubNetwork, GS17_when_all_have_gone_nothing_is_left) {
    TestNetwork network(15, {}, core::Seed{6});
    const auto empty = network.router(0).holdings();
    network.connect_randomly(4, milliseconds{10}, milliseconds{100});
    network.subscribe_all("t");
    network.run_for(seconds{2});
    for (NodeIndex i = 0; i < 15; ++i) network.publish(i, "t", 1000);
    network.run_for(milliseconds{100});
    for (NodeIndex i = 0; i < 15; ++i) network.unsubscribe(i, "t");
    while (!network.links().empty()) {
        const auto [one, other] = network.links().begin()->first;
        network.disconnect(one, other);
    }
    network.run_for(hours{1} + seconds{10});
    for (NodeIndex i = 0; i < 15; ++i) EXPECT_EQ(network.router(i).holdings(), empty);
}

}  // namespace
}  // namespace net::gossipsub
