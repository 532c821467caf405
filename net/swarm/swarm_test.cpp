// Two swarms on one wire.
#include "net/swarm/swarm.h"

#include <gtest/gtest.h>

#include "net/swarm/pair_test.h"

namespace net::swarm {
namespace {

using testing::address;
using testing::Pair;

TEST(Swarm, SW1_two_connect_and_know_each_other) {
    for (const std::size_t piece_size : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
        Pair pair({}, piece_size);
        pair.connect();
        ASSERT_EQ(pair.left.told<Connected>().size(), 1u);
        EXPECT_EQ(pair.left.told<Connected>()[0].peer, pair.right.swarm.id());
        EXPECT_EQ(pair.left.told<Dialed>().size(), 1u);
        ASSERT_EQ(pair.right.told<Connected>().size(), 1u);
        EXPECT_EQ(pair.right.told<Connected>()[0].peer, pair.left.swarm.id());
        EXPECT_EQ(pair.right.told<Connected>()[0].direction, Direction::incoming);
    }
}

TEST(Swarm, SW2_pings_run_on_a_stream_of_their_own) {
    Pair pair;
    pair.connect();
    ASSERT_TRUE(
        pair.left.swarm.ping(pair.right.swarm.id(), {.count = 3, .interval = {}}, pair.now));
    for (int i = 0; i < 5; ++i) pair.pass(std::chrono::milliseconds{1});
    const auto told = pair.left.told<PingTold>();
    ASSERT_EQ(told.size(), 4u);
    EXPECT_TRUE(core::holds_alternative<ping::Ended>(told[3].event));
}

TEST(Swarm, SW3_a_users_stream_carries_bytes_both_ways_and_ends) {
    Pair pair;
    pair.right.swarm.add_protocol("/echo/1.0.0");
    pair.connect();
    const auto stream = pair.left.swarm.open(pair.right.swarm.id(), {"/echo/1.0.0"}, pair.now);
    ASSERT_TRUE(stream);
    EXPECT_EQ(pair.left.swarm.write(*stream, core::as_bytes("hello")), 5u);
    pair.left.swarm.finish(*stream, pair.now);
    pair.run();
    const auto accepted = pair.right.told_of_streams<Accepted>();
    ASSERT_EQ(accepted.size(), 1u);
    EXPECT_EQ(accepted[0].protocol, "/echo/1.0.0");
    EXPECT_EQ(pair.right.received(), "hello");
    EXPECT_EQ(pair.right.told_of_streams<Finished>().size(), 1u);
    const StreamHandle back{*pair.right.link, accepted[0].stream};
    EXPECT_EQ(pair.right.swarm.write(back, core::as_bytes("and back")), 8u);
    pair.right.swarm.finish(back, pair.now);
    pair.run();
    EXPECT_EQ(pair.left.received(), "and back");
    EXPECT_EQ(pair.left.told_of_streams<Agreed>().size(), 1u);
    EXPECT_EQ(pair.left.told_of_streams<Finished>().size(), 1u);
}

TEST(Swarm, SW4_an_unknown_protocol_is_refused) {
    Pair pair;
    pair.connect();
    ASSERT_TRUE(pair.left.swarm.open(pair.right.swarm.id(), {"/a", "/b"}, pair.now));
    pair.run();
    const auto failed = pair.left.told_of_streams<Failed>();
    ASSERT_EQ(failed.size(), 1u);
    EXPECT_EQ(failed[0].failure, StreamFailure::protocol_refused);
    EXPECT_TRUE(pair.right.told<StreamTold>().empty());
}

TEST(Swarm, SW2_uploads_and_downloads_are_measured) {
    Swarm::Options options;
    options.serves_perf = true;
    Pair pair(options, 100'000);
    pair.connect();
    for (const auto [upload, download] : {std::pair(1u << 22, 1u << 22), {0u, 1u}, {1u, 0u}}) {
        ASSERT_TRUE(pair.left.swarm.perf(
            pair.right.swarm.id(), {.upload_size = upload, .download_size = download}, pair.now));
        pair.run();
        ASSERT_FALSE(pair.left.told<PerfTold>().empty());
        const auto told = pair.left.told<PerfTold>().back();
        ASSERT_TRUE(core::holds_alternative<perf::Ended>(told.event));
        EXPECT_EQ(core::get<perf::Ended>(told.event).reason, perf::EndReason::completed);
    }
    EXPECT_EQ(pair.left.swarm.stream_count(), 0u);
    EXPECT_EQ(pair.right.swarm.stream_count(), 0u);
}

Swarm::Options unprotected() {
    Swarm::Options options;
    options.stack.security = Security::plaintext;
    return options;
}

TEST(Swarm, SW16_plaintext_where_both_ask_for_it) {
    for (const std::size_t piece_size : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
        Pair pair(unprotected(), piece_size);
        pair.right.swarm.add_protocol("/echo/1.0.0");
        pair.connect();
        ASSERT_EQ(pair.left.told<Dialed>().size(), 1u);
        ASSERT_EQ(pair.right.told<Connected>().size(), 1u);
        EXPECT_EQ(pair.right.told<Connected>()[0].peer, pair.left.swarm.id());
        const auto stream = pair.left.swarm.open(pair.right.swarm.id(), {"/echo/1.0.0"}, pair.now);
        const std::string text(3'000, 'x');
        EXPECT_EQ(pair.left.swarm.write(*stream, core::as_bytes(text)), text.size());
        pair.run();
        EXPECT_EQ(pair.right.received(), text);
    }
}

TEST(Swarm, SW16_plaintext_is_nothing_in_common_with_noise) {
    Pair pair({}, 1'000, unprotected());
    pair.connect();
    EXPECT_TRUE(pair.left.told<Connected>().empty());
    const auto ended = pair.left.told<DialEnded>();
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].attempts[0].failure, DialFailure::no_common_security);
}

TEST(Swarm, SW10_another_peer_than_the_one_asked_for_is_no_success) {
    Pair pair;
    const testing::End other(3, {});
    pair.dial(address("/ip4/1.2.3.4/tcp/5/p2p/" + other.swarm.id().to_text()));
    pair.run();
    EXPECT_TRUE(pair.left.told<Connected>().empty());
    const auto ended = pair.left.told<DialEnded>();
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].attempts[0].failure, DialFailure::wrong_peer);
    EXPECT_TRUE(pair.right.told<Connected>().empty());
}

TEST(Swarm, SW5_a_closed_connection_ends_at_both_ends) {
    Pair pair;
    pair.connect();
    pair.left.swarm.close(pair.right.swarm.id(), pair.now);
    pair.run();
    ASSERT_EQ(pair.left.told<Disconnected>().size(), 1u);
    EXPECT_EQ(core::get<MuxerEndReason>(pair.left.told<Disconnected>()[0].reason),
              MuxerEndReason::closed_here);
    ASSERT_EQ(pair.right.told<Disconnected>().size(), 1u);
    EXPECT_EQ(core::get<MuxerEndReason>(pair.right.told<Disconnected>()[0].reason),
              MuxerEndReason::closed_by_peer);
    EXPECT_EQ(pair.left.swarm.connection_count(), 0u);
    EXPECT_EQ(pair.right.swarm.connection_count(), 0u);
}

}  // namespace
}  // namespace net::swarm
