// Publishing, validation and the mesh. Written after what go-libp2p-pubsub's gossipsub_test and
// backoff_test look at.
#include <gtest/gtest.h>

#include "net/gossipsub/test_router.h"

namespace net::gossipsub {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::size_t count_sent(TestRouter& router, std::size_t first, std::size_t count) {
    std::size_t sent = 0;
    for (std::size_t i = first; i < first + count; ++i) sent += router.sent_to(i).messages.size();
    return sent;
}

TEST(Gossipsub, GS20_flood_publishing_goes_to_all_of_good_score) {
    TestRouter router;
    router.add_many(1, 30, "t");
    router.add(31, "u");
    router->set_user_score(test_peer_id(5), -51);
    router->set_user_score(test_peer_id(6), -49);
    router->publish("t", {}, router.now());
    EXPECT_EQ(count_sent(router, 1, 31), 29u);
    router->subscribe("t", router.now());
    router->publish("t", {}, router.now());
    EXPECT_EQ(count_sent(router, 1, 31), 29u);
}

TEST(Gossipsub, GS20_without_flood_publishing_there_is_a_fanout) {
    Options options;
    options.mesh.flood_publish = false;
    TestRouter router(options);
    router.add_many(1, 30, "t");
    router->publish("t", {}, router.now());
    EXPECT_EQ(count_sent(router, 1, 30), 6u);
    router->publish("t", {}, router.now());
    std::vector<std::size_t> fanout;
    for (std::size_t i = 1; i <= 30; ++i)
        if (!router.sent_to(i).messages.empty()) fanout.push_back(i);
    EXPECT_EQ(fanout.size(), 6u);
    // One goes, another takes its place; who was in the fanout is in the mesh.
    router->remove_peer(test_peer_id(fanout[0]), router.now());
    router.beat();
    router->publish("t", {}, router.now());
    EXPECT_EQ(count_sent(router, 1, 30), 6u);
    router->subscribe("t", router.now());
    for (std::size_t i = 1; i < fanout.size(); ++i) EXPECT_TRUE(router.in_mesh(fanout[i], "t"));
    router->publish("t", {}, router.now());
    EXPECT_EQ(count_sent(router, 1, 30), 6u);
}

TEST(Gossipsub, GS20_a_fanout_that_is_not_used_is_forgotten) {
    Options options;
    options.mesh.flood_publish = false;
    TestRouter router(options);
    router.add(1, "t");
    router->publish("t", {}, router.now());
    router->remove_peer(test_peer_id(1), router.now());
    router.pass(seconds{58});
    EXPECT_EQ(router->holdings().topics, 1u);
    router.pass(seconds{3});
    EXPECT_EQ(router->holdings().topics, 0u);
}

struct Forwarding {
    TestRouter router{[] {
        Options options;
        options.forward.choke = false;
        return options;
    }()};
    Forwarding() {
        router->subscribe("t", router.now());
        for (std::size_t i = 1; i <= 4; ++i) {
            router.add(i, "t");
            router.write(i, [](RpcWriter& rpc) { rpc.graft("t"); });
        }
        router.events();
    }
};

TEST(Gossipsub, GS21_accepted_messages_go_to_the_mesh_but_not_back) {
    Forwarding f;
    TestRouter& router = f.router;
    const MessageRef message = message_of(4, 1, "t");
    router.receive(1, message);
    router.receive(2, message);  // While it waits.
    EXPECT_EQ(count_sent(router, 1, 4), 0u);
    const auto received = router.take<MessageReceived>();
    ASSERT_EQ(received.size(), 1u);
    EXPECT_EQ(received[0].from, test_peer_id(1));
    EXPECT_EQ(received[0].message->author(), test_peer_id(4));
    EXPECT_TRUE(router->validate(message->id(), Verdict::accept, router.now()));
    EXPECT_FALSE(router->validate(message->id(), Verdict::accept, router.now()));
    EXPECT_EQ(router.sent_to(3).messages, std::vector{message->id()});
    EXPECT_EQ(count_sent(router, 1, 4), 0u);  // Neither senders nor the author.
}

TEST(Gossipsub, GS21_rejected_messages_count_against_all_who_sent_them) {
    Forwarding f;
    TestRouter& router = f.router;
    const MessageRef message = message_of(4, 1, "t");
    const MessageRef dull = message_of(4, 2, "t");
    router.receive(1, message);
    router.receive(2, message);
    router.receive(3, dull);
    router->validate(message->id(), Verdict::reject, router.now());
    router->validate(dull->id(), Verdict::ignore, router.now());
    router.receive(4, message);  // Later.
    router.receive(4, dull);
    EXPECT_EQ(count_sent(router, 1, 4), 0u);
    EXPECT_LT(*router->score(test_peer_id(1)), 0);
    EXPECT_LT(*router->score(test_peer_id(2)), 0);
    EXPECT_EQ(*router->score(test_peer_id(3)), 0);
    EXPECT_EQ(*router->score(test_peer_id(4)), -10);
}

TEST(Gossipsub, GS21_without_validation_messages_go_at_once) {
    TestRouter router(without_validation());
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.add(2, "t");
    router.write(2, [](RpcWriter& rpc) { rpc.graft("t"); });
    router.receive(1, message_of(3, 1, "t"));
    EXPECT_EQ(router.sent_to(2).messages.size(), 1u);
    EXPECT_EQ(router.take<MessageReceived>().size(), 1u);
    EXPECT_EQ(router->holdings().unvalidated, 0u);
}

TEST(Gossipsub, GS22_what_waits_for_validation_is_limited) {
    Options options;
    options.limits.unvalidated_max = 2;
    options.limits.unvalidated_size_max = 1000;
    TestRouter router(options);
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.receive(1, message_of(3, 1, "t", 500));
    router.receive(1, message_of(3, 2, "t", 500));
    router.receive(1, message_of(3, 3, "t", 10));
    router.receive(1, message_of(3, 4, "t", 10));
    EXPECT_EQ(router.take<MessageReceived>().size(), 2u);
    EXPECT_EQ(router.reached(Limit::unvalidated), 2u);
    router.pass(seconds{122});
    EXPECT_EQ(router->holdings().unvalidated, 0u);
    EXPECT_FALSE(router->validate(message_of(3, 1, "t", 500)->id(), Verdict::accept, router.now()));
    router.receive(1, message_of(3, 5, "t", 700));
    EXPECT_EQ(router.take<MessageReceived>().size(), 1u);
}

TEST(Gossipsub, GS23_what_was_not_asked_for_is_passed_over) {
    TestRouter router;
    router.add(1, "t");
    router.receive(1, message_of(3, 1, "t"));
    EXPECT_TRUE(router.events().empty());
    router->subscribe("t", router.now());
    router.events();
    router.receive(1, message_of(0, 77, "t"));  // In our name.
    EXPECT_TRUE(router.events().empty());
    EXPECT_EQ(router->holdings().seen, 0u);
}

TEST(Gossipsub, GS24_a_mesh_is_filled_up) {
    TestRouter router;
    router.add_many(1, 20, "t");
    router->set_user_score(test_peer_id(1), -1);
    router->subscribe("t", router.now());
    EXPECT_EQ(router->mesh("t").size(), 6u);
    std::size_t grafted = 0;
    for (std::size_t i = 1; i <= 20; ++i) {
        const auto grafts = router.sent_to(i).grafts.size();
        EXPECT_EQ(grafts, router.in_mesh(i, "t") ? 1u : 0u);
        grafted += grafts;
    }
    EXPECT_EQ(grafted, 6u);
    // Three go, and it is filled up to its degree again.
    for (const auto& peer : router->mesh("t"))
        if (router->mesh("t").size() > 3) router->remove_peer(peer, router.now());
    router.beat();
    EXPECT_EQ(router->mesh("t").size(), 6u);
    EXPECT_FALSE(router.in_mesh(1, "t"));
}

TEST(Gossipsub, GS25_a_mesh_is_cut) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add_many(1, 10, "t", Direction::inbound);
    router.add_many(11, 10, "t", Direction::outbound);
    for (std::size_t i = 1; i <= 20; ++i) {
        router.write(i, [](RpcWriter& rpc) { rpc.graft("t"); });
        if (i <= 4) router->set_user_score(test_peer_id(i), 1 + static_cast<double>(i));
    }
    EXPECT_EQ(router->mesh("t").size(), 20u);
    router.beat();
    EXPECT_EQ(router->mesh("t").size(), 6u);
    for (std::size_t i = 1; i <= 4; ++i) EXPECT_TRUE(router.in_mesh(i, "t"));
    std::size_t outbound = 0;
    std::size_t pruned = 0;
    for (std::size_t i = 11; i <= 20; ++i) outbound += router.in_mesh(i, "t") ? 1 : 0;
    EXPECT_EQ(outbound, 2u);
    for (std::size_t i = 1; i <= 20; ++i) pruned += router.sent_to(i).prunes.size();
    EXPECT_EQ(pruned, 14u);
}

TEST(Gossipsub, GS26_a_mesh_has_peers_that_we_dialled) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add_many(1, 12, "t", Direction::inbound);
    for (std::size_t i = 1; i <= 12; ++i) router.write(i, [](RpcWriter& rpc) { rpc.graft("t"); });
    router.add(20, "t", Version::gossipsub_1_2, Direction::inbound);
    router.write(20, [](RpcWriter& rpc) { rpc.graft("t"); });
    EXPECT_FALSE(router.in_mesh(20, "t"));  // It is full.
    EXPECT_EQ(router.sent_to(20).prunes.size(), 1u);
    router.add(21, "t", Version::gossipsub_1_2, Direction::outbound);
    router.write(21, [](RpcWriter& rpc) { rpc.graft("t"); });
    EXPECT_TRUE(router.in_mesh(21, "t"));
    router->remove_peer(test_peer_id(1), router.now());
    router.add(22, "t", Version::gossipsub_1_2, Direction::outbound);
    router.beat();
    EXPECT_TRUE(router.in_mesh(22, "t"));
}

TEST(Gossipsub, GS27_peers_with_a_negative_score_leave_the_mesh) {
    TestRouter router;
    router.add_many(1, 3, "t");
    router->subscribe("t", router.now());
    router->set_user_score(test_peer_id(2), -1);
    router.events();
    router.beat();
    const auto pruned = router.take<Pruned>();
    ASSERT_EQ(pruned.size(), 1u);
    EXPECT_EQ(pruned[0].reason, PruneReason::score_negative);
    router.pass(minutes{2});
    router.sent_to(2);
    router.write(2, [](RpcWriter& rpc) { rpc.graft("t"); });
    EXPECT_FALSE(router.in_mesh(2, "t"));
    EXPECT_EQ(router.sent_to(2).prunes.size(), 1u);
}

TEST(Gossipsub, GS28_a_backoff_holds_for_both) {
    TestRouter router;
    router.add(1, "t");
    router->subscribe("t", router.now());
    router.sent_to(1);
    router.write(1, [](RpcWriter& rpc) { rpc.prune("t", 20, {}); });
    const auto pruned = router.take<Pruned>();
    ASSERT_EQ(pruned.size(), 1u);
    EXPECT_EQ(pruned[0].reason, PruneReason::asked_by_peer);
    router.pass(seconds{20});
    EXPECT_FALSE(router.in_mesh(1, "t"));  // Two heartbeats more.
    router.pass(seconds{4});
    EXPECT_TRUE(router.in_mesh(1, "t"));
    // Without a time in it, it is a minute.
    router.write(1, [](RpcWriter& rpc) { rpc.prune("t", std::nullopt, {}); });
    router.pass(seconds{59});
    EXPECT_FALSE(router.in_mesh(1, "t"));
    router.pass(seconds{5});
    EXPECT_TRUE(router.in_mesh(1, "t"));
}

TEST(Gossipsub, GS28_a_peers_backoff_is_cut_to_an_hour) {
    for (const std::uint64_t backoff : {std::uint64_t{3601}, UINT64_MAX, UINT64_MAX / 1'000'000}) {
        TestRouter router;
        router.add(1, "t");
        router->subscribe("t", router.now());
        router.write(1, [&](RpcWriter& rpc) { rpc.prune("t", backoff, {}); });
        router.pass(hours{1} - seconds{1});
        EXPECT_FALSE(router.in_mesh(1, "t"));
        router.pass(seconds{5});
        EXPECT_TRUE(router.in_mesh(1, "t"));
    }
}

TEST(Gossipsub, GS28_unsubscribing_has_its_own_backoff) {
    TestRouter router;
    router.add(1, "t");
    router.add(2, "t", Version::gossipsub_1_0);
    router->subscribe("t", router.now());
    router.sent_to(1);
    router.sent_to(2);
    router->unsubscribe("t", router.now());
    EXPECT_EQ(router.sent_to(1).prunes.at(0).backoff_seconds, 10u);
    EXPECT_EQ(router.sent_to(2).prunes.at(0).backoff_seconds, std::nullopt);
    router->subscribe("t", router.now());
    EXPECT_FALSE(router.in_mesh(1, "t"));
    router.pass(seconds{14});
    EXPECT_TRUE(router.in_mesh(1, "t"));
}

TEST(Gossipsub, GS29_grafting_during_a_backoff_costs) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.write(1, [](RpcWriter& rpc) { rpc.prune("t", 60, {}); });
    router.pass(seconds{30});
    router.write(1, [](RpcWriter& rpc) { rpc.graft("t"); });
    EXPECT_EQ(*router->score(test_peer_id(1)), -10);
    router.write(1, [](RpcWriter& rpc) { rpc.graft("t"); });  // At once after: twice.
    EXPECT_EQ(*router->score(test_peer_id(1)), -90);
    router.pass(seconds{58});
    EXPECT_FALSE(router.in_mesh(1, "t"));  // It began anew.
}

TEST(Gossipsub, GS30_poor_meshes_get_better_peers) {
    Options options;
    options.mesh.opportunistic_heartbeats = 5;
    TestRouter router(options);
    router.add_many(1, 6, "t");
    router->subscribe("t", router.now());
    router.add_many(7, 6, "t");
    router.beat(6);
    EXPECT_EQ(router->mesh("t").size(), 6u);  // None is better.
    for (std::size_t i = 9; i <= 12; ++i) router->set_user_score(test_peer_id(i), 10);
    router.beat(5);
    EXPECT_EQ(router->mesh("t").size(), 8u);
}

TEST(Gossipsub, GS31_peers_are_exchanged_by_option_only) {
    for (const bool exchanges : {false, true}) {
        Options options;
        options.mesh.peer_exchange = exchanges;
        TestRouter router(options);
        router.add_many(1, 30, "t");
        router->subscribe("t", router.now());
        router->unsubscribe("t", router.now());
        for (std::size_t i = 1; i <= 30; ++i)
            for (const SentPrune& prune : router.sent_to(i).prunes)
                EXPECT_EQ(prune.peers, exchanges ? 16u : 0u) << i;

        router->subscribe("t", router.now());
        router.events();
        std::vector<core::codec::PeerId> others;
        for (std::size_t i = 40; i < 60; ++i) others.push_back(test_peer_id(i));
        router.write(1, [&](RpcWriter& rpc) { rpc.prune("t", 1, others); });
        EXPECT_TRUE(router.take<PeersExchanged>().empty());  // Its score is not high enough.
        router->set_user_score(test_peer_id(1), 20);
        router.write(1, [&](RpcWriter& rpc) { rpc.prune("t", 1, others); });
        const auto exchanged = router.take<PeersExchanged>();
        ASSERT_EQ(exchanged.size(), exchanges ? 1u : 0u);
        if (!exchanges) continue;
        EXPECT_EQ(exchanged[0].peers.size(), 16u);
        EXPECT_EQ(exchanged[0].peers[0].peer, test_peer_id(40));
        EXPECT_EQ(router.reached(Limit::exchanged_peers), 4u);
    }
}

TEST(Gossipsub, GS32_heartbeats_begin_at_a_random_time) {
    Options options;
    const auto pair = test_key_pair(0);
    std::vector<core::Instant> first;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Router router(options, pair, 1, core::Seed{seed}, core::Instant{});
        const Router twin(options, pair, 1, core::Seed{seed}, core::Instant{});
        EXPECT_EQ(router.deadline(), twin.deadline());
        EXPECT_LE(*router.deadline(), core::Instant{} + seconds{1});
        EXPECT_GT(*router.deadline(), core::Instant{});
        first.push_back(*router.deadline());
    }
    std::ranges::sort(first);
    EXPECT_GT(std::unique(first.begin(), first.end()) - first.begin(), 15);
}

}  // namespace
}  // namespace net::gossipsub
