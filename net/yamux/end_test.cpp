// Pings and the end: YM21 to YM26.
#include <gtest/gtest.h>

#include "net/yamux/test_peer.h"

namespace net::yamux {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant start{};
const Texts closed_by_peer{"ended: the peer closed the connection"};

Buffer ping(int flags, std::uint32_t number) {
    return frame({FrameType::ping, static_cast<std::uint16_t>(flags), 0, number});
}
Buffer go_away(std::uint32_t code) { return frame({FrameType::go_away, 0, 0, code}); }

TEST(Yamux, YM21_pings_are_answered) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, ping(syn, 77)), Texts{});
    EXPECT_EQ(sent_by(session), Texts{"ping ACK 0 77"});
}

TEST(Yamux, YM21_pings_that_mean_nothing_end_the_session) {
    const auto violation_after = [](const Options& options, Bytes bytes) {
        Session session(options, Role::listener, start);
        EXPECT_EQ(told_after(session, bytes), violated);
        return session.violation();
    };
    EXPECT_EQ(violation_after(quiet(), ping(0, 1)), Violation::ping_unclear);
    EXPECT_EQ(violation_after(quiet(), ping(syn | ack, 1)), Violation::ping_unclear);
    EXPECT_EQ(violation_after(quiet(), ping(ack, 1)), Violation::ping_not_asked);
    EXPECT_EQ(violation_after({}, ping(ack, 2)), Violation::ping_not_asked);
}

TEST(Yamux, YM22_the_round_trip_is_measured_at_the_start_and_while_data_flows) {
    Session session({.window_size_max = initial_window_size}, Role::listener, start);
    EXPECT_EQ(sent_by(session), Texts{"ping SYN 0 1"});
    EXPECT_EQ(session.round_trip(), std::nullopt);
    const auto receive_half = [&](Instant now, int flags) {
        told_after(session, data(1, initial_window_size / 2, flags), now);
        session.credit(StreamId{1}, initial_window_size / 2);
        told_by(session, now);
        return sent_by(session).size();
    };
    EXPECT_EQ(receive_half(start + milliseconds{10}, syn), 1u);
    told_after(session, ping(ack, 1), start + milliseconds{20});
    EXPECT_EQ(session.round_trip(), core::Duration(milliseconds{20}));
    EXPECT_EQ(receive_half(start + milliseconds{9'999}, 0), 1u);
    EXPECT_EQ(receive_half(start + seconds{10}, 0), 2u);
    EXPECT_EQ(receive_half(start + seconds{20}, 0), 1u);  // One ping at a time.
    told_after(session, ping(ack, 2), start + seconds{20});
    EXPECT_EQ(session.round_trip(), core::Duration(milliseconds{5'010}));
}

TEST(Yamux, YM23_a_peer_that_was_not_heard_is_pinged) {
    Session session({.pulse = {.keepalive_interval = seconds{30}, .measure_interval = seconds{0}}},
                    Role::dialer, start);
    told_after(session, ping(syn, 1), start + seconds{5});
    sent_by(session);
    session.expire(start + seconds{30});
    EXPECT_TRUE(session.outgoing().empty());
    EXPECT_EQ(session.deadline(), start + seconds{35});
    session.expire(start + seconds{35});
    EXPECT_EQ(sent_by(session), Texts{"ping SYN 0 1"});
    told_after(session, ping(ack, 1), start + seconds{36});
    EXPECT_EQ(session.deadline(), start + seconds{66});
}

TEST(Yamux, YM23_silence_ends_the_session) {
    Session session({.pulse = {.silence_max = seconds{20}}}, Role::dialer, start);
    EXPECT_EQ(session.deadline(), start + seconds{20});
    told_after(session, ping(syn, 1), start + seconds{5});
    session.expire(start + seconds{20});
    EXPECT_FALSE(session.ended());
    EXPECT_EQ(session.deadline(), start + seconds{25});
    EXPECT_FALSE(session.outgoing().empty());
    session.expire(start + seconds{25});
    EXPECT_EQ(told_by(session), Texts{"ended: the peer answers no more"});
    EXPECT_TRUE(session.outgoing().empty());
}

TEST(Yamux, YM24_after_a_go_away_streams_end_and_none_begin) {
    Session session(quiet(), Role::dialer, start);
    const StreamId stream = *session.open(start);
    EXPECT_EQ(session.write(stream, Buffer(1)), 1u);
    EXPECT_EQ(told_after(session, go_away(0)), Texts{});
    EXPECT_EQ(session.open(start), std::nullopt);
    EXPECT_EQ(told_after(session, data(2, 0, syn)), Texts{});
    EXPECT_EQ(sent_by(session), (Texts{"data SYN 1 1", "window RST 2 0"}));
    EXPECT_EQ(told_after(session, data(1, 5, fin)), (Texts{"1 received 5", "1 finished"}));
    session.finish(stream);
    EXPECT_EQ(told_by(session), closed_by_peer);
    EXPECT_EQ(sent_by(session), Texts{"window FIN 1 0"});
}

TEST(Yamux, YM24_a_go_away_ends_a_session_without_streams_or_with_another_code) {
    Session empty(quiet(), Role::dialer, start);
    EXPECT_EQ(told_after(empty, go_away(0)), closed_by_peer);
    for (const std::uint32_t code : {1u, 2u, 99u}) {
        Session session(quiet(), Role::listener, start);
        told_after(session, data(1, 0, syn));
        EXPECT_EQ(told_after(session, go_away(code)), closed_by_peer);
    }
}

TEST(Yamux, YM25_close_says_goodbye_behind_what_was_written) {
    Session session(quiet(), Role::dialer, start);
    EXPECT_EQ(session.write(*session.open(start), Buffer(3)), 3u);
    session.close(start);
    EXPECT_EQ(told_by(session), Texts{"ended: the connection was closed here"});
    EXPECT_EQ(sent_by(session), (Texts{"data SYN 1 3", "go away 0 0"}));
}

TEST(Yamux, YM25_the_end_of_the_bytes_is_a_loss_unless_the_peer_has_said_goodbye) {
    Session lost(quiet(), Role::dialer, start);
    EXPECT_EQ(lost.write(*lost.open(start), Buffer(3)), 3u);
    lost.end(start);
    EXPECT_EQ(told_by(lost), Texts{"ended: the connection was lost"});
    EXPECT_TRUE(lost.outgoing().empty());
    Session closed(quiet(), Role::dialer, start);
    EXPECT_TRUE(closed.open(start));
    told_after(closed, go_away(0));
    closed.end(start);
    EXPECT_EQ(told_by(closed), closed_by_peer);
}

TEST(Yamux, YM26_after_the_end_all_is_silent) {
    Session session({}, Role::dialer, start);
    const StreamId stream = *session.open(start);
    session.close(start);
    sent_by(session);
    // Of which the user does not know yet.
    EXPECT_EQ(session.write(stream, Buffer(3)), 0u);
    session.credit(stream, 1);
    session.finish(stream);
    session.reset(stream);
    EXPECT_EQ(told_by(session).size(), 1u);
    session.close(start);
    session.end(start);
    session.expire(start + seconds{100});
    EXPECT_EQ(told_after(session, data(2, 5, syn), start + seconds{100}), Texts{});
    EXPECT_EQ(session.open(start + seconds{100}), std::nullopt);
    EXPECT_EQ(session.deadline(), std::nullopt);
    EXPECT_EQ(session.stream_count(), 0u);
    EXPECT_TRUE(session.outgoing().empty());
    EXPECT_TRUE(session.ended());
}

}  // namespace
}  // namespace net::yamux
