// Limits, windows and turns: YM10 to YM20.
#include <gtest/gtest.h>

#include "net/yamux/test_peer.h"

namespace net::yamux {
namespace {

using core::Buffer;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant start{};

TEST(Yamux, YM10_inbound_streams_beyond_the_limit_are_reset_and_the_session_goes_on) {
    Session session(quiet({.inbound_count_max = 2}), Role::listener, start);
    EXPECT_EQ(told_after(session, data(1, 0, syn)), Texts{"1 opened"});
    EXPECT_EQ(told_after(session, data(3, 0, syn)), Texts{"3 opened"});
    EXPECT_EQ(told_after(session, data(5, 9, syn)), Texts{});
    EXPECT_EQ(sent_by(session), Texts{"window RST 5 0"});
    // What was on its way behind it.
    EXPECT_EQ(told_after(session, data(5, initial_window_size - 9)), Texts{});
    EXPECT_EQ(told_after(session, window(1, 0, rst)), Texts{"1 reset"});
    EXPECT_EQ(told_after(session, data(7, 0, syn)), Texts{"7 opened"});
    EXPECT_TRUE(session.open(start));
}

TEST(Yamux, YM10_what_is_refused_is_counted_by_its_reason) {
    Session session(quiet({.inbound_count_max = 2, .backlog_count_max = 1}), Role::listener, start);
    const auto refused = [&](MuxerRefusal refusal) { return session.refusals()[refusal]; };
    told_after(session, data(1, 0, syn));
    told_after(session, data(3, 0, syn));
    EXPECT_EQ(refused(MuxerRefusal::unacknowledged), 1u);
    EXPECT_EQ(session.write(StreamId{1}, core::as_bytes("acknowledged")), 12u);
    told_after(session, data(5, 0, syn));
    told_after(session, data(7, 0, syn));
    EXPECT_EQ(refused(MuxerRefusal::too_many_streams), 1u);
    told_after(session, data(3, 0, syn));
    EXPECT_EQ(refused(MuxerRefusal::number_used), 1u);
    told_after(session, encode({.type = FrameType::go_away}));
    told_after(session, data(9, 0, syn));
    EXPECT_EQ(refused(MuxerRefusal::after_goodbye), 1u);
    EXPECT_EQ(refused(MuxerRefusal::unacknowledged), 1u);
    EXPECT_FALSE(session.ended());
    for (std::size_t i = 0; i < muxer_refusal_count; ++i)
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_NE(describe(static_cast<MuxerRefusal>(i)),
                      describe(static_cast<MuxerRefusal>(j)));
}

TEST(Yamux, YM10_outbound_streams_and_all_streams_have_limits) {
    Session session(quiet({.outbound_count_max = 2, .stream_count_max = 3}), Role::dialer, start);
    const StreamId first = *session.open(start);
    EXPECT_TRUE(session.open(start));
    EXPECT_EQ(session.open(start), std::nullopt);
    EXPECT_EQ(told_after(session, data(2, 0, syn)), Texts{"2 opened"});
    EXPECT_EQ(told_after(session, data(4, 0, syn)), Texts{});
    EXPECT_EQ(sent_by(session), Texts{"window RST 4 0"});
    session.reset(first);
    EXPECT_TRUE(session.open(start));
}

TEST(Yamux, YM11_no_more_than_the_backlog_waits_to_be_acknowledged) {
    Session session(quiet(), Role::dialer, start);
    for (int i = 0; i < 256; ++i) {
        const auto stream = session.open(start);
        ASSERT_TRUE(stream);
        EXPECT_EQ(session.write(*stream, Buffer(1)), 1u);
    }
    EXPECT_EQ(session.open(start), std::nullopt);
    EXPECT_EQ(told_after(session, window(1, 0, ack)), Texts{});
    EXPECT_TRUE(session.open(start));
    EXPECT_EQ(session.open(start), std::nullopt);
    EXPECT_EQ(told_after(session, data(3, 1)), Texts{"3 received 1"});
    EXPECT_TRUE(session.open(start));
    EXPECT_EQ(told_after(session, window(5, 0, rst)), Texts{"5 reset"});
    EXPECT_TRUE(session.open(start));
}

TEST(Yamux, YM11_streams_beyond_the_backlog_of_the_peer_are_reset) {
    Session session(quiet(), Role::listener, start);
    for (std::uint32_t i = 0; i < 256; ++i) told_after(session, data(2 * i + 1, 0, syn));
    EXPECT_EQ(session.stream_count(), 256u);
    EXPECT_EQ(told_after(session, data(601, 0, syn)), Texts{});
    EXPECT_EQ(sent_by(session), Texts{"window RST 601 0"});
    EXPECT_EQ(session.write(StreamId{1}, Buffer(1)), 1u);
    session.reset(StreamId{3});
    EXPECT_EQ(told_after(session, data(603, 0, syn)), Texts{"603 opened"});
    EXPECT_EQ(told_after(session, data(605, 0, syn)), Texts{"605 opened"});
    EXPECT_EQ(told_after(session, data(607, 0, syn)), Texts{});
}

TEST(Yamux, YM12_a_first_payload_larger_than_the_window_makes_no_stream) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, encode({FrameType::data, syn, 1, initial_window_size + 1})),
              violated);
    EXPECT_EQ(session.violation(), Violation::data_beyond_window);

    Session full(quiet({.inbound_count_max = 0}), Role::listener, start);
    EXPECT_EQ(told_after(full, encode({FrameType::data, syn, 1, UINT32_MAX})), violated);

    Session other(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(other, encode({FrameType::data, syn, 1, initial_window_size})),
              Texts{"1 opened"});
}

TEST(Yamux, YM13_no_more_is_sent_than_the_window) {
    Session session(quiet({.sent_size_max = 1'000'000}), Role::dialer, start);
    const StreamId stream = *session.open(start);
    const Buffer bytes(300'000);
    EXPECT_EQ(session.write(stream, bytes), initial_window_size);
    EXPECT_EQ(sent_by(session), (Texts{"data SYN 1 65507", "data 1 65507", "data 1 65507",
                                       "data 1 65507", "data 1 116"}));
    EXPECT_EQ(told_by(session), Texts{});
    EXPECT_EQ(session.write(stream, bytes), 0u);
    EXPECT_EQ(told_after(session, window(1, 1'000, ack)), Texts{"1 writable"});
    EXPECT_EQ(told_by(session), Texts{});
    EXPECT_EQ(session.write(stream, bytes), 1'000u);
}

TEST(Yamux, YM14_a_window_that_would_overflow_ends_the_session) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, window(1, UINT32_MAX - initial_window_size, syn)),
              Texts{"1 opened"});
    EXPECT_EQ(told_after(session, window(1, 1)), violated);
    EXPECT_EQ(session.violation(), Violation::window_overflow);
    Session other(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(other, window(1, UINT32_MAX, syn)), violated);
}

TEST(Yamux, YM15_more_data_than_the_window_ends_the_session_at_the_header) {
    Session session(quiet(), Role::listener, start);
    told_after(session, data(1, 200'000, syn));
    EXPECT_EQ(told_after(session, encode({FrameType::data, 0, 1, initial_window_size - 199'999})),
              violated);
    EXPECT_EQ(session.violation(), Violation::data_beyond_window);
}

TEST(Yamux, YM16_half_a_window_is_given_back_at_once) {
    Session session(quiet(), Role::listener, start);
    told_after(session, data(1, initial_window_size, syn));
    EXPECT_EQ(session.write(StreamId{1}, Buffer(1)), 1u);
    sent_by(session);
    session.credit(StreamId{1}, initial_window_size / 2 - 1);
    EXPECT_EQ(told_by(session), Texts{});
    EXPECT_TRUE(session.outgoing().empty());
    session.credit(StreamId{1}, 1);
    EXPECT_EQ(sent_by(session), Texts{"window 1 131072"});
    EXPECT_EQ(told_after(session, data(1, 131'072, fin)),
              (Texts{"1 received 131072", "1 finished"}));
    session.credit(StreamId{1}, initial_window_size);
    EXPECT_TRUE(session.outgoing().empty());
}

// Measures a round trip of 100 ms, then opens stream 1.
void measure(Session& session) {
    EXPECT_EQ(sent_by(session), Texts{"ping SYN 0 1"});
    told_after(session, frame({FrameType::ping, ack, 0, 1}), start + milliseconds{100});
    EXPECT_EQ(session.round_trip(), core::Duration(milliseconds{100}));
    told_after(session, data(1, 0, syn), start + milliseconds{100});
    EXPECT_EQ(session.write(StreamId{1}, Buffer(1)), 1u);
    sent_by(session);
}

TEST(Yamux, YM17_a_window_used_up_fast_doubles) {
    Session session({.window_size_max = 640 * 1024}, Role::listener, start);
    measure(session);
    const auto deltas_after = [&](std::uint32_t size, Instant now) {
        told_after(session, data(1, size), now);
        session.credit(StreamId{1}, size);
        return sent_by(session);
    };
    EXPECT_EQ(deltas_after(131'072, start + milliseconds{299}), Texts{"window 1 393216"});
    // Slowly.
    EXPECT_EQ(deltas_after(262'144, start + milliseconds{499}), Texts{"window 1 262144"});
    // To the limit.
    EXPECT_EQ(deltas_after(262'144, start + milliseconds{600}), Texts{"window 1 393216"});
    EXPECT_EQ(deltas_after(327'680, start + milliseconds{600}), Texts{"window 1 327680"});
}

TEST(Yamux, YM17_no_window_grows_before_a_round_trip_was_measured) {
    Session session(quiet(), Role::listener, start);
    told_after(session, data(1, initial_window_size, syn));
    session.credit(StreamId{1}, initial_window_size);
    EXPECT_EQ(sent_by(session), Texts{"window ACK 1 262144"});
}

TEST(Yamux, YM18_windows_grow_together_by_no_more_than_the_limit) {
    Session session({.growth_size_max = 300'000}, Role::listener, start);
    measure(session);
    const auto grown_by = [&](std::uint32_t stream) {
        told_after(session, data(stream, 0, syn), start + milliseconds{100});
        told_after(session, data(stream, 131'072), start + milliseconds{100});
        session.credit(StreamId{stream}, 131'072);
        return sent_by(session);
    };
    EXPECT_EQ(grown_by(3), Texts{"window ACK 3 393216"});
    EXPECT_EQ(grown_by(5), Texts{"window ACK 5 168928"});
    EXPECT_EQ(grown_by(7), Texts{"window ACK 7 131072"});
    session.reset(StreamId{3});
    sent_by(session);
    EXPECT_EQ(grown_by(9), Texts{"window ACK 9 393216"});
}

// A session whose buffer of 1000 bytes is full, and in which each of three streams has asked.
struct Crowded {
    Session session{
        quiet({.sent_size_max = 1'000, .control_size_max = 120, .payload_size_max = 200}),
        Role::dialer, start};
    std::array<StreamId, 3> streams{*session.open(start), *session.open(start),
                                    *session.open(start)};
    Crowded() {
        EXPECT_EQ(session.write(streams[0], Buffer(5'000)), 940u);
        EXPECT_EQ(session.write(streams[2], Buffer(1)), 0u);
        EXPECT_EQ(session.write(streams[1], Buffer(5'000)), 0u);
        EXPECT_EQ(told_by(session), Texts{});
    }
};

TEST(Yamux, YM19_streams_write_in_the_order_of_asking) {
    Crowded crowded;
    auto& [session, streams] = crowded;
    EXPECT_EQ(sent_by(session),
              (Texts{"data SYN 1 200", "data 1 200", "data 1 200", "data 1 200", "data 1 140"}));
    // Nobody jumps the queue.
    EXPECT_EQ(session.write(*session.open(start), Buffer(1)), 0u);
    const auto writable = [&] {
        return core::get<StreamWritable>(*session.next_event(start)).stream.value;
    };
    EXPECT_EQ(writable(), 1u);
    EXPECT_EQ(session.write(streams[0], Buffer(5'000)), 200u);
    EXPECT_EQ(session.write(streams[0], Buffer(5'000)), 0u);
    EXPECT_EQ(writable(), 5u);
    EXPECT_EQ(session.write(streams[2], Buffer(1)), 1u);
    EXPECT_EQ(writable(), 3u);
    EXPECT_EQ(session.write(streams[1], Buffer(5'000)), 200u);
    EXPECT_EQ(writable(), 7u);
    EXPECT_EQ(writable(), 1u);
    EXPECT_EQ(session.write(streams[0], Buffer(100)), 100u);
    EXPECT_EQ(writable(), 3u);
    // Alone, one may fill the buffer.
    EXPECT_EQ(session.write(streams[1], Buffer(5'000)), 415u);
    EXPECT_EQ(told_by(session), Texts{});
}

TEST(Yamux, YM19_who_is_gone_or_has_finished_is_not_told) {
    Crowded crowded;
    auto& [session, streams] = crowded;
    session.reset(streams[0]);
    session.finish(streams[2]);
    sent_by(session);
    EXPECT_EQ(told_by(session), Texts{"3 writable"});
}

TEST(Yamux, YM19_who_has_finished_is_not_told_of_a_new_window) {
    Session session(quiet({.sent_size_max = 1'000'000}), Role::dialer, start);
    const StreamId stream = *session.open(start);
    EXPECT_EQ(session.write(stream, Buffer(300'000)), initial_window_size);
    session.finish(stream);
    EXPECT_EQ(told_after(session, window(1, 1'000, ack)), Texts{});
}

TEST(Yamux, YM20_frames_without_payload_have_a_limit_of_their_own) {
    Crowded crowded;
    auto& session = crowded.session;
    for (std::uint32_t i = 0; i < 10; ++i)
        EXPECT_EQ(told_after(session, frame({FrameType::ping, syn, 0, i})), Texts{});
    EXPECT_EQ(session.outgoing().size(), 1'120u);
    EXPECT_EQ(told_after(session, frame({FrameType::ping, syn, 0, 10})),
              Texts{"ended: the peer exceeded a limit of the connection"});
    EXPECT_EQ(sent_by(session).back(), "go away 0 2");
}

TEST(Yamux, YM20_memory_is_given_back_at_rest) {
    Session session(quiet(), Role::dialer, start);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(session.write(*session.open(start), Buffer(1'000)), 1'000u);
    for (std::uint32_t i = 0; i < 100; ++i) session.reset(StreamId{2 * i + 1});
    sent_by(session);
    EXPECT_EQ(told_by(session), Texts{});
    EXPECT_GE(session.memory_size(), 100'000u);
    EXPECT_EQ(session.deadline(), start + seconds{1});
    session.expire(start + seconds{1});
    EXPECT_EQ(session.memory_size(), 0u);
    EXPECT_EQ(session.deadline(), std::nullopt);
}

TEST(Yamux, YM20_memory_in_use_is_kept) {
    Session session(quiet(), Role::dialer, start);
    EXPECT_EQ(session.write(*session.open(start), Buffer(1'000)), 1'000u);
    EXPECT_EQ(told_by(session), Texts{});
    session.expire(start + seconds{1});
    EXPECT_EQ(session.outgoing().size(), 1'012u);
    EXPECT_EQ(told_by(session, start + seconds{1}), Texts{});
    EXPECT_EQ(session.deadline(), start + seconds{2});
}

}  // namespace
}  // namespace net::yamux
