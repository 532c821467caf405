// Whom a swarm reaches, and what it says of those that it does not.
#include <gtest/gtest.h>

#include "net/swarm/network_test.h"

namespace net::swarm {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::address;
using testing::End;
using testing::Network;

constexpr std::string_view nowhere = "/ip4/8.8.8.99/tcp/1";

TEST(Dials, SW20_a_dial_ends_once_with_what_became_of_each_address) {
    Network net;
    End& one = net.add(1);
    const DialId dial = net.dial(one, address(nowhere));
    net.run();
    const auto ended = one.told<DialEnded>();
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].dial, dial);
    EXPECT_EQ(describe(ended[0].reason), "no address led to the peer");
    ASSERT_EQ(ended[0].attempts.size(), 1u);
    EXPECT_EQ(ended[0].attempts[0].failure, DialFailure::refused);
    EXPECT_EQ(ended[0].attempts[0].address, address(nowhere));
    EXPECT_TRUE(ended[0].retry_at);
    EXPECT_EQ(ended[0].retry_at, ended[0].attempts[0].retry_at);
    net.pass(seconds{120});
    EXPECT_EQ(one.told<DialEnded>().size(), 1u);
}

TEST(Dials, SW20_what_cannot_be_begun_ends_at_once) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    one.swarm.dial(one.swarm.id(), net.now);
    one.swarm.dial(two.swarm.id(), net.now);
    one.swarm.dial(address("/ip4/1.2.3.4/udp/5/quic-v1"), net.now);
    net.run();
    const auto ended = one.told<DialEnded>();
    ASSERT_EQ(ended.size(), 3u);
    EXPECT_EQ(ended[0].reason, DialEnd(dialing::RefusalReason::ourselves));
    EXPECT_EQ(ended[1].reason, DialEnd(dialing::RefusalReason::no_address));
    EXPECT_EQ(ended[2].attempts[0].failure, DialFailure::address_unsupported);
}

TEST(Dials, SW20_two_who_dial_the_same_peer_each_have_an_end) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    const auto target = Network::address_of(two, 2);
    const DialId first = one.swarm.dial(target, net.now);
    const DialId second = one.swarm.dial(target, net.now);
    EXPECT_NE(first, second);
    net.run();
    const auto dialed = one.told<Dialed>();
    ASSERT_EQ(dialed.size(), 2u);
    EXPECT_EQ(dialed[0].dial, first);
    EXPECT_EQ(dialed[1].dial, second);
    EXPECT_EQ(dialed[0].link, dialed[1].link);
    EXPECT_EQ(one.told<Connected>().size(), 1u);
    EXPECT_EQ(two.told<Connected>().size(), 1u);
}

TEST(Dials, SW20_addresses_are_tried_one_after_the_other) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.set("/ip4/8.8.4.4/tcp/7", Network::Place::silent);
    const std::vector addresses{address("/ip4/8.8.4.4/tcp/7"), address(nowhere),
                                address(Network::place_of(2))};
    one.swarm.dial({.peer = two.swarm.id(), .addresses = addresses}, net.now);
    net.run();
    EXPECT_TRUE(one.told<Dialed>().empty());
    net.pass(milliseconds{250});  // The second is refused, the third follows at once.
    ASSERT_EQ(one.told<Dialed>().size(), 1u);
    EXPECT_EQ(net.given_up.size(), 1u);  // The silent one is waited for no longer.
    EXPECT_EQ(one.swarm.connection_count(), 1u);
}

TEST(Dials, SW20_who_connects_and_says_nothing_is_given_up_in_time) {
    Network net;
    End& one = net.add(1);
    net.set(std::string(nowhere), Network::Place::mute);
    net.dial(one, address(nowhere));
    net.pass(seconds{9});
    EXPECT_TRUE(one.told<DialEnded>().empty());
    net.pass(seconds{2});
    ASSERT_EQ(one.told<DialEnded>().size(), 1u);
    EXPECT_EQ(one.told<DialEnded>()[0].attempts[0].failure, DialFailure::upgrade_timeout);
    EXPECT_EQ(one.swarm.connection_count(), 0u);
}

TEST(Dials, SW21_a_connected_peer_is_reached_at_once) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.dial(one, Network::address_of(two, 2));
    net.run();
    net.dial(one, Network::address_of(two, 2));
    const DialId by_id = one.swarm.dial(two.swarm.id(), net.now);
    net.run();
    ASSERT_EQ(one.told<Dialed>().size(), 3u);
    EXPECT_EQ(one.told<Dialed>()[2].dial, by_id);
    EXPECT_EQ(one.told<Connected>().size(), 1u);
}

TEST(Dials, SW21_a_peer_is_dialled_where_it_is_known_to_be) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    one.swarm.add_address(two.swarm.id(), address(Network::place_of(2)), net.now);
    one.swarm.dial(two.swarm.id(), net.now);
    net.run();
    EXPECT_EQ(one.told<Dialed>().size(), 1u);
}

TEST(Dials, SW21_an_address_that_is_named_is_tried_though_it_failed_a_moment_ago) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    const std::vector addresses{address(nowhere)};
    const dialing::DialRequest request{.peer = two.swarm.id(), .addresses = addresses};
    one.swarm.dial(request, net.now);
    net.run();
    one.swarm.dial(request, net.now);
    net.run();
    one.swarm.dial(address(std::string(nowhere) + "/p2p/" + two.swarm.id().to_text()), net.now);
    net.run();
    const auto ended = one.told<DialEnded>();
    ASSERT_EQ(ended.size(), 3u);
    EXPECT_EQ(ended[0].attempts[0].failure, DialFailure::refused);
    EXPECT_EQ(ended[1].attempts[0].failure, DialFailure::backing_off);
    EXPECT_EQ(ended[2].attempts[0].failure, DialFailure::refused);
}

TEST(Dials, SW22_a_dial_that_is_cancelled_is_given_up_by_the_body_as_well) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.set(std::string(nowhere), Network::Place::silent);
    const std::vector addresses{address(nowhere)};
    const dialing::DialRequest request{.peer = two.swarm.id(), .addresses = addresses};
    const DialId first = one.swarm.dial(request, net.now);
    const DialId second = one.swarm.dial(request, net.now);
    net.run();
    one.swarm.cancel(first, net.now);
    net.run();
    ASSERT_EQ(one.told<DialEnded>().size(), 1u);
    EXPECT_TRUE(net.given_up.empty());  // The other still waits.
    one.swarm.cancel(second, net.now);
    one.swarm.cancel(second, net.now);
    net.run();
    const auto ended = one.told<DialEnded>();
    ASSERT_EQ(ended.size(), 2u);
    EXPECT_EQ(ended[1].dial, second);
    EXPECT_EQ(ended[1].reason, DialEnd(dialing::EndReason::cancelled));
    EXPECT_EQ(ended[1].attempts[0].failure, DialFailure::cancelled);
    EXPECT_EQ(net.given_up.size(), 1u);
    EXPECT_EQ(one.swarm.counters().dials, 0u);
}

TEST(Dials, SW22_who_cancels_is_told_though_the_swarm_itself_dials_on) {
    Network net;
    Swarm::Options options;
    options.mdns.emplace();
    options.dials_discovered = true;
    End& one = net.add(1, options);
    options.dials_discovered = false;
    End& two = net.add(2, options);
    net.set(Network::place_of(2), Network::Place::silent);
    net.unlisten(Network::place_of(2));
    net.pass(std::chrono::seconds{3});  // Now it is found, and being dialled.
    const DialId dial = one.swarm.dial(two.swarm.id(), net.now);
    one.swarm.cancel(dial, net.now);
    one.swarm.cancel(dial, net.now);
    net.run();
    ASSERT_EQ(one.told<DialEnded>().size(), 1u);
    EXPECT_EQ(one.told<DialEnded>()[0].reason, DialEnd(dialing::EndReason::cancelled));
    EXPECT_TRUE(net.given_up.empty());
}

TEST(Dials, SW22_what_the_body_says_of_a_link_that_was_given_up_is_ignored) {
    Network net;
    End& one = net.add(1);
    net.set(std::string(nowhere), Network::Place::silent);
    const DialId dial = net.dial(one, address(nowhere));
    one.swarm.cancel(dial, net.now);
    net.run();
    ASSERT_EQ(net.given_up.size(), 1u);
    one.swarm.dialed(net.given_up[0], net.now);
    one.swarm.dial_failed(net.given_up[0], DialFailure::refused, net.now);
    one.swarm.receive(net.given_up[0], core::as_bytes("hello"), net.now);
    one.swarm.end(net.given_up[0], net.now);
    net.run();
    EXPECT_EQ(one.swarm.connection_count(), 0u);
    EXPECT_EQ(one.told<DialEnded>().size(), 1u);
}

TEST(Dials, SW23_two_who_dial_one_another_keep_the_same_connection) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    one.swarm.dial(Network::address_of(two, 2), net.now);
    two.swarm.dial(Network::address_of(one, 1), net.now);
    net.run();
    net.pass(seconds{1});
    EXPECT_EQ(one.told<Dialed>().size(), 1u);
    EXPECT_EQ(two.told<Dialed>().size(), 1u);
    EXPECT_TRUE(one.told<DialEnded>().empty());
    EXPECT_TRUE(two.told<DialEnded>().empty());
    ASSERT_EQ(one.swarm.connection_count(), 1u);
    ASSERT_EQ(two.swarm.connection_count(), 1u);
    const auto ones = one.swarm.connections(net.now)[0];
    const auto twos = two.swarm.connections(net.now)[0];
    EXPECT_NE(ones.direction, twos.direction);
    EXPECT_EQ(ones.direction == Direction::outgoing, one.swarm.id() < two.swarm.id());
    EXPECT_TRUE(one.swarm.open(two.swarm.id(), {"/a"}, net.now));
}

TEST(Dials, SW23_a_peer_that_connects_meanwhile_is_reached) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.set(std::string(nowhere), Network::Place::silent);
    net.dial(one, address(std::string(nowhere) + "/p2p/" + two.swarm.id().to_text()));
    net.dial(two, Network::address_of(one, 1));
    net.run();
    ASSERT_EQ(one.told<Dialed>().size(), 1u);
    EXPECT_EQ(one.told<Dialed>()[0].link, one.told<Connected>()[0].link);
    EXPECT_EQ(one.told<Connected>()[0].direction, Direction::incoming);
    EXPECT_EQ(net.given_up.size(), 1u);
}

TEST(Dials, SW24_our_own_key_at_the_other_end_is_told_as_that) {
    Network net;
    End& one = net.add(1);
    net.listen(one, "/ip4/8.8.8.8/tcp/1");
    one.swarm.not_listening(address("/ip4/8.8.8.8/tcp/1"));  // As behind a router.
    net.dial(one, address("/ip4/8.8.8.8/tcp/1"));
    net.run();
    ASSERT_EQ(one.told<DialEnded>().size(), 1u);
    EXPECT_EQ(one.told<DialEnded>()[0].attempts[0].failure, DialFailure::ourselves);
    ASSERT_EQ(one.told<Rejected>().size(), 1u);
    EXPECT_TRUE(one.told<Connected>().empty());
    EXPECT_EQ(one.swarm.connection_count(), 0u);
}

}  // namespace
}  // namespace net::swarm
