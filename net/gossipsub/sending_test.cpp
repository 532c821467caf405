// What is sent to a peer: in which order, how large, and how much of it may wait.
#include <gtest/gtest.h>

#include "net/gossipsub/test_router.h"

namespace net::gossipsub {
namespace {

// What the second sends is forwarded to the first.
void join_two(TestRouter& router) {
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.add(2, "t");
    router.write(1, [](RpcWriter& rpc) { rpc.graft("t"); });
}

TEST(Gossipsub, GS10_control_goes_first_and_own_messages_before_others) {
    TestRouter router(without_validation());
    join_two(router);
    const MessageRef other = message_of(3, 1, "t");
    router.receive(2, other);
    const MessageId own = *router->publish("t", {}, router.now());
    router->subscribe("u", router.now());
    const Sent sent = router.sent_to(1);
    EXPECT_EQ(sent.order, "smm");
    EXPECT_EQ(sent.messages, (std::vector{own, other->id()}));
}

TEST(Gossipsub, GS11_control_is_split_and_large_messages_are_refused) {
    Options options;
    options.limits.rpc_size_max = 4096;
    TestRouter router(options);
    router.add(1, "t");
    for (int i = 0; i < 200; ++i)
        router->subscribe("a topic with a name that is not short " + std::to_string(i),
                          router.now());
    const Sent sent = router.sent_to(1);
    EXPECT_EQ(sent.subscribed.size(), 200u);
    EXPECT_GT(sent.rpcs, 1u);
    EXPECT_LE(sent.rpc_size_max, 4096u);

    EXPECT_EQ(router->publish("t", core::Buffer(4096), router.now()).error(),
              PublishError::message_too_large);
    EXPECT_EQ(router->publish("t", core::Buffer(4090), router.now()).error(),
              PublishError::message_too_large);
    EXPECT_EQ(router->publish("", {}, router.now()).error(), PublishError::topic_size_wrong);
    EXPECT_TRUE(router->publish("t", core::Buffer(3900), router.now()).has_value());
    EXPECT_LE(router.sent_to(1).rpc_size_max, 4096u);
}

TEST(Gossipsub, GS11_ids_are_split) {
    LimitOptions limits;
    limits.rpc_size_max = 4096;
    PeerQueue queue(limits);
    std::vector<MessageId> ids;
    for (std::uint64_t i = 0; i < 300; ++i) {
        ids.push_back(MessageId::of(test_peer_id(1), core::Buffer(8, static_cast<std::byte>(i))));
        ASSERT_TRUE(queue.ihave("t", ids.back()));
        ASSERT_TRUE(queue.iwant(ids.back()));
        ASSERT_TRUE(queue.idontwant(ids.back()));
    }
    core::Buffer bytes;
    for (core::Bytes out = queue.outgoing(); !out.empty(); out = queue.outgoing()) {
        core::append(bytes, out.first(std::min<std::size_t>(out.size(), 100)));
        queue.consume(std::min<std::size_t>(out.size(), 100));
    }
    EXPECT_TRUE(queue.empty());
    const Sent sent = read_frames(bytes);
    EXPECT_EQ(sent.ihave, ids);
    EXPECT_EQ(sent.iwant, ids);
    EXPECT_EQ(sent.idontwant, ids);
    EXPECT_LE(sent.rpc_size_max, 4096u);
}

TEST(Gossipsub, GS12_a_full_queue_drops_forwarded_messages_and_tells) {
    Options options = without_validation();
    options.limits.queued_max = 4;
    TestRouter router(options);
    join_two(router);
    std::vector<MessageId> forwarded;
    for (std::uint64_t i = 0; i < 6; ++i) {
        const MessageRef message = message_of(3, i, "t");
        router.receive(2, message);
        forwarded.push_back(message->id());
    }
    const MessageId own = *router->publish("t", {}, router.now());
    EXPECT_EQ(router.sent_to(1).messages,
              (std::vector{own, forwarded[1], forwarded[2], forwarded[3]}));
    EXPECT_EQ(router.reached(Limit::queued), 3u);
    router.events();
    router.beat();
    const auto dropped = router.take<MessagesDropped>();
    ASSERT_EQ(dropped.size(), 1u);
    EXPECT_EQ(dropped[0].peer, test_peer_id(1));
    EXPECT_EQ(dropped[0].count, 3u);
    router.beat();
    EXPECT_TRUE(router.take<MessagesDropped>().empty());
}

TEST(Gossipsub, GS12_a_queue_is_limited_in_bytes) {
    LimitOptions limits;
    limits.queued_size_max = 1000;
    PeerQueue queue(limits);
    EXPECT_TRUE(queue.forward(message_of(1, 1, "t", 500)));
    EXPECT_FALSE(queue.forward(message_of(1, 2, "t", 500)));
    EXPECT_EQ(queue.publish(message_of(1, 3, "t", 500)), 1u);
    EXPECT_EQ(queue.publish(message_of(1, 4, "t", 500)), std::nullopt);
    EXPECT_EQ(queue.message_count(), 1u);
}

TEST(Gossipsub, GS13_ids_beyond_their_limit_are_dropped) {
    LimitOptions limits;
    limits.queued_ids_max = 2;
    limits.idontwant_ids_max = 1;
    PeerQueue queue(limits);
    const MessageId id = message_of(1, 1, "t")->id();
    EXPECT_TRUE(queue.ihave("t", id) && queue.ihave("u", id));
    EXPECT_FALSE(queue.ihave("v", id));
    EXPECT_TRUE(queue.iwant(id) && queue.iwant(id));
    EXPECT_FALSE(queue.iwant(id));
    EXPECT_TRUE(queue.idontwant(id));
    EXPECT_FALSE(queue.idontwant(id));
}

TEST(Gossipsub, GS13_only_the_last_change_of_a_topic_waits) {
    LimitOptions limits;
    PeerQueue queue(limits);
    for (int i = 0; i < 1000; ++i) {
        queue.graft("t");
        queue.prune("t", 60, {});
        queue.subscription(true, "t");
        queue.subscription(false, "t");
        queue.choke(true, "t", 1);
        queue.choke(false, "t", 1);
    }
    const core::Bytes bytes = queue.outgoing();
    EXPECT_EQ(read_frames(bytes).order, "spc");
    queue.consume(bytes.size());
    EXPECT_TRUE(queue.empty());
}

TEST(Gossipsub, GS13_floods_that_ask_for_answers_wait_in_little_room) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1, "t");
    const std::vector<MessageId> ids{message_of(0, 1, "t")->id()};
    for (int i = 0; i < 10; ++i)
        router.write(1, [&](RpcWriter& rpc) {
            for (int j = 0; j < 1000; ++j) {
                rpc.prune("t", 60, {});
                rpc.graft("t");
                rpc.graft("another");
                rpc.iwant(ids);
            }
        });
    const Sent sent = router.sent_to(1);
    EXPECT_EQ(sent.order, "p");
    EXPECT_EQ(router->holdings().backoffs, 1u);
    EXPECT_LT(*router->score(test_peer_id(1)), -80);
}

TEST(Gossipsub, GS14_what_the_peer_has_is_taken_back) {
    TestRouter router(without_validation());
    join_two(router);
    const MessageRef one = message_of(3, 1, "t");
    const MessageRef two = message_of(3, 2, "t");
    const MessageRef three = message_of(3, 3, "t");
    const MessageRef four = message_of(3, 4, "t");
    for (const MessageRef& message : {one, two, three, four}) router.receive(2, message);
    router.receive(1, one);
    router.write(1, [&](RpcWriter& rpc) {
        rpc.idontwant(std::vector{two->id()});
        rpc.ihave("t", std::vector{three->id()});
    });
    EXPECT_EQ(router.sent_to(1).messages, std::vector{four->id()});
    EXPECT_EQ(router->counters().cancelled, 3u);
}

TEST(Gossipsub, GS50_a_new_stream_to_a_peer_begins_with_all_that_matters) {
    TestRouter router(without_validation());
    router->subscribe("t", router.now());
    router->subscribe("u", router.now());
    router.add(1, "t");
    router.add(2, "t");
    router.write(1, [](RpcWriter& rpc) { rpc.graft("t"); });
    router.receive(2, message_of(3, 1, "t", 10'000));
    const core::Bytes begun = router->outgoing(router.peer(1));
    router->consume(router.peer(1), begun.size() / 2);
    router->start_over(router.peer(1));
    router->start_over(router.peer(9));
    const Sent sent = router.sent_to(1);
    EXPECT_EQ(sent.subscribed, (Texts{"t", "u"}));
    EXPECT_EQ(sent.grafts, Texts{"t"});
    EXPECT_TRUE(sent.messages.empty());
    // What the peer has told stays.
    EXPECT_EQ(router->subscribers("t").size(), 2u);
    router.receive(2, message_of(3, 2, "t"));
    EXPECT_EQ(router.sent_to(1).messages.size(), 1u);
}

}  // namespace
}  // namespace net::gossipsub
