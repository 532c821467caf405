// Streams, RPCs and subscriptions of hostile and honest peers.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "net/gossipsub/test_router.h"

namespace net::gossipsub {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

EndReason end_of(core::Bytes bytes, const Options& options = {}) {
    TestRouter router(options);
    router.add(1);
    router.receive(1, bytes);
    const auto ended = router.take<PeerEnded>();
    EXPECT_EQ(ended.size(), 1u);
    router->subscribe("t", router.now());
    EXPECT_TRUE(router->outgoing(test_peer_id(1)).empty());
    EXPECT_EQ(router->next_dirty_peer(), std::nullopt);
    return ended.front().reason;
}

TEST(Gossipsub, GS6_what_is_broken_ends_the_peer) {
    EXPECT_EQ(end_of(*core::from_hex("ffffffffffffffffffff")), EndReason::size_malformed);
    EXPECT_EQ(end_of(*core::from_hex("8100")),
              EndReason::size_malformed);  // Not its shortest form.
    EXPECT_EQ(end_of(*core::from_hex("818040")), EndReason::rpc_too_large);  // 2^20 + 1
    EXPECT_EQ(end_of(*core::from_hex("ffffffffffffffff7f")), EndReason::rpc_too_large);
    EXPECT_EQ(end_of(*core::from_hex("020aff")), EndReason::rpc_malformed);
    EXPECT_EQ(end_of(*core::from_hex("0108")), EndReason::rpc_malformed);
    EXPECT_EQ(end_of(*core::from_hex("0413020800")), EndReason::rpc_malformed);  // A group.
    // Inside of an IWANT: its ids are read late, but are read.
    EXPECT_EQ(end_of(*core::from_hex("061a0412020a09")), EndReason::rpc_malformed);
}

TEST(Gossipsub, GS6_unknown_fields_are_passed_over) {
    TestRouter router;
    router.add(1);
    core::Buffer rpc;
    core::codec::ProtobufWriter writer(rpc, 1000);
    writer.u64(15, 3);
    writer.message(3, [](core::codec::ProtobufWriter& control) {
        control.bytes(6, core::as_bytes("extensions of 1.3"));
        control.u64(77, 1);
    });
    writer.message(1, [](core::codec::ProtobufWriter& fields) {
        fields.u64(9, 9);
        fields.boolean(1, true);
        fields.text(2, "t");
    });
    router.receive(1, framed(rpc));
    EXPECT_EQ(router.take<PeerSubscribed>().size(), 1u);
}

TEST(Gossipsub, GS7_streams_may_be_cut_anywhere) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1);
    core::Buffer bytes;
    for (std::uint64_t i = 1; i <= 5; ++i)
        core::append(bytes, frame_of(message_of(2, i, "t", 200)));
    for (std::size_t at = 0, size = 1; at < bytes.size(); at += size, size = size % 7 + 1)
        router.receive(1, core::Bytes(bytes).subspan(at, std::min(size, bytes.size() - at)));
    EXPECT_EQ(router.take<MessageReceived>().size(), 5u);
}

TEST(Gossipsub, GS7_the_end_of_a_stream_drops_what_was_begun) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1);
    router.receive(1, core::Bytes(frame_of(message_of(2, 1, "t"))).first(50));
    router->stream_ended(test_peer_id(1));
    router.receive(1, message_of(2, 2, "t"));
    EXPECT_EQ(router.take<MessageReceived>().size(), 1u);
}

TEST(Gossipsub, GS8_an_rpc_is_read_up_to_its_limits) {
    Options options;
    options.limits.subscriptions_per_rpc_max = 3;
    options.limits.control_items_per_rpc_max = 2;
    options.limits.ids_per_rpc_max = 4;
    TestRouter router(options);
    router->subscribe("t", router.now());
    router.add(1);
    router.write(1, [](RpcWriter& rpc) {
        for (const char* topic : {"a", "b", "c", "d", "e"}) rpc.subscription(true, topic);
    });
    EXPECT_EQ(router.take<PeerSubscribed>().size(), 3u);
    EXPECT_EQ(router.reached(Limit::subscriptions_per_rpc), 2u);
    std::vector<MessageId> ids;
    for (std::uint64_t i = 0; i < 6; ++i) ids.push_back(message_of(2, i, "t")->id());
    router.write(1, [&](RpcWriter& rpc) {
        rpc.ihave("t", ids);
        rpc.ihave("t", ids);
        rpc.ihave("t", ids);
    });
    EXPECT_EQ(router.sent_to(1).iwant.size(), 4u);
    EXPECT_EQ(router.reached(Limit::ids_per_rpc), 8u);
    EXPECT_EQ(router.reached(Limit::control_items_per_rpc), 1u);
}

TEST(Gossipsub, GS9_a_forgery_keeps_nothing_away) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1);
    router.add(2);
    const MessageRef message = message_of(3, 1, "t", 1000);
    core::Buffer forged = frame_of(message);
    forged[forged.size() - 1] ^= std::byte{1};
    router.receive(1, forged);
    const auto rejected = router.take<MessageRejected>();
    ASSERT_EQ(rejected.size(), 1u);
    EXPECT_EQ(rejected[0].reason, RejectReason::signature_wrong);
    EXPECT_LT(*router->score(test_peer_id(1)), 0);
    router.receive(2, message);
    router.receive(2, message);
    EXPECT_EQ(router.take<MessageReceived>().size(), 1u);
    EXPECT_EQ(router->counters().duplicates, 1u);
}

TEST(Gossipsub, GS15_peers_are_told_what_we_are_subscribed_to) {
    TestRouter router;
    router->subscribe("a", router.now());
    router->subscribe("b", router.now());
    router->add_peer(test_peer_id(1), Version::gossipsub_1_1, Direction::inbound, {}, router.now());
    EXPECT_EQ(router->next_dirty_peer(), test_peer_id(1));
    EXPECT_EQ(router->next_dirty_peer(), std::nullopt);
    EXPECT_EQ(router.sent_to(1).subscribed, (Texts{"a", "b"}));
    router->subscribe("c", router.now());
    router->unsubscribe("a", router.now());
    EXPECT_EQ(router->next_dirty_peer(), test_peer_id(1));
    const Sent sent = router.sent_to(1);
    EXPECT_EQ(sent.subscribed, Texts{"c"});
    EXPECT_EQ(sent.unsubscribed, Texts{"a"});
}

TEST(Gossipsub, GS15_protocols_have_names) {
    for (const Version version : {Version::floodsub, Version::gossipsub_1_0, Version::gossipsub_1_1,
                                  Version::gossipsub_1_2})
        EXPECT_EQ(version_of(protocol_of(version)), version);
    EXPECT_EQ(version_of("/meshsub/1.2.0"), Version::gossipsub_1_2);
    EXPECT_EQ(version_of("/meshsub/2.0.0"), std::nullopt);
}

TEST(Gossipsub, GS16_subscriptions_are_limited) {
    Options options;
    options.limits.topics_per_peer_max = 10;
    options.limits.topic_bytes_per_peer_max = 100;
    options.limits.topics_max = 15;
    options.limits.topic_size_max = 20;
    TestRouter router(options);
    router.add(1);
    router.add(2);
    router.add(3);
    const auto subscribe = [&](std::size_t peer, const std::string& prefix, int count) {
        router.write(peer, [&](RpcWriter& rpc) {
            for (int i = 0; i < count; ++i) rpc.subscription(true, prefix + std::to_string(i));
        });
        return router.take<PeerSubscribed>().size();
    };
    EXPECT_EQ(subscribe(1, "a", 12), 10u);
    EXPECT_EQ(router.reached(Limit::topics_per_peer), 2u);
    EXPECT_EQ(subscribe(2, "a name of a size ", 1), 1u);  // 18
    EXPECT_EQ(subscribe(2, "a name that is much too long ", 1), 0u);
    EXPECT_EQ(router.reached(Limit::topic_size), 1u);
    EXPECT_EQ(subscribe(2, "b", 9), 4u);
    EXPECT_EQ(router.reached(Limit::topics), 5u);
    router->remove_peer(test_peer_id(1), router.now());
    router.events();
    EXPECT_EQ(subscribe(3, "another name of 18", 9), 5u);  // 19 bytes each.
    EXPECT_EQ(router.reached(Limit::topic_bytes_per_peer), 4u);
}

// GHSA-g3g5-x568-qvqx: elsewhere each GRAFT added a topic to what is kept of its peer.
TEST(Gossipsub, GS16_only_subscriptions_make_a_topic_known) {
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.add(2, "known of another");
    router.beat();
    router.sent_to(1);
    router.events();
    const auto held = router->holdings();
    for (int rpc = 0; rpc < 20; ++rpc) {
        router.write(1, [&](RpcWriter& writer) {
            for (int i = 0; i < 500; ++i) {
                const std::string name = "made up " + std::to_string(rpc) + " " + std::to_string(i);
                writer.graft(name);
                writer.prune(name, 3600, {});
                writer.ihave(name, std::vector{message_of(3, 1, "t")->id()});
                writer.choke(true, name, std::nullopt);
            }
            writer.graft("known of another");
        });
        router.receive(1, message_of(3, static_cast<std::uint64_t>(rpc), "made up"));
    }
    EXPECT_EQ(router->holdings(), held);
    EXPECT_EQ(router->subscribers("known of another").size(), 1u);
    EXPECT_TRUE(router.sent_to(1).order.empty());
    EXPECT_TRUE(router.events().empty());
}

TEST(Gossipsub, GS17_nothing_of_a_peer_stays) {
    TestRouter router;
    const auto empty = router->holdings();
    router->subscribe("t", router.now());
    for (std::size_t i = 1; i <= 20; ++i) {
        router.add(i, "t", Version::gossipsub_1_2, Direction::inbound, core::as_bytes("1.2.3.4"));
        router.write(i, [&](RpcWriter& rpc) {
            rpc.subscription(true, "of " + std::to_string(i));
            rpc.graft("t");
            rpc.ihave("t", std::vector{message_of(30, i, "t")->id()});
            rpc.idontwant(std::vector{message_of(31, i, "t")->id()});
        });
        router.receive(i, message_of(i, 1, "t", 600));
        router.receive(i, frame_of(message_of(32, i, "t")));
    }
    router->unsubscribe("t", router.now());
    for (std::size_t i = 1; i <= 20; ++i) router->remove_peer(test_peer_id(i), router.now());
    EXPECT_EQ(router->next_dirty_peer(), std::nullopt);
    router.events();
    router.pass(hours{1} + seconds{10});
    EXPECT_EQ(router->holdings(), empty);
}

TEST(Gossipsub, GS17_calls_for_peers_that_are_not_there_do_nothing) {
    TestRouter router;
    router.receive(1, message_of(1, 1, "t"));
    router->consume(test_peer_id(1), 0);
    router->remove_peer(test_peer_id(1), router.now());
    router->stream_ended(test_peer_id(1));
    EXPECT_TRUE(router->outgoing(test_peer_id(1)).empty());
    EXPECT_FALSE(router->add_peer(test_peer_id(0), Version::floodsub, Direction::inbound, {},
                                  router.now()));  // Ourselves.
    router.add(1);
    EXPECT_FALSE(
        router->add_peer(test_peer_id(1), Version::floodsub, Direction::inbound, {}, router.now()));
}

TEST(Gossipsub, GS18_floodsub_gets_everything_and_no_control) {
    TestRouter router(without_validation());
    router->subscribe("t", router.now());
    router.add(1, "t", Version::floodsub);
    router.add(2, "t");
    router.write(1, [](RpcWriter& rpc) { rpc.graft("t"); });
    EXPECT_FALSE(router.in_mesh(1, "t"));
    const MessageRef message = message_of(3, 1, "t", 2000);
    router.receive(2, message);
    router.beat(3);
    EXPECT_EQ(router.sent_to(1).order, "m");
    const MessageId own = *router->publish("t", {}, router.now());
    EXPECT_EQ(router.sent_to(1).messages, std::vector{own});
}

TEST(Gossipsub, GS19_direct_peers_get_everything_and_are_always_heard) {
    Options options = without_validation();
    options.direct_peers = {test_peer_id(1)};
    TestRouter router(options);
    router->subscribe("t", router.now());
    router.add(1, "t");
    router.add(2, "t");
    router->set_user_score(test_peer_id(1), -1000);
    router.write(1, [](RpcWriter& rpc) { rpc.graft("t"); });
    EXPECT_FALSE(router.in_mesh(1, "t"));
    EXPECT_EQ(router.sent_to(1).prunes.size(), 1u);
    const MessageRef message = message_of(3, 1, "t");
    router.receive(2, message);
    EXPECT_EQ(router.sent_to(1).messages, std::vector{message->id()});
    router.receive(1, message_of(3, 2, "t"));
    EXPECT_EQ(router.take<MessageReceived>().size(), 2u);
    router.beat(3);
    EXPECT_FALSE(router.in_mesh(1, "t"));
}

}  // namespace
}  // namespace net::gossipsub
