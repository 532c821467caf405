// The score of peers. Written after what go-libp2p-pubsub's score_test looks at.
#include <gtest/gtest.h>

#include "net/gossipsub/test_router.h"

namespace net::gossipsub {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct Scored {
    ScoreOptions options;
    ScoredTopic topic{TopicNumber{1}, &options.topic};
    PeerScore score;
    core::Instant now{};

    void pass(core::Duration duration) {
        now += duration;
        score.decay(options, now);
    }
    [[nodiscard]] double value(std::size_t colocated = 0) const {
        return score.value(options, colocated);
    }
    // No part counts but those a test switches on.
    Scored() {
        TopicScoreOptions& none = options.topic;
        none.mesh_time_weight = none.first_weight = none.mesh_weight = 0;
        none.failure_weight = none.invalid_weight = 0;
        none.first_decay = none.mesh_decay = none.failure_decay = none.invalid_decay = 1;
        options.behaviour_decay = 1;
    }
};

TEST(Gossipsub, GS39_time_in_the_mesh) {
    Scored s;
    s.options.topic.mesh_time_weight = 0.5;
    s.options.topic.mesh_time_cap = 10;
    s.score.graft(s.topic, s.now);
    s.pass(seconds{4});
    EXPECT_EQ(s.value(), 2);
    s.pass(seconds{400});
    EXPECT_EQ(s.value(), 5);
    s.options.topic.weight = 2;
    EXPECT_EQ(s.value(), 10);
    s.score.prune(s.topic, s.now);
    EXPECT_EQ(s.value(), 0);
}

TEST(Gossipsub, GS39_first_deliveries_and_the_cap_of_topics) {
    Scored s;
    s.options.topic.first_weight = 2;
    s.options.topic.first_cap = 5;
    for (int i = 0; i < 3; ++i) s.score.deliver_first(s.topic);
    EXPECT_EQ(s.value(), 6);
    for (int i = 0; i < 30; ++i) s.score.deliver_first(s.topic);
    EXPECT_EQ(s.value(), 10);
    s.options.topic_cap = 7;
    EXPECT_EQ(s.value(), 7);
    s.options.topic_cap = 0;
    EXPECT_EQ(s.value(), 10);
}

TEST(Gossipsub, GS39_missing_deliveries_and_failures) {
    Scored s;
    s.options.topic.mesh_weight = -1;
    s.options.topic.failure_weight = -2;
    s.options.topic.mesh_threshold = 20;
    s.score.graft(s.topic, s.now);
    s.pass(seconds{5});
    EXPECT_EQ(s.value(), 0);  // Not active yet.
    s.pass(seconds{1});
    EXPECT_EQ(s.value(), -400);
    for (int i = 0; i < 15; ++i) s.score.deliver_soon_after(s.topic);
    EXPECT_EQ(s.value(), -25);
    s.score.prune(s.topic, s.now);
    EXPECT_EQ(s.value(), -50);  // Sticks.
}

TEST(Gossipsub, GS39_invalid_messages_user_address_and_behaviour) {
    Scored s;
    s.options.topic.invalid_weight = -1;
    for (int i = 0; i < 3; ++i) s.score.deliver_invalid(s.topic);
    EXPECT_EQ(s.value(), -9);
    s.score.set_user_score(5);
    s.options.user_weight = 2;
    EXPECT_EQ(s.value(), 1);
    s.options.colocation_threshold = 3;
    EXPECT_EQ(s.value(3), 1);
    EXPECT_EQ(s.value(5), 1 - 4 * 5);
    s.options.behaviour_threshold = 1;
    s.score.penalize(1);
    EXPECT_EQ(s.value(), 1);
    s.score.penalize(2);
    EXPECT_EQ(s.value(), 1 - 40);
}

TEST(Gossipsub, GS39_topics_may_have_weights_of_their_own_and_addresses_count) {
    Options options;
    options.score.topics = {{"dear", {.invalid_weight = -1000}}};
    options.score.colocation_threshold = 2;
    TestRouter router(options);
    router->subscribe("dear", router.now());
    router->subscribe("t", router.now());
    for (std::size_t i = 1; i <= 3; ++i)
        router.add(i, "t", Version::gossipsub_1_2, Direction::inbound, core::as_bytes("4.3.2.1"));
    EXPECT_EQ(*router->score(test_peer_id(1)), -5);
    router->remove_peer(test_peer_id(3), router.now());
    EXPECT_EQ(*router->score(test_peer_id(1)), 0);
    core::Buffer forged = frame_of(message_of(4, 1, "dear"));
    forged.back() ^= std::byte{1};
    router.receive(1, forged);
    EXPECT_EQ(*router->score(test_peer_id(1)), -1000);
}

TEST(Gossipsub, GS40_counters_decay) {
    Scored s;
    s.options.topic.first_weight = s.options.topic.failure_weight = 1;
    s.options.topic.first_decay = 0.5;
    s.options.topic.invalid_weight = -1;
    s.options.topic.invalid_decay = 0.5;
    s.options.decay_to_zero = 0.3;
    for (int i = 0; i < 4; ++i) s.score.deliver_first(s.topic);
    s.pass(seconds{1});
    EXPECT_EQ(s.value(), 2);
    s.pass(seconds{1});
    s.pass(seconds{1});
    EXPECT_EQ(s.value(), 0.5);
    s.pass(seconds{1});
    EXPECT_EQ(s.value(), 0);
    s.score.deliver_invalid(s.topic);
    s.score.deliver_invalid(s.topic);
    s.pass(seconds{1});
    EXPECT_EQ(s.value(), -1);
    s.options.behaviour_decay = 0.5;
    s.score.penalize(2);
    s.pass(seconds{1});
    EXPECT_EQ(s.value(), -0.25 - 10);
}

TEST(Gossipsub, GS41_deliveries_count_when_they_are_soon) {
    Options options;
    options.score.topic.mesh_time_weight = options.score.topic.first_weight = 0;
    options.score.topic.mesh_weight = -1;
    options.score.topic.mesh_threshold = 1;
    options.score.topic.mesh_decay = 1;
    options.forward.choke = false;
    TestRouter router(options);
    router->subscribe("t", router.now());
    for (std::size_t i = 1; i <= 5; ++i) {
        router.add(i, "t");
        router.write(i, [](RpcWriter& rpc) { rpc.graft("t"); });
    }
    const MessageRef message = message_of(9, 1, "t");
    router.receive(1, message);
    router.receive(2, message);  // While it is validated.
    router->validate(message->id(), Verdict::accept, router.now());
    router.pass(milliseconds{10});
    router.receive(3, message);  // Within the window.
    router.pass(milliseconds{1});
    router.receive(4, message);
    router.pass(seconds{7});
    // Who delivered too late or never was pruned for it.
    for (std::size_t i = 1; i <= 5; ++i) EXPECT_EQ(router.in_mesh(i, "t"), i <= 3) << i;
}

TEST(Gossipsub, GS42_bad_scores_are_kept_for_a_time) {
    Options options;
    options.limits.retained_scores_max = 1;
    TestRouter router(options);
    router->subscribe("t", router.now());
    const auto misbehave = [&](std::size_t peer) {
        core::Buffer forged = frame_of(message_of(9, peer, "t"));
        forged.back() ^= std::byte{1};
        router.receive(peer, forged);
    };
    for (std::size_t i = 1; i <= 3; ++i) router.add(i, "t");
    misbehave(1);
    misbehave(2);
    for (std::size_t i = 1; i <= 3; ++i) router->remove_peer(test_peer_id(i), router.now());
    EXPECT_EQ(router->holdings().retained, 1u);
    EXPECT_EQ(router.reached(Limit::retained_scores), 1u);
    router.pass(minutes{30});
    for (std::size_t i = 1; i <= 3; ++i) router.add(i, "t");
    EXPECT_EQ(*router->score(test_peer_id(1)), -10);
    EXPECT_EQ(*router->score(test_peer_id(3)), 0);
    router->remove_peer(test_peer_id(1), router.now());
    router.pass(hours{1} + seconds{2});
    EXPECT_EQ(router->holdings().retained, 0u);
    router.add(1, "t");
    EXPECT_EQ(*router->score(test_peer_id(1)), 0);
}

TEST(Gossipsub, GS43_what_graylisted_peers_send_is_passed_over) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1);
    router->set_user_score(test_peer_id(1), -81);
    router.write(1, [](RpcWriter& rpc) {
        rpc.subscription(true, "t");
        rpc.graft("t");
        rpc.ihave("t", std::vector{message_of(3, 2, "t")->id()});
    });
    router.receive(1, message_of(3, 1, "t"));
    EXPECT_TRUE(router.sent_to(1).order.empty());
    EXPECT_EQ(router->subscribers("t").size(), 1u);
    EXPECT_TRUE(router.take<MessageReceived>().empty());
    EXPECT_EQ(router->counters().graylisted_rpcs, 2u);
}

TEST(Gossipsub, GS43_what_follows_within_an_rpc_is_passed_over) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1);
    core::Buffer rpc;
    for (std::uint64_t i = 1; i <= 5; ++i) {
        const MessageRef signed_message = message_of(3, i, "t");
        core::Buffer message(signed_message->encoded().begin(), signed_message->encoded().end());
        if (i < 5) message.back() ^= std::byte{1};
        core::codec::ProtobufWriter(rpc, 10'000).bytes(2, message);
        RpcWriter(rpc, 10'000).subscription(true, "topic " + std::to_string(i));
    }
    router.receive(1, framed(rpc));
    // Three forgeries cost 90: the fourth is not looked at, nor is what is no forgery.
    EXPECT_EQ(router->counters().rejected[static_cast<std::size_t>(RejectReason::signature_wrong)],
              3u);
    EXPECT_EQ(router->counters().first_copies, 0u);
    EXPECT_EQ(router->counters().graylisted_rpcs, 1u);
    EXPECT_EQ(router.take<PeerSubscribed>().size(), 5u);
}

}  // namespace
}  // namespace net::gossipsub
