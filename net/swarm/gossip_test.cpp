// Gossip over links that come and go.
#include <gtest/gtest.h>

#include "core/codec/peer_record.h"
#include "net/swarm/network_test.h"

namespace net::swarm {
namespace {

using std::chrono::seconds;
using testing::address;
using testing::End;
using testing::Network;

Swarm::Options gossiping() {
    Swarm::Options options;
    options.gossip.emplace().validation = gossipsub::Validation::none;
    return options;
}

std::size_t messages_at(const End& end) {
    std::size_t count = 0;
    for (const GossipTold& told : end.told<GossipTold>())
        count += core::holds_alternative<gossipsub::MessageReceived>(told.event);
    return count;
}

// The streams that this end accepted.
std::vector<StreamHandle> accepted_by(const End& end) {
    std::vector<StreamHandle> streams;
    for (const StreamTold& told : end.told<StreamTold>())
        if (const auto* accepted = core::get_if<Accepted>(&told.event))
            streams.push_back({told.link, accepted->stream});
    return streams;
}

TEST(SwarmGossip, SW31_messages_reach_who_is_subscribed) {
    Network net;
    End& one = net.add(1, gossiping());
    End& two = net.add(2, gossiping());
    End& mute = net.add(3);
    one.swarm.subscribe("t", net.now);
    two.swarm.subscribe("t", net.now);
    net.dial(one, Network::address_of(two, 2));
    net.dial(one, Network::address_of(mute, 3));
    net.pass(seconds{3});
    EXPECT_EQ(one.swarm.mesh("t"), std::vector{two.swarm.id()});
    ASSERT_TRUE(one.swarm.publish("t", core::as_bytes("hello"), net.now));
    net.run();
    EXPECT_EQ(messages_at(two), 1u);
    EXPECT_TRUE(two.told<StreamTold>().empty());  // None of the user's.
    one.swarm.close(two.swarm.id(), net.now);
    net.run();
    EXPECT_TRUE(one.swarm.mesh("t").empty());
    for (const End* end : {&one, &two}) EXPECT_TRUE(end->told<StreamTold>().empty());
}

// Which of the two connections stays, and on which each opened its stream, is not the same.
TEST(SwarmGossip, SW32_gossip_outlives_a_connection_that_was_one_too_many) {
    for (const bool swapped : {false, true}) {
        Network net;
        End& one = net.add(swapped ? 2 : 1, gossiping());
        End& two = net.add(swapped ? 1 : 2, gossiping());
        one.swarm.subscribe("t", net.now);
        two.swarm.subscribe("t", net.now);
        one.swarm.dial(Network::address_of(two, swapped ? 1 : 2), net.now);
        two.swarm.dial(Network::address_of(one, swapped ? 2 : 1), net.now);
        net.pass(seconds{1});
        ASSERT_EQ(one.swarm.connection_count(), 1u);
        net.pass(seconds{4});
        EXPECT_EQ(one.swarm.mesh("t").size(), 1u);
        EXPECT_EQ(two.swarm.mesh("t").size(), 1u);
        ASSERT_TRUE(one.swarm.publish("t", core::as_bytes("there"), net.now));
        ASSERT_TRUE(two.swarm.publish("t", core::as_bytes("back"), net.now));
        net.run();
        EXPECT_EQ(messages_at(one), 1u);
        EXPECT_EQ(messages_at(two), 1u);
    }
}

TEST(SwarmGossip, SW32_who_came_back_is_talked_to_though_the_old_connection_seems_alive) {
    Network net;
    End& one = net.add(1, gossiping());
    End& first_life = net.add(2, gossiping());
    one.swarm.subscribe("t", net.now);
    first_life.swarm.subscribe("t", net.now);
    net.dial(first_life, Network::address_of(one, 1));
    net.pass(seconds{3});
    EXPECT_EQ(one.swarm.mesh("t").size(), 1u);
    net.vanish(first_life);
    End& second_life = net.add(2, gossiping());
    second_life.swarm.subscribe("t", net.now);
    net.dial(second_life, Network::address_of(one, 1));
    net.pass(seconds{3});
    ASSERT_EQ(one.swarm.connection_count(), 2u);
    EXPECT_EQ(second_life.swarm.mesh("t").size(), 1u);
    ASSERT_TRUE(one.swarm.publish("t", core::as_bytes("there"), net.now));
    net.run();
    EXPECT_EQ(messages_at(second_life), 1u);
}

// Pauses of 1, 2, 4 and 8 s.
TEST(SwarmGossip, SW47_a_stream_that_failed_is_opened_anew_later_and_later) {
    Network net;
    End& one = net.add(1, gossiping());
    End& two = net.add(2);
    two.swarm.add_protocol(std::string(gossip_protocols[0]));
    net.dial(one, Network::address_of(two, 2));
    std::size_t opened = 0;
    for (int second = 0; second < 16; ++second) {
        net.pass(seconds{1});
        for (const StreamHandle stream : accepted_by(two)) {
            ++opened;
            two.swarm.reset(stream);
        }
        two.heard.clear();
        net.run();
    }
    EXPECT_EQ(opened, 5u);
    EXPECT_TRUE(one.told<StreamTold>().empty());
    net.pass(seconds{20});  // This one is left alone.
    EXPECT_EQ(one.swarm.gossip().holdings().peers, 1u);
    one.swarm.close(two.swarm.id(), net.now);
    net.pass(seconds{100});
    EXPECT_EQ(one.swarm.gossip().holdings().peers, 0u);
}

TEST(SwarmGossip, SW47_a_stream_that_the_peer_finishes_leaves_nothing) {
    Network net;
    End& one = net.add(1, gossiping());
    End& two = net.add(2);
    two.swarm.add_protocol(std::string(gossip_protocols[0]));
    net.dial(one, Network::address_of(two, 2));
    net.run();
    for (int round = 0; round < 20; ++round) {
        two.heard.clear();
        // Which is answered by one of theirs.
        ASSERT_TRUE(two.swarm.open(one.swarm.id(), {std::string(gossip_protocols[0])}, net.now));
        net.run();
        for (const StreamHandle stream : accepted_by(two)) two.swarm.finish(stream, net.now);
        net.run();
    }
    EXPECT_LE(one.swarm.stream_count(), 3u);
    one.swarm.close(two.swarm.id(), net.now);
    net.run();
    EXPECT_TRUE(one.told<StreamTold>().empty());
}

TEST(SwarmGossip, SW48_who_says_what_is_malformed_takes_no_part_for_a_while) {
    Network net;
    End& one = net.add(1, gossiping());
    End& two = net.add(2);
    two.swarm.add_protocol(std::string(gossip_protocols[0]));
    net.dial(one, Network::address_of(two, 2));
    net.run();
    const auto say = [&](std::string_view what) {
        const auto stream =
            two.swarm.open(one.swarm.id(), {std::string(gossip_protocols[0])}, net.now);
        EXPECT_EQ(two.swarm.write(*stream, core::as_bytes(what)), what.size());
        net.run();
    };
    EXPECT_EQ(one.swarm.gossip().holdings().peers, 1u);
    say("\x02\xff\xff");
    EXPECT_EQ(one.swarm.gossip().holdings().peers, 0u);
    net.pass(seconds{60});
    say("");
    EXPECT_EQ(one.swarm.gossip().holdings().peers, 0u);
    net.pass(seconds{10});
    EXPECT_EQ(one.swarm.gossip().holdings().peers, 1u);
}

// A field of protobuf that has a length.
std::string field(int number, std::string_view value) {
    std::string text(1, static_cast<char>(number << 3 | 2));
    if (value.size() >= 0x80) text += static_cast<char>(0x80 | (value.size() & 0x7f));
    text += static_cast<char>(value.size() >= 0x80 ? value.size() >> 7 : value.size());
    return text += value;
}

std::string exchanged(const core::codec::PeerId& peer, core::Bytes record) {
    return field(2, field(1, core::as_text(peer.bytes())) + field(2, core::as_text(record)));
}

TEST(SwarmGossip, SW30_peers_that_are_told_of_are_remembered_if_they_have_signed_it) {
    Network net;
    Swarm::Options options = gossiping();
    options.gossip->mesh.peer_exchange = true;
    options.gossip->score.thresholds.accept_exchange = 0;
    End& one = net.add(1, options);
    End& two = net.add(2);  // Writes what it wants on its stream of gossip.
    two.swarm.add_protocol("/meshsub/1.1.0");
    one.swarm.subscribe("t", net.now);
    net.dial(one, Network::address_of(two, 2));
    net.run();
    const auto stream = two.swarm.open(one.swarm.id(), {"/meshsub/1.1.0"}, net.now);
    ASSERT_TRUE(stream);
    const std::vector places{address("/ip4/8.8.8.33/tcp/4")};
    const auto known = testing::identity_of(33);
    const auto record = *core::codec::seal_peer_record(known, 7, places);
    core::Buffer changed = record;
    changed.back() ^= std::byte{1};
    const auto id_of = [](const core::crypto::Ed25519KeyPair& pair) {
        return core::codec::PeerId::of(core::codec::PublicKey(pair.public_key()));
    };
    const auto liar = id_of(testing::identity_of(34));
    const auto other = id_of(testing::identity_of(35));
    const std::string prune = field(1, "t") + exchanged(id_of(known), record) +
                              exchanged(liar, record) + exchanged(other, changed) +
                              exchanged(id_of(testing::identity_of(36)), {});
    const std::string rpc = field(3, field(4, prune));
    const std::string frame = field(1, rpc).substr(1);  // Its length, and itself.
    EXPECT_EQ(two.swarm.write(*stream, core::as_bytes(frame)), frame.size());
    net.run();
    std::size_t exchanges = 0;
    for (const GossipTold& told : one.told<GossipTold>())
        exchanges += core::holds_alternative<gossipsub::PeersExchanged>(told.event);
    EXPECT_EQ(exchanges, 1u);
    EXPECT_EQ(one.swarm.store().addresses(id_of(known), net.now), places);
    EXPECT_EQ(one.swarm.store().all().size(), 2u);  // And its peer.
}

}  // namespace
}  // namespace net::swarm
