// Gossip, the score, and what keeps copies few. Written after what go-libp2p-pubsub's
// gossipsub_spam_test and score_test look at.
#include <gtest/gtest.h>

#include "net/gossipsub/test_router.h"

namespace net::gossipsub {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::vector<MessageId> ids_of(std::size_t author, std::uint64_t first, std::uint64_t count) {
    std::vector<MessageId> ids;
    std::array<std::byte, seqno_size> seqno{};
    for (std::uint64_t i = first; i < first + count; ++i) {
        core::SpanWriter writer(seqno);
        writer.u64_be(i);
        ids.push_back(MessageId::of(test_peer_id(author), seqno));
    }
    return ids;
}

Options without_validation() {
    Options options;
    options.validation = Validation::none;
    return options;
}

TEST(Gossipsub, GS33_others_are_told_what_there_is) {
    TestRouter router(without_validation());
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.write(1, [](RpcWriter& rpc) { rpc.graft("t"); });
    for (std::size_t i = 0; i < 3; ++i) {
        router.add_many(2 + i, 1, "t", Direction::outbound);
        router.write(2 + i, [](RpcWriter& rpc) { rpc.graft("t"); });
    }
    router.add_many(10, 40, "t");
    const MessageRef message = message_of(60, 1, "t");
    router.receive(1, message);
    const auto told = [&] {
        std::size_t count = 0;
        for (std::size_t i = 10; i < 50; ++i)
            count += router.sent_to(i).ihave == std::vector{message->id()} ? 1 : 0;
        return count;
    };
    for (int window = 0; window < 3; ++window) {
        router.beat();
        EXPECT_EQ(told(), 10u);  // A quarter.
    }
    router.beat();
    EXPECT_EQ(told(), 0u);
    EXPECT_TRUE(router.sent_to(2).ihave.empty());
}

TEST(Gossipsub, GS34_a_message_is_sent_again_three_times) {
    TestRouter router(without_validation());
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.add(2, "t");
    const MessageRef message = message_of(3, 1, "t");
    router.receive(1, message);
    router.sent_to(2);
    for (int i = 0; i < 5; ++i) {
        router.write(2, [&](RpcWriter& rpc) { rpc.iwant(std::vector{message->id()}); });
        EXPECT_EQ(router.sent_to(2).messages.size(), i < 3 ? 1u : 0u);
    }
    EXPECT_EQ(router.reached(Limit::iwant_repeats), 2u);
    router.write(2, [&](RpcWriter& rpc) { rpc.iwant(ids_of(3, 50, 10)); });
    EXPECT_TRUE(router.sent_to(2).messages.empty());
}

TEST(Gossipsub, GS35_floods_of_control_are_limited) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.beat();
    router.sent_to(1);
    for (std::uint64_t i = 0; i < 15; ++i)
        router.write(1, [&](RpcWriter& rpc) { rpc.ihave("t", ids_of(3, i * 10, 10)); });
    EXPECT_EQ(router.sent_to(1).iwant.size(), 100u);
    EXPECT_EQ(router.reached(Limit::ihaves), 5u);
    router.beat();
    router.sent_to(1);
    for (std::uint64_t i = 0; i < 3; ++i)
        router.write(1, [&](RpcWriter& rpc) { rpc.ihave("t", ids_of(4, i * 2500, 2500)); });
    EXPECT_EQ(router.reached(Limit::ihave_ids), 2500u);
    EXPECT_LE(router->holdings().wanted, 4096u);
    EXPECT_GT(router.reached(Limit::asked), 0u);

    router.write(1, [&](RpcWriter& rpc) { rpc.idontwant(ids_of(5, 0, 600)); });
    EXPECT_EQ(router.reached(Limit::idontwant_ids), 88u);
    for (int i = 0; i < 2; ++i)
        router.write(1, [&](RpcWriter& rpc) { rpc.iwant(ids_of(5, 0, 3000)); });
    EXPECT_EQ(router.reached(Limit::iwant_ids), 1000u);
}

TEST(Gossipsub, GS36_one_is_asked_and_then_the_next) {
    TestRouter router;
    router->subscribe("t", router.now());
    for (std::size_t i = 1; i <= 3; ++i) router.add(i, "t");
    const auto ids = ids_of(4, 1, 1);
    for (std::size_t i = 1; i <= 3; ++i)
        router.write(i, [&](RpcWriter& rpc) { rpc.ihave("t", ids); });
    EXPECT_EQ(router.sent_to(1).iwant, ids);
    EXPECT_TRUE(router.sent_to(2).iwant.empty());
    router->remove_peer(test_peer_id(2), router.now());
    router.pass(milliseconds{499});
    EXPECT_TRUE(router.sent_to(3).iwant.empty());
    router.pass(milliseconds{1});
    EXPECT_EQ(router.sent_to(3).iwant, ids);
    router.pass(milliseconds{500});
    EXPECT_EQ(router->holdings().wanted, 0u);  // There is nobody left.
    router.write(1, [&](RpcWriter& rpc) { rpc.ihave("t", ids); });
    EXPECT_EQ(router.sent_to(1).iwant, ids);
}

TEST(Gossipsub, GS37_a_broken_promise_costs) {
    for (const bool keeps : {false, true}) {
        TestRouter router;
        router->subscribe("t", router.now());
        router.add(1, "t");
        router.add(2, "t");
        const MessageRef message = message_of(3, 1, "t");
        router.write(1, [&](RpcWriter& rpc) { rpc.ihave("t", std::vector{message->id()}); });
        EXPECT_EQ(router->holdings().promises, 1u);
        if (keeps) router.receive(2, message);  // From whomever.
        router.pass(seconds{5});
        EXPECT_EQ(router->counters().penalties, keeps ? 0u : 1u);
        EXPECT_EQ(*router->score(test_peer_id(1)) < 0, !keeps);
        EXPECT_EQ(router->holdings().promises, 0u);
    }
}

TEST(Gossipsub, GS38_gossip_of_bad_peers_is_passed_over) {
    TestRouter router(without_validation());
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.add(2, "t");
    router->set_user_score(test_peer_id(1), -11);
    router.write(1, [&](RpcWriter& rpc) { rpc.ihave("t", ids_of(3, 1, 5)); });
    EXPECT_TRUE(router.sent_to(1).iwant.empty());
    const MessageRef message = message_of(3, 9, "t");
    router.receive(2, message);
    router.write(1, [&](RpcWriter& rpc) { rpc.iwant(std::vector{message->id()}); });
    router.beat();
    const Sent sent = router.sent_to(1);
    EXPECT_TRUE(sent.messages.empty());
    EXPECT_TRUE(sent.ihave.empty());
}

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
        rpc.ihave("t", ids_of(3, 1, 1));
    });
    router.receive(1, message_of(3, 1, "t"));
    EXPECT_TRUE(router.sent_to(1).order.empty());
    EXPECT_EQ(router->subscribers("t").size(), 1u);
    EXPECT_TRUE(router.take<MessageReceived>().empty());
    EXPECT_EQ(router->counters().graylisted_rpcs, 2u);
}

struct SmallMesh {
    TestRouter router;
    explicit SmallMesh(const Options& options = {}, std::size_t count = 4) : router(options) {
        router->subscribe("t", router.now());
        for (std::size_t i = 1; i <= count; ++i) {
            router.add(i, "t");
            router.write(i, [](RpcWriter& rpc) {
                rpc.knows_choke();
                rpc.graft("t");
            });
        }
        router.events();
    }
};

TEST(Gossipsub, GS44_messages_that_came_are_not_wanted_again) {
    SmallMesh mesh;
    TestRouter& router = mesh.router;
    router.add(5, "t", Version::gossipsub_1_1);
    router.write(5, [](RpcWriter& rpc) { rpc.graft("t"); });
    const MessageRef large = message_of(9, 1, "t", 512);
    router.receive(1, large);
    EXPECT_TRUE(router.sent_to(1).idontwant.empty());
    for (std::size_t i = 2; i <= 4; ++i)  // Before it is validated.
        EXPECT_EQ(router.sent_to(i).idontwant, std::vector{large->id()});
    EXPECT_TRUE(router.sent_to(5).order.empty());
    router.receive(1, message_of(9, 2, "t", 511));
    core::Buffer forged = frame_of(message_of(9, 3, "t", 600));
    forged.back() ^= std::byte{1};
    router.receive(1, forged);
    for (std::size_t i = 2; i <= 4; ++i) EXPECT_TRUE(router.sent_to(i).idontwant.empty());
}

TEST(Gossipsub, GS45_what_is_not_wanted_is_not_sent) {
    Options options = without_validation();
    SmallMesh mesh(options);
    TestRouter& router = mesh.router;
    const MessageRef message = message_of(9, 1, "t");
    router.write(2, [&](RpcWriter& rpc) { rpc.idontwant(std::vector{message->id()}); });
    router.beat(2);
    router.receive(1, message);
    EXPECT_TRUE(router.sent_to(2).messages.empty());
    EXPECT_EQ(router.sent_to(3).messages.size(), 1u);
    const MessageRef later = message_of(9, 2, "t");
    router.write(2, [&](RpcWriter& rpc) { rpc.idontwant(std::vector{later->id()}); });
    router.beat(3);
    router.receive(1, later);
    EXPECT_EQ(router.sent_to(2).messages.size(), 1u);  // It was long ago.
}

TEST(Gossipsub, GS46_the_extension_is_offered_to_peers_of_1_2) {
    for (const Version version : {Version::floodsub, Version::gossipsub_1_0, Version::gossipsub_1_1,
                                  Version::gossipsub_1_2}) {
        TestRouter router;
        router->add_peer(test_peer_id(1), version, Direction::inbound, {}, router.now());
        EXPECT_EQ(router.sent_to(1).order, version == Version::gossipsub_1_2 ? "k" : "");
    }
    Options options;
    options.forward.choke = false;
    TestRouter router(options);
    router->add_peer(test_peer_id(1), Version::gossipsub_1_2, Direction::inbound, {}, router.now());
    EXPECT_EQ(router.sent_to(1).order, "");
}

TEST(Gossipsub, GS46_who_chokes_is_told_at_once) {
    SmallMesh mesh(without_validation());
    TestRouter& router = mesh.router;
    const MessageRef one = message_of(9, 1, "t");
    const MessageRef two = message_of(9, 2, "t");
    const MessageRef other = message_of(8, 1, "t");
    ASSERT_NE(one->id().author_group(), other->id().author_group());
    router.write(2, [&](RpcWriter& rpc) { rpc.choke(true, "t", one->id().author_group()); });
    router.receive(1, one);
    router.receive(1, other);
    Sent sent = router.sent_to(2);
    EXPECT_EQ(sent.ihave, std::vector{one->id()});
    EXPECT_EQ(sent.messages, std::vector{other->id()});
    router.write(2, [&](RpcWriter& rpc) { rpc.iwant(std::vector{one->id()}); });
    EXPECT_EQ(router.sent_to(2).messages, std::vector{one->id()});
    router.write(2, [&](RpcWriter& rpc) { rpc.choke(false, "t", one->id().author_group()); });
    router.receive(1, two);
    EXPECT_EQ(router.sent_to(2).messages, std::vector{two->id()});
    // Our own go whole.
    router.write(2, [&](RpcWriter& rpc) {
        for (unsigned group = 0; group < 256; ++group)
            rpc.choke(true, "t", static_cast<std::uint8_t>(group));
    });
    router->publish("t", {}, router.now());
    EXPECT_EQ(router.sent_to(2).messages.size(), 1u);
}

TEST(Gossipsub, GS47_late_peers_are_choked_but_not_the_last) {
    SmallMesh mesh(without_validation(), 3);
    TestRouter& router = mesh.router;
    const std::uint8_t group = test_peer_id(9).bytes().back() == std::byte{}
                                   ? std::uint8_t{0}
                                   : message_of(9, 1, "t")->id().author_group();
    const auto chokes = [&](std::size_t peer) {
        const auto sent = router.sent_to(peer).chokes;
        for (const Choke& choke : sent) EXPECT_EQ(choke.author_group, group);
        return sent.size();
    };
    const auto deliver = [&](std::uint64_t seqno, std::vector<std::size_t> order) {
        for (const std::size_t peer : order) router.receive(peer, message_of(9, seqno, "t"));
    };
    deliver(1, {1, 2, 3});
    deliver(2, {2, 3});  // 2 was first once more, and 3 late twice.
    EXPECT_EQ(chokes(1), 0u);
    EXPECT_EQ(chokes(2), 0u);
    EXPECT_EQ(chokes(3), 1u);
    deliver(3, {1, 2});
    deliver(4, {1, 2});
    EXPECT_EQ(chokes(2), 1u);
    for (std::uint64_t i = 5; i < 20; ++i) deliver(i, {4, 1});
    EXPECT_EQ(chokes(1), 0u);
    // Another author's messages are another matter.
    router.receive(1, message_of(8, 1, "t"));
    router.receive(2, message_of(8, 1, "t"));
    EXPECT_EQ(chokes(2), 0u);
}

TEST(Gossipsub, GS48_quick_peers_are_unchoked) {
    SmallMesh mesh(without_validation(), 2);
    TestRouter& router = mesh.router;
    for (std::uint64_t i = 1; i <= 2; ++i)
        for (const std::size_t peer : {1u, 2u}) router.receive(peer, message_of(9, i, "t"));
    EXPECT_EQ(router.sent_to(2).chokes.size(), 1u);
    const auto tell_and_deliver = [&](std::uint64_t i, core::Duration between) {
        const MessageRef message = message_of(9, i, "t");
        router.write(2, [&](RpcWriter& rpc) { rpc.ihave("t", std::vector{message->id()}); });
        router.pass(between);
        router.receive(1, message);
    };
    for (std::uint64_t i = 3; i < 10; ++i) tell_and_deliver(i, milliseconds{19});
    EXPECT_TRUE(router.sent_to(2).chokes.empty());
    tell_and_deliver(10, milliseconds{20});
    EXPECT_TRUE(router.sent_to(2).chokes.empty());
    tell_and_deliver(11, milliseconds{20});
    const auto chokes = router.sent_to(2).chokes;
    ASSERT_EQ(chokes.size(), 1u);
    EXPECT_FALSE(chokes[0].chokes);
}

TEST(Gossipsub, GS49_what_was_told_of_may_come_by_itself_for_a_time) {
    SmallMesh mesh(without_validation(), 2);
    TestRouter& router = mesh.router;
    for (std::uint64_t i = 1; i <= 2; ++i)
        for (const std::size_t peer : {1u, 2u}) router.receive(peer, message_of(9, i, "t"));
    router.sent_to(2);
    const MessageRef quick = message_of(9, 3, "t");
    const MessageRef missing = message_of(9, 4, "t");
    router.write(2,
                 [&](RpcWriter& rpc) { rpc.ihave("t", std::vector{quick->id(), missing->id()}); });
    router.pass(milliseconds{50});
    router.receive(1, quick);
    router.pass(milliseconds{49});
    EXPECT_EQ(router.sent_to(2).order, "");
    router.pass(milliseconds{1});
    EXPECT_EQ(router.sent_to(2).iwant, std::vector{missing->id()});
}

}  // namespace
}  // namespace net::gossipsub
