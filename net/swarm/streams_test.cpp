// Streams of one connection: what is agreed on when, who waits for whom, and how they end.
#include <gtest/gtest.h>

#include "net/swarm/network_test.h"

namespace net::swarm {
namespace {

using std::chrono::seconds;
using testing::address;
using testing::End;
using testing::Network;
using testing::Pair;

TEST(SwarmStreams, SW5_streams_end_before_their_connection) {
    Pair pair;
    pair.right.swarm.add_protocol("/echo/1.0.0");
    pair.connect();
    ASSERT_TRUE(pair.left.swarm.open(pair.right.swarm.id(), {"/echo/1.0.0"}, pair.now));
    pair.run();
    pair.left.swarm.close(pair.right.swarm.id(), pair.now);
    pair.run();
    for (const testing::End* end : {&pair.left, &pair.right}) {
        ASSERT_EQ(end->told_of_streams<Failed>().size(), 1u);
        EXPECT_EQ(end->told_of_streams<Failed>()[0].failure, StreamFailure::connection_ended);
        EXPECT_TRUE(core::holds_alternative<Disconnected>(end->heard.back().event));
    }
}

TEST(SwarmStreams, SW6_a_protocol_that_is_not_agreed_on_in_time_ends_the_stream) {
    Pair pair;
    pair.connect();
    // What the other end would have to answer is never delivered.
    const auto stream = pair.left.swarm.open(pair.right.swarm.id(), {"/a"}, pair.now);
    ASSERT_TRUE(stream);
    pair.left.swarm.expire(pair.now + seconds{9});
    EXPECT_FALSE(pair.left.swarm.next_event(pair.now + seconds{9}));
    pair.left.swarm.expire(pair.now + seconds{10});
    const auto event = pair.left.swarm.next_event(pair.now + seconds{10});
    ASSERT_TRUE(event);
    const auto& told = core::get<StreamTold>(*event);
    EXPECT_EQ(core::get<Failed>(told.event).failure, StreamFailure::negotiation_slow);
    EXPECT_TRUE(pair.left.swarm.is_connected(pair.right.swarm.id()));
}

TEST(SwarmStreams, SW7_behind_a_single_proposal_one_may_write_at_once) {
    Pair pair;
    pair.right.swarm.add_protocol("/b");
    pair.connect();
    const auto one = pair.left.swarm.open(pair.right.swarm.id(), {"/b"}, pair.now);
    const auto two = pair.left.swarm.open(pair.right.swarm.id(), {"/a", "/b"}, pair.now);
    EXPECT_EQ(pair.left.swarm.write(*one, core::as_bytes("early")), 5u);
    EXPECT_EQ(pair.left.swarm.write(*two, core::as_bytes("too early")), 0u);
    pair.left.swarm.finish(*one, pair.now);
    pair.run();
    EXPECT_EQ(pair.right.received(), "early");
    EXPECT_EQ(pair.right.told_of_streams<Finished>().size(), 1u);
    EXPECT_EQ(pair.left.told_of_streams<Agreed>().size(), 2u);
    EXPECT_EQ(pair.left.swarm.write(*two, core::as_bytes("now")), 3u);
}

TEST(SwarmStreams, SW8_who_does_not_read_is_written_no_more_than_fits) {
    Pair pair({}, 100'000);
    pair.credits = false;
    pair.right.swarm.add_protocol("/sink");
    pair.connect();
    const auto stream = pair.left.swarm.open(pair.right.swarm.id(), {"/sink"}, pair.now);
    pair.run();
    const core::Buffer piece(100'000);
    std::size_t written = 0;
    std::size_t taken = 0;
    do {
        taken = pair.left.swarm.write(*stream, piece);
        written += taken;
        pair.run();
    } while (taken > 0);
    EXPECT_LT(written, std::size_t{2} << 20);
    const std::size_t told = pair.left.told_of_streams<Writable>().size();
    const auto accepted = pair.right.told_of_streams<Accepted>();
    const StreamHandle other{*pair.right.link, accepted[0].stream};
    pair.right.swarm.credit(other, pair.right.received().size());
    pair.run();
    EXPECT_EQ(pair.left.told_of_streams<Writable>().size(), told + 1);
    EXPECT_GT(pair.left.swarm.write(*stream, piece), 0u);
}

TEST(SwarmStreams, SW9_calls_for_what_is_gone_do_nothing) {
    Pair pair;
    pair.right.swarm.add_protocol("/echo/1.0.0");
    pair.connect();
    const auto stream = pair.left.swarm.open(pair.right.swarm.id(), {"/echo/1.0.0"}, pair.now);
    pair.run();
    pair.left.swarm.reset(*stream);
    for (const StreamHandle gone : {*stream, StreamHandle{LinkId{99}, StreamId{1}}}) {
        EXPECT_EQ(pair.left.swarm.write(gone, core::as_bytes("x")), 0u);
        pair.left.swarm.credit(gone, 5);
        pair.left.swarm.finish(gone, pair.now);
        pair.left.swarm.reset(gone);
    }
    pair.run();
    ASSERT_EQ(pair.right.told_of_streams<Failed>().size(), 1u);
    EXPECT_EQ(pair.right.told_of_streams<Failed>()[0].failure, StreamFailure::reset_by_peer);
    EXPECT_FALSE(pair.left.swarm.open(core::codec::PeerId(pair.left.swarm.id()), {"/a"}, pair.now));
}

// The first flight of who dials: proposal of multistream and noise, and noise's first message.
TEST(SwarmStreams, SW11_who_dials_does_not_wait_for_an_answer_to_begin) {
    Network net;
    End& one = net.add(1);
    const auto target = address("/ip4/8.8.8.99/tcp/1");
    one.swarm.dial(target, net.now);
    const auto order = one.swarm.next_order();
    ASSERT_TRUE(order);
    const LinkId link = core::get<Dial>(*order).link;
    one.swarm.dialed(link, net.now);
    EXPECT_FALSE(one.swarm.next_event(net.now));
    ASSERT_EQ(one.swarm.next_ready(), link);
    const std::string sent(core::as_text(one.swarm.outgoing(link)));
    const std::string proposal = "\x13/multistream/1.0.0\n\x07/noise\n";
    EXPECT_TRUE(sent.starts_with(proposal));
    EXPECT_EQ(sent.size(), proposal.size() + 2 + 32);
}

TEST(SwarmStreams, SW12_the_muxer_is_agreed_on_after_security_where_that_has_not) {
    Swarm::Options options;
    options.stack.security = Security::plaintext;
    Pair pair(options);
    pair.connect();
    EXPECT_EQ(pair.left.told<Connected>().size(), 1u);
    EXPECT_EQ(pair.right.told<Connected>().size(), 1u);
}

TEST(SwarmStreams, SW13_a_connection_that_is_lost_meanwhile_is_told_as_that) {
    Network net;
    End& one = net.add(1);
    const auto link = net.come_in(one, "/ip4/77.1.1.1/tcp/1");
    one.swarm.end(*link, net.now);
    net.run();
    ASSERT_EQ(one.told<Rejected>().size(), 1u);
    EXPECT_EQ(one.told<Rejected>()[0].reason, LinkEnd(DialFailure::connection_lost));
}

TEST(SwarmStreams, SW14_what_answers_without_websocket_is_told_as_that) {
    Network net;
    End& one = net.add(1);
    const std::string place = "/ip4/8.8.8.99/tcp/1/ws";
    net.set(place, Network::Place::mute);
    net.dial(one, address(place));
    net.run();
    const LinkId link = one.swarm.connections(net.now)[0].link;
    one.swarm.receive(link, core::as_bytes("HTTP/1.1 404 Not Found\r\n\r\n"), net.now);
    net.run();
    ASSERT_EQ(one.told<DialEnded>().size(), 1u);
    EXPECT_EQ(one.told<DialEnded>()[0].attempts[0].failure, DialFailure::no_websocket);
}

TEST(SwarmStreams, SW14_over_websocket_all_is_the_same) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.listen(two, "/ip4/8.8.8.2/tcp/80/ws");
    net.dial(one, address("/ip4/8.8.8.2/tcp/80/ws"));
    net.run();
    ASSERT_EQ(one.told<Connected>().size(), 1u);
    EXPECT_EQ(one.told<Connected>()[0].transport, Transport::websocket);
    EXPECT_EQ(two.told<Connected>()[0].transport, Transport::websocket);
    two.swarm.close(one.swarm.id(), net.now);
    net.run();
    EXPECT_EQ(one.told<Disconnected>()[0].reason, LinkEnd(MuxerEndReason::closed_by_peer));
}

TEST(SwarmStreams, SW15_last_words_go_with_the_order_to_close) {
    Pair pair;
    pair.connect();
    pair.left.swarm.close(pair.right.swarm.id(), pair.now);
    while (pair.left.swarm.next_event(pair.now)) {
    }
    const auto order = pair.left.swarm.next_order();
    ASSERT_TRUE(order);
    EXPECT_FALSE(core::get<Close>(*order).last.empty());
    EXPECT_EQ(pair.left.swarm.connection_count(), 0u);
    EXPECT_TRUE(pair.left.swarm.outgoing(core::get<Close>(*order).link).empty());
}

}  // namespace
}  // namespace net::swarm
