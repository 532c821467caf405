// What a swarm knows of peers, and whom it keeps.
#include <gtest/gtest.h>

#include "core/codec/json.h"
#include "core/codec/peer_record.h"
#include "net/swarm/network_test.h"

namespace net::swarm {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::address;
using testing::End;
using testing::Network;

TEST(Peers, SW26_whoever_is_one_too_many_is_no_connection) {
    Network net;
    Swarm::Options options;
    options.connections.degree_max = 1;
    End& page = net.add(1, options);
    End& two = net.add(2);
    End& three = net.add(3);
    net.dial(page, Network::address_of(two, 2));
    net.run();
    net.dial(three, Network::address_of(page, 1));
    net.run();
    EXPECT_EQ(page.told<Connected>().size(), 1u);
    ASSERT_EQ(page.told<Rejected>().size(), 1u);
    EXPECT_EQ(page.told<Rejected>()[0].reason, LinkEnd(peers::CloseReason::degree));
    EXPECT_EQ(page.swarm.connection_count(), 1u);
    net.dial(page, Network::address_of(three, 3));
    net.run();
    ASSERT_EQ(page.told<DialEnded>().size(), 1u);
    EXPECT_EQ(page.told<DialEnded>()[0].attempts[0].failure, DialFailure::limit_reached);
    // Without a name it is only known afterwards who it is.
    net.dial(page, address(Network::place_of(3)));
    net.run();
    ASSERT_EQ(page.told<DialEnded>().size(), 2u);
    EXPECT_EQ(page.told<DialEnded>()[1].attempts[0].failure, DialFailure::limit_reached);
    EXPECT_EQ(page.told<Connected>().size(), 1u);
}

TEST(Peers, SW26_a_connection_that_is_let_go_says_why) {
    Network net;
    Swarm::Options options;
    options.connections.high_mark = 3;
    options.connections.low_mark = 2;
    End& hub = net.add(1, options);
    std::vector<End*> others;
    for (std::uint8_t i = 2; i <= 5; ++i) others.push_back(&net.add(i));
    ASSERT_TRUE(hub.swarm.protect(others[0]->swarm.id(), "friend", net.now));
    ASSERT_TRUE(hub.swarm.tag(others[2]->swarm.id(), "useful", 5));
    for (std::uint8_t i = 2; i <= 5; ++i) net.dial(hub, Network::address_of(*others[i - 2u], i));
    net.run();
    EXPECT_EQ(hub.swarm.connection_count(), 4u);
    net.pass(seconds{31});
    const auto gone = hub.told<Disconnected>();
    ASSERT_EQ(gone.size(), 2u);
    EXPECT_EQ(gone[0].reason, LinkEnd(peers::CloseReason::surplus));
    EXPECT_EQ(describe(gone[0].reason), "there were more connections than are wanted");
    EXPECT_TRUE(hub.swarm.is_connected(others[0]->swarm.id()));
    EXPECT_TRUE(hub.swarm.is_connected(others[2]->swarm.id()));
}

TEST(Peers, SW27_members_of_a_mesh_are_worth_more) {
    Network net;
    Swarm::Options options;
    options.connections.high_mark = 3;
    options.connections.low_mark = 3;
    options.gossip.emplace().validation = gossipsub::Validation::none;
    End& hub = net.add(1, options);
    Swarm::Options others = options;
    others.connections = {};
    std::vector<End*> ends;
    for (std::uint8_t i = 2; i <= 5; ++i)
        ends.push_back(&net.add(i, i % 2 == 0 ? others : Swarm::Options{}));
    for (std::uint8_t i = 2; i <= 5; ++i) net.dial(hub, Network::address_of(*ends[i - 2u], i));
    net.run();
    hub.swarm.subscribe("t", net.now);
    ends[0]->swarm.subscribe("t", net.now);
    ends[2]->swarm.subscribe("t", net.now);
    net.pass(seconds{10});
    EXPECT_EQ(hub.swarm.mesh("t").size(), 2u);
    net.pass(seconds{25});
    EXPECT_EQ(hub.told<Disconnected>().size(), 1u);
    EXPECT_TRUE(hub.swarm.is_connected(ends[0]->swarm.id()));
    EXPECT_TRUE(hub.swarm.is_connected(ends[2]->swarm.id()));
}

TEST(Peers, SW28_what_a_peer_says_of_itself_is_remembered) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.dial(one, Network::address_of(two, 2));
    net.run();
    const peers::StoredPeer* known = two.swarm.store().find(one.swarm.id());
    ASSERT_TRUE(known);
    ASSERT_TRUE(known->record);
    const std::uint64_t sequence = known->record->sequence_number;
    EXPECT_EQ(known->agent, "selvage");
    EXPECT_FALSE(known->protocols.empty());
    EXPECT_EQ(two.swarm.store().addresses(one.swarm.id(), net.now),
              std::vector{address(Network::place_of(1))});
    EXPECT_TRUE(one.swarm.store().find(two.swarm.id())->addresses.was_reached());
    // A newer record takes the place of the older.
    net.listen(one, "/ip4/8.8.8.77/tcp/1");
    one.swarm.not_listening(address(Network::place_of(1)));
    net.run();
    known = two.swarm.store().find(one.swarm.id());
    EXPECT_GT(known->record->sequence_number, sequence);
    EXPECT_EQ(two.swarm.store().addresses(one.swarm.id(), net.now),
              std::vector{address("/ip4/8.8.8.77/tcp/1")});
    EXPECT_EQ(known->connection_count, 1u);
    two.swarm.close(one.swarm.id(), net.now);
    net.run();
    EXPECT_EQ(two.swarm.store().find(one.swarm.id())->connection_count, 0u);
}

TEST(Peers, SW49_who_could_not_say_in_time_who_it_is_is_asked_anew) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.dial(one, Network::address_of(two, 2));
    // The one who is connected last has only asked then.
    while (two.told<Connected>().empty()) ASSERT_TRUE(net.step());
    net.is_stalled = true;
    net.pass(seconds{15});
    EXPECT_TRUE(two.told<PeerIdentified>().empty());
    net.is_stalled = false;
    net.pass(seconds{2});
    ASSERT_EQ(two.told<PeerIdentified>().size(), 1u);
    EXPECT_EQ(two.told<PeerIdentified>()[0].identified.identity.agent_version, "selvage");
    net.pass(seconds{100});
    EXPECT_EQ(two.told<PeerIdentified>().size(), 1u);
    EXPECT_EQ(two.told<Disconnected>().size(), 0u);
}

// Pauses of 1, 2, 4 and 8 s.
TEST(Peers, SW49_who_does_not_say_who_it_is_is_asked_later_and_later) {
    Network net;
    Swarm::Options options;
    options.served_per_protocol_max = 0;
    End& one = net.add(1);
    End& two = net.add(2, options);
    net.dial(one, Network::address_of(two, 2));
    net.pass(seconds{16});
    const auto times_asked = [&] {
        return two.swarm.counters().protocols.find(std::string(identify::protocol))->incoming;
    };
    EXPECT_EQ(times_asked(), 5u);
    one.swarm.close(two.swarm.id(), net.now);
    net.pass(seconds{100});
    EXPECT_EQ(times_asked(), 5u);
}

TEST(Peers, SW29_what_is_known_survives_a_restart) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.dial(one, Network::address_of(two, 2));
    net.run();
    const core::Buffer saved = one.swarm.saved_peers(net.now);
    Network later;
    End& again = later.add(1);
    End& other = later.add(2);
    ASSERT_TRUE(again.swarm.restore_peers(saved, later.now, hours{24}));
    again.swarm.dial(other.swarm.id(), later.now);
    later.run();
    EXPECT_EQ(again.told<Dialed>().size(), 1u);
    EXPECT_FALSE(again.swarm.restore_peers(core::as_bytes("nonsense"), later.now, {}));
    EXPECT_TRUE(again.swarm.store().find(other.swarm.id()));
}

TEST(Peers, SW33_neighbours_find_one_another) {
    Network net;
    Swarm::Options options;
    options.mdns.emplace();
    End& one = net.add(1, options);
    End& two = net.add(2, options);
    End& deaf = net.add(3);
    net.pass(seconds{3});
    ASSERT_FALSE(one.told<Discovered>().empty());
    EXPECT_EQ(one.told<Discovered>()[0].peer, two.swarm.id());
    EXPECT_EQ(one.told<Discovered>()[0].addresses, std::vector{address(Network::place_of(2))});
    EXPECT_TRUE(deaf.told<Discovered>().empty());
    EXPECT_EQ(one.swarm.connection_count(), 0u);
    one.swarm.dial(two.swarm.id(), net.now);
    net.run();
    EXPECT_EQ(one.told<Dialed>().size(), 1u);
}

TEST(Peers, SW34_neighbours_are_dialled_if_that_is_wanted) {
    Network net;
    Swarm::Options options;
    options.mdns.emplace();
    options.dials_discovered = true;
    std::vector<End*> ends;
    for (std::uint8_t i = 1; i <= 4; ++i) ends.push_back(&net.add(i, options));
    net.pass(seconds{10});
    for (const End* end : ends) {
        EXPECT_EQ(end->swarm.connection_count(), 3u);
        EXPECT_TRUE(end->told<Dialed>().empty());  // Nobody asked for it.
    }
}

TEST(Peers, SW34_those_who_have_enough_connections_dial_no_neighbours) {
    Network net;
    Swarm::Options options;
    options.mdns.emplace();
    options.dials_discovered = true;
    options.connections.low_mark = 0;
    End& one = net.add(1, options);
    net.add(2, options);
    net.pass(seconds{10});
    EXPECT_FALSE(one.told<Discovered>().empty());
    EXPECT_EQ(one.swarm.connection_count(), 0u);
}

TEST(Peers, SW40_shutting_down_says_goodbye) {
    Network net;
    Swarm::Options options;
    options.mdns.emplace();
    End& one = net.add(1, options);
    End& two = net.add(2, options);
    net.dial(one, Network::address_of(two, 2));
    net.pass(seconds{3});
    one.swarm.shut_down(net.now);
    net.run();
    EXPECT_EQ(one.swarm.connection_count(), 0u);
    ASSERT_EQ(two.told<Disconnected>().size(), 1u);
    EXPECT_EQ(two.told<Disconnected>()[0].reason, LinkEnd(MuxerEndReason::closed_by_peer));
}

TEST(Peers, SW35_what_happened_is_counted) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    two.swarm.add_protocol("/echo/1.0.0");
    net.dial(one, address("/ip4/8.8.8.99/tcp/1"));
    net.dial(one, Network::address_of(two, 2));
    net.run();
    static_cast<void>(one.swarm.open(two.swarm.id(), {"/echo/1.0.0"}, net.now));
    static_cast<void>(one.swarm.open(two.swarm.id(), {"/unknown", "/echo/1.0.0"}, net.now));
    static_cast<void>(one.swarm.open(two.swarm.id(), {"/unknown"}, net.now));
    net.run();
    const Counters ones = one.swarm.counters();
    const TransportCounters& tcp = ones.transports[static_cast<std::size_t>(Transport::tcp)];
    EXPECT_EQ(tcp.dialed, 2u);
    EXPECT_EQ(tcp.established, 1u);
    EXPECT_EQ(tcp.failed[static_cast<std::size_t>(DialFailure::refused)], 1u);
    EXPECT_EQ(ones.protocols.find("/echo/1.0.0")->outgoing, 1u);
    EXPECT_EQ(ones.refused_streams, 1u);
    EXPECT_EQ(ones.connections, 1u);
    const Counters twos = two.swarm.counters();
    const TransportCounters& other = twos.transports[static_cast<std::size_t>(Transport::tcp)];
    EXPECT_EQ(other.accepted, 1u);
    EXPECT_EQ(other.received_size, tcp.sent_size);
    EXPECT_EQ(other.sent_size, tcp.received_size);
    EXPECT_EQ(twos.protocols.find("/echo/1.0.0")->incoming, 2u);
    EXPECT_EQ(twos.unknown_protocols, 2u);
    one.swarm.close(two.swarm.id(), net.now);
    net.run();
    const Counters after = one.swarm.counters();
    EXPECT_EQ(after.connections, 0u);
    EXPECT_EQ(after.streams, 0u);
    EXPECT_GE(after.transports[static_cast<std::size_t>(Transport::tcp)].sent_size, tcp.sent_size);
}

// The left end opens three streams, of which the right one takes one.
struct Refusing : testing::Pair {
    Refusing() : Pair({}, 1000, options()) {
        right.swarm.add_protocol("/echo/1.0.0");
        connect();
        pass(seconds{15});  // Identify's streams are gone.
        for (int i = 0; i < 3; ++i)
            static_cast<void>(left.swarm.open(right.swarm.id(), {"/echo/1.0.0"}, now));
        run();
    }
    static Swarm::Options options() {
        Swarm::Options options;
        options.stack.yamux.inbound_count_max = 1;
        return options;
    }
    [[nodiscard]] std::uint64_t refused() const {
        return right.swarm.counters().muxer_refusals[MuxerRefusal::too_many_streams];
    }
};

TEST(Peers, SW35_what_muxers_refuse_is_counted) {
    Refusing pair;
    const std::uint64_t refused = pair.refused();
    EXPECT_GE(refused, 2u);
    pair.left.swarm.close(pair.right.swarm.id(), pair.now);
    pair.run();
    EXPECT_EQ(pair.right.swarm.connection_count(), 0u);
    EXPECT_EQ(pair.refused(), refused);
}

TEST(Peers, SW54_counters_are_one_text_of_json) {
    Refusing pair;
    pair.right.swarm.add_protocol("not \xff text");
    static_cast<void>(pair.left.swarm.open(pair.right.swarm.id(), {"not \xff text"}, pair.now));
    pair.run();
    Counters counters = pair.left.swarm.counters();
    const auto at = static_cast<std::size_t>(webrtc::Dropped::too_often);
    counters.dropped_datagrams[at] = 7;
    counters.limits[static_cast<std::size_t>(peers::Limit::degree)] = 8;
    counters.transports[static_cast<std::size_t>(Transport::tcp)]
        .failed[static_cast<std::size_t>(DialFailure::refused)] = 9;
    counters.muxer_refusals.count(MuxerRefusal::unread_size);
    const std::string text = to_json(counters);
    for (const char* const part :
         {R"("connections":1,"upgrading":0,)", R"("dialed":1,"accepted":0,"established":1,)",
          R"("failed":{"nobody listens at the address":9}})", R"("/echo/1.0.0":{"incoming":0,)",
          R"("6e6f7420ff2074657874":{"incoming":0,"outgoing":1,"refused":0})",
          R"("limits":{"there are connections to as many peers as may be":8})",
          R"("muxerRefusals":{"more bytes than may lie unread":1})",
          R"("droppedDatagrams":{"checks that came too often":7}})"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    EXPECT_TRUE(core::codec::parse_json(text));
}

TEST(Peers, SW36_connections_are_listed_for_people) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.dial(one, Network::address_of(two, 2));
    net.run();
    ASSERT_TRUE(net.come_in(one, "/ip4/77.1.1.1/tcp/1"));
    net.pass(seconds{5});
    const auto all = one.swarm.connections(net.now);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].peer, two.swarm.id());
    EXPECT_EQ(all[0].age, seconds{5});
    EXPECT_GT(all[0].received_size, 0u);
    const std::string text = describe(all[0]);
    EXPECT_TRUE(text.starts_with(two.swarm.id().to_text())) << text;
    EXPECT_NE(text.find("/ip4/8.8.8.2/tcp/4001"), text.npos) << text;
    EXPECT_NE(text.find(" 5 s,"), text.npos) << text;
    EXPECT_FALSE(all[1].peer);
    EXPECT_TRUE(describe(all[1]).starts_with("(not yet known)"));
}

}  // namespace
}  // namespace net::swarm
