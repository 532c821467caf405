// Messages, their signatures, and RPCs as bytes. Written after what go-libp2p-pubsub's sign_test
// and rpc_size_test look at.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/codec/multihash.h"
#include "net/gossipsub/message_cache.h"
#include "net/gossipsub/seen_cache.h"
#include "net/gossipsub/test_router.h"

namespace net::gossipsub {
namespace {

using std::chrono::seconds;

TEST(Gossipsub, GS1_a_message_is_signed_over_prefix_and_fields) {
    const auto pair = test_key_pair(3);
    const MessageRef message = message_of(3, 0x0102030405060708, "news", 3);
    EXPECT_EQ(message->topic(), "news");
    EXPECT_EQ(message->data().size(), 3u);
    const MessageView view = view_of(message);
    EXPECT_EQ(core::to_hex(view.seqno), "0102030405060708");
    EXPECT_TRUE(view.key.empty());
    core::Buffer text;
    core::append(text, core::as_bytes("libp2p-pubsub:"));
    // Tag and size of from, data, seqno, topic, as any protobuf library writes them.
    core::append(text, *core::from_hex("0a26"));
    core::append(text, test_peer_id(3).bytes());
    core::append(text, *core::from_hex("1203000000"
                                       "1a080102030405060708"
                                       "2204"));
    core::append(text, core::as_bytes("news"));
    EXPECT_EQ(core::to_hex(message.signed_bytes()), core::to_hex(text));
    EXPECT_TRUE(core::equal(view.signature, pair.sign(text).view()));
}

TEST(Gossipsub, GS1_numbers_grow) {
    TestRouter router;
    const MessageId first = *router->publish("t", core::Buffer(1), router.now());
    const MessageId second = *router->publish("t", core::Buffer(1), router.now());
    EXPECT_LT(first, second);
}

RejectReason reason_of(const MessageView& view) {
    const auto author = check_fields(view);
    if (!author) return author.error();
    return check_signature(*author, view).error();
}

TEST(Gossipsub, GS2_only_what_its_author_signed_is_taken) {
    const MessageRef message = message_of(1, 7, "t");
    const MessageView good = view_of(message);
    EXPECT_TRUE(check_signature(*check_fields(good), good).has_value());

    MessageView view = good;
    view.topic = "u";
    EXPECT_EQ(reason_of(view), RejectReason::signature_wrong);
    view = good;
    view.has_data = false;  // A field that is missing is not one that is empty.
    view.data = {};
    EXPECT_EQ(reason_of(view), RejectReason::signature_wrong);
    view = good;
    view.signature = {};
    EXPECT_EQ(reason_of(view), RejectReason::unsigned_);
    view = good;
    view.seqno = view.seqno.first(7);
    EXPECT_EQ(reason_of(view), RejectReason::seqno_malformed);
    view = good;
    view.from = view.from.first(20);
    EXPECT_EQ(reason_of(view), RejectReason::author_malformed);
    const auto other = test_peer_id(2);
    view = good;
    view.from = other.bytes();
    EXPECT_EQ(reason_of(view), RejectReason::signature_wrong);
}

TEST(Gossipsub, GS2_fields_in_any_order_are_the_same_message) {
    const MessageRef message = message_of(1, 7, "t");
    const MessageView view = view_of(message);
    core::Buffer turned;
    core::codec::ProtobufWriter writer(turned, 1000);
    writer.message(2, [&](core::codec::ProtobufWriter& fields) {
        fields.bytes(5, view.signature);
        fields.text(4, view.topic);
        fields.bytes(99, core::as_bytes("unknown"));
        fields.bytes(3, view.seqno);
        fields.bytes(2, view.data);
        fields.bytes(1, view.from);
    });
    TestRouter router;
    router->subscribe("t", router.now());
    router.add(1);
    router.receive(1, framed(turned));
    EXPECT_EQ(router.take<MessageReceived>().size(), 1u);
}

TEST(Gossipsub, GS3_a_key_must_be_the_authors) {
    const MessageRef message = message_of(1, 7, "t");
    MessageView view = view_of(message);
    const core::Buffer own = core::codec::PublicKey(test_key_pair(1).public_key()).encode();
    const core::Buffer other = core::codec::PublicKey(test_key_pair(2).public_key()).encode();
    view.key = own;
    EXPECT_TRUE(check_signature(*check_fields(view), view).has_value());
    view.key = other;
    EXPECT_EQ(reason_of(view), RejectReason::key_mismatch);
    view.key = core::Bytes(own).first(5);
    EXPECT_EQ(reason_of(view), RejectReason::key_mismatch);
}

TEST(Gossipsub, GS3_keys_of_other_types_are_told_as_such) {
    // secp256k1: inside of the id. RSA: hashed, and so it must be given.
    core::Buffer secp = *core::from_hex("08021221");
    secp.resize(secp.size() + 33, std::byte{2});
    const auto secp_key = core::codec::PublicKey::from_bytes(secp);
    ASSERT_TRUE(secp_key.has_value());
    const auto secp_author = core::codec::PeerId::of(*secp_key);
    const MessageRef message = message_of(1, 7, "t");
    MessageView view = view_of(message);
    view.from = secp_author.bytes();
    EXPECT_EQ(reason_of(view), RejectReason::key_unsupported);

    core::Buffer rsa = *core::from_hex("080012a402");
    rsa.resize(rsa.size() + 292, std::byte{3});
    const auto rsa_key = core::codec::PublicKey::from_bytes(rsa);
    ASSERT_TRUE(rsa_key.has_value());
    const auto rsa_author = core::codec::PeerId::of(*rsa_key);
    view.from = rsa_author.bytes();
    EXPECT_EQ(reason_of(view), RejectReason::key_mismatch);  // There is none.
    view.key = rsa;
    EXPECT_EQ(reason_of(view), RejectReason::key_unsupported);
}

TEST(Gossipsub, GS4_an_id_is_author_and_number) {
    const MessageRef message = message_of(1, 7, "t");
    core::Buffer expected;
    core::append(expected, test_peer_id(1).bytes());
    core::append(expected, *core::from_hex("0000000000000007"));
    EXPECT_EQ(core::to_hex(message->id().bytes()), core::to_hex(expected));
    EXPECT_EQ(MessageId::from_bytes(expected), message->id());
    EXPECT_EQ(MessageId::from_bytes({}), std::nullopt);
    EXPECT_EQ(MessageId::from_bytes(core::Buffer(message_id_size_max + 1)), std::nullopt);
    EXPECT_EQ(MessageId::from_bytes(core::Buffer(1))->author_group(), 0u);
}

TEST(Gossipsub, GS5_queues_and_caches_share_a_message) {
    TestRouter router;
    router.add_many(1, 20, "t");
    router->subscribe("t", router.now());
    router->publish("t", core::Buffer(100'000), router.now());
    // Twenty peers are handed the very same bytes.
    std::vector<const std::byte*> bodies;
    for (std::size_t peer = 1; peer <= 20; ++peer) {
        for (core::Bytes out = router->outgoing(test_peer_id(peer)); out.size() < 100'000;
             out = router->outgoing(test_peer_id(peer)))
            router->consume(test_peer_id(peer), out.size());
        bodies.push_back(router->outgoing(test_peer_id(peer)).data());
    }
    for (const std::byte* const body : bodies) EXPECT_EQ(body, bodies.front());
}

TEST(Gossipsub, GS9_a_message_is_remembered_for_its_time) {
    SeenCache cache(2, seconds{10});
    const core::Instant start{};
    const MessageId one = message_of(1, 1, "t")->id();
    const MessageId two = message_of(1, 2, "t")->id();
    const MessageId three = message_of(1, 3, "t")->id();
    EXPECT_TRUE(cache.add(one, start));
    EXPECT_TRUE(cache.add(two, start + seconds{1}));
    cache.expire(start + seconds{9});
    EXPECT_TRUE(cache.contains(one));
    EXPECT_FALSE(cache.add(three, start + seconds{9}));  // The oldest went.
    EXPECT_FALSE(cache.contains(one));
    cache.expire(start + seconds{11});
    EXPECT_EQ(cache.size(), 1u);
    cache.expire(start + seconds{19});
    EXPECT_EQ(cache.size(), 0u);
}

TEST(Gossipsub, GS34_the_cache_forgets_by_heartbeats_and_by_bytes) {
    MessageCache cache(3, 2, 1000);
    const MessageRef one = message_of(1, 1, "t");
    const MessageRef two = message_of(1, 2, "t");
    const MessageRef other = message_of(1, 3, "u");
    cache.add(one);
    cache.shift();
    cache.add(two);
    cache.add(other);
    EXPECT_EQ(cache.gossip_ids("t").size(), 2u);
    cache.shift();
    EXPECT_EQ(cache.gossip_ids("t"), std::vector{two->id()});
    EXPECT_TRUE(cache.find(one->id()));
    cache.shift();
    EXPECT_FALSE(cache.find(one->id()));
    EXPECT_EQ(one.holders(), 1u);
    cache.add(message_of(1, 4, "t", 800));  // Pushes the others out.
    EXPECT_EQ(cache.size(), 1u);
    cache.add(message_of(1, 5, "t", 2000));  // Larger than all of the cache.
    EXPECT_EQ(cache.size(), 1u);
}

}  // namespace
}  // namespace net::gossipsub
