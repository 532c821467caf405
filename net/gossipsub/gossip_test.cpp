// Gossip and the limits of it. Written after what go-libp2p-pubsub's gossipsub_spam_test looks at.
#include <gtest/gtest.h>

#include "net/gossipsub/test_router.h"

namespace net::gossipsub {
namespace {

using std::chrono::milliseconds;
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

TEST(Gossipsub, GS37_who_is_asked_in_turn_promises_too) {
    for (const bool keeps : {false, true}) {
        TestRouter router;
        router->subscribe("t", router.now());
        const MessageRef message = message_of(5, 1, "t");
        for (std::size_t i = 1; i <= 4; ++i) {
            router.add(i, "t");
            if (i <= 3)
                router.write(i,
                             [&](RpcWriter& rpc) { rpc.ihave("t", std::vector{message->id()}); });
        }
        router.pass(milliseconds{999});
        EXPECT_EQ(router->holdings().promises, 2u);  // The third was not asked yet.
        router.pass(milliseconds{1});
        EXPECT_EQ(router->holdings().promises, 3u);
        if (keeps) router.receive(4, message);  // From whomever.
        router.pass(seconds{6});
        for (std::size_t i = 1; i <= 3; ++i)
            EXPECT_EQ(*router->score(test_peer_id(i)) < 0, !keeps) << i;
        EXPECT_GE(*router->score(test_peer_id(4)), 0);
        EXPECT_EQ(router->counters().penalties, keeps ? 0u : 3u);
        EXPECT_EQ(router->holdings().promises, 0u);
    }
}

TEST(Gossipsub, GS37_what_was_asked_for_in_turn_costs_as_one) {
    TestRouter router;
    router->subscribe("t", router.now());
    const auto ids = ids_of(4, 1, 10);
    for (const std::size_t i : {1u, 2u}) {
        router.add(i, "t");
        router.write(i, [&](RpcWriter& rpc) { rpc.ihave("t", ids); });
    }
    router.pass(milliseconds{500});
    EXPECT_EQ(router.sent_to(2).iwant, ids);
    EXPECT_EQ(router->holdings().promises, 11u);
    router.pass(seconds{6});
    EXPECT_EQ(router->counters().penalties, 2u);
}

TEST(Gossipsub, GS37_promises_are_limited) {
    Options options;
    options.limits.asked_max = 8;
    TestRouter router(options);
    router->subscribe("t", router.now());
    const auto ids = ids_of(4, 1, 8);
    for (const std::size_t i : {1u, 2u, 3u}) {
        router.add(i, "t");
        router.write(i, [&](RpcWriter& rpc) { rpc.ihave("t", ids); });
    }
    router.pass(seconds{1});
    EXPECT_EQ(router.sent_to(3).iwant, ids);
    EXPECT_EQ(router->holdings().promises, 16u);
    EXPECT_EQ(router.reached(Limit::promises), 1u);  // Of 1 and 8 and 8.
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

}  // namespace
}  // namespace net::gossipsub
