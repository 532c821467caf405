// Frames and streams: YM3 to YM9.
#include <gtest/gtest.h>

#include "net/yamux/test_peer.h"

namespace net::yamux {
namespace {

using core::Buffer;
using core::Bytes;

constexpr core::Instant start{};

Buffer joined(std::initializer_list<Buffer> parts) {
    Buffer whole;
    for (const Buffer& part : parts) core::append(whole, part);
    return whole;
}

TEST(Yamux, YM2_a_bad_header_ends_the_session) {
    Session session(quiet(), Role::listener, start);
    Buffer bytes = data(1, 0, syn);
    bytes[0] = std::byte{1};
    EXPECT_EQ(told_after(session, bytes), violated);
    EXPECT_EQ(session.violation(), Violation::version_unknown);
    EXPECT_EQ(sent_by(session), Texts{"go away 0 1"});
}

TEST(Yamux, YM3_frames_may_come_in_any_pieces) {
    Session session(quiet(), Role::listener, start);
    const Buffer bytes = joined({data(1, 3, syn), data(1, 2), window(1, 0, fin)});
    Texts told;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (const auto& text : told_after(session, Bytes(bytes).subspan(i, 1)))
            told.push_back(text);
    EXPECT_EQ(told, (Texts{"1 opened", "1 received 1", "1 received 1", "1 received 1",
                           "1 received 1", "1 received 1", "1 finished"}));
    EXPECT_EQ(told_after(session, joined({data(3, 3, syn), data(3, 2)})),
              (Texts{"3 opened", "3 received 3", "3 received 2"}));
}

TEST(Yamux, YM3_a_payload_is_a_view_of_what_was_received) {
    Session session(quiet(), Role::listener, start);
    const Buffer bytes = data(1, 100'000, syn);
    session.receive(Bytes(bytes).first(50), start);
    EXPECT_TRUE(core::holds_alternative<StreamOpened>(*session.next_event(start)));
    const auto received = core::get<StreamReceived>(*session.next_event(start));
    EXPECT_EQ(received.bytes.data(), bytes.data() + header_size);
    EXPECT_EQ(received.bytes.size(), 38u);
}

TEST(Yamux, YM4_the_first_data_opens) {
    Session dialer(quiet(), Role::dialer, start);
    const StreamId first = *dialer.open(start);
    const StreamId second = *dialer.open(start);
    EXPECT_TRUE(dialer.outgoing().empty());
    EXPECT_EQ(dialer.write(second, Buffer(5)), 5u);
    EXPECT_EQ(dialer.write(first, Buffer(6)), 6u);
    EXPECT_EQ(dialer.write(first, Buffer(7)), 7u);
    EXPECT_EQ(sent_by(dialer), (Texts{"data SYN 3 5", "data SYN 1 6", "data 1 7"}));

    Session listener(quiet(), Role::listener, start);
    const StreamId own = *listener.open(start);
    listener.finish(own);
    EXPECT_EQ(sent_by(listener), Texts{"window SYN FIN 2 0"});
    EXPECT_EQ(listener.open(start), StreamId{4});
}

TEST(Yamux, YM4_a_stream_that_is_reset_before_it_was_announced_was_never_on_the_wire) {
    Session session(quiet(), Role::dialer, start);
    session.reset(*session.open(start));
    EXPECT_TRUE(session.outgoing().empty());
    EXPECT_EQ(session.stream_count(), 0u);
    EXPECT_EQ(session.open(start), StreamId{3});
}

TEST(Yamux, YM5_the_first_frame_acknowledges) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, data(1, 9, syn)), (Texts{"1 opened", "1 received 9"}));
    EXPECT_TRUE(session.outgoing().empty());
    session.credit(StreamId{1}, 9);
    EXPECT_EQ(session.write(StreamId{1}, Buffer(4)), 4u);
    EXPECT_EQ(told_by(session), Texts{});
    EXPECT_EQ(sent_by(session), Texts{"data ACK 1 4"});
}

TEST(Yamux, YM5_otherwise_a_window_update_does_when_there_are_no_more_events) {
    Session session(quiet(), Role::listener, start);
    told_after(session, data(1, 9, syn));
    session.credit(StreamId{1}, 4);
    session.credit(StreamId{1}, 4);
    EXPECT_EQ(told_by(session), Texts{});
    EXPECT_EQ(sent_by(session), Texts{"window ACK 1 8"});
    session.credit(StreamId{1}, 1);
    EXPECT_EQ(told_by(session), Texts{});
    EXPECT_TRUE(session.outgoing().empty());
}

TEST(Yamux, YM6_a_new_stream_of_the_wrong_parity_ends_the_session) {
    Session listener(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(listener, data(2, 0, syn)), violated);
    EXPECT_EQ(listener.violation(), Violation::wrong_parity);
    Session dialer(quiet(), Role::dialer, start);
    EXPECT_EQ(told_after(dialer, data(1, 0, syn)), violated);
    EXPECT_EQ(dialer.violation(), Violation::wrong_parity);
}

TEST(Yamux, YM6_opening_an_open_stream_ends_the_session) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, joined({data(1, 0, syn), window(1, 0, syn)})).back(),
              violated[0]);
    EXPECT_EQ(session.violation(), Violation::opened_twice);
}

TEST(Yamux, YM6_numbers_come_in_any_order_but_only_once) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, joined({data(5, 0, syn), data(1, 0, syn)})),
              (Texts{"5 opened", "1 opened"}));
    EXPECT_EQ(told_after(session, window(1, 0, rst)), Texts{"1 reset"});
    EXPECT_EQ(told_after(session, data(1, 7, syn)), Texts{});
    EXPECT_EQ(sent_by(session), Texts{"window RST 1 0"});
    EXPECT_EQ(told_after(session, data(3, 0, syn)), Texts{"3 opened"});
}

TEST(Yamux, YM6_of_too_many_gaps_the_lowest_count_as_used) {
    Session session(quiet(), Role::listener, start);
    for (std::uint32_t i = 0; i < 257; ++i)
        EXPECT_EQ(told_after(session, window(5 + 4 * i, 0, syn | rst)), Texts{});
    EXPECT_EQ(told_after(session, data(7, 0, syn)), Texts{});
    EXPECT_EQ(sent_by(session), Texts{"window RST 7 0"});
    EXPECT_EQ(told_after(session, data(11, 0, syn)), Texts{"11 opened"});
    EXPECT_EQ(told_after(session, data(3, 0, syn)), Texts{"3 opened"});
}

TEST(Yamux, YM7_a_finish_goes_alone_and_comes_behind_all_data) {
    Session session(quiet(), Role::dialer, start);
    const StreamId stream = *session.open(start);
    EXPECT_EQ(session.write(stream, Buffer(5)), 5u);
    session.finish(stream);
    EXPECT_EQ(sent_by(session), (Texts{"data SYN 1 5", "window FIN 1 0"}));
    EXPECT_EQ(session.stream_count(), 1u);
    EXPECT_EQ(told_after(session, data(1, 3, fin)), (Texts{"1 received 3", "1 finished"}));
    EXPECT_EQ(session.stream_count(), 0u);
}

TEST(Yamux, YM7_the_other_way_round) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, joined({window(1, 0, syn | fin), data(1, 0, fin)})),
              (Texts{"1 opened", "1 finished"}));
    EXPECT_EQ(session.write(StreamId{1}, Buffer(5)), 5u);
    session.finish(StreamId{1});
    EXPECT_EQ(sent_by(session), (Texts{"data ACK 1 5", "window FIN 1 0"}));
    EXPECT_EQ(session.stream_count(), 0u);
}

TEST(Yamux, YM7_data_behind_a_finish_ends_the_session) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, joined({data(1, 0, syn | fin), data(1, 1)})).back(), violated[0]);
    EXPECT_EQ(session.violation(), Violation::data_after_finish);
}

TEST(Yamux, YM8_a_reset_of_the_peer_forgets_the_stream) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, joined({data(1, 3, syn), data(1, 2, rst), window(1, 8)})),
              (Texts{"1 opened", "1 received 3", "1 reset"}));
    EXPECT_EQ(session.stream_count(), 0u);
    EXPECT_TRUE(session.outgoing().empty());
}

TEST(Yamux, YM8_after_a_reset_of_ours_nothing_is_told_of_the_stream) {
    Session session(quiet(), Role::listener, start);
    const Buffer bytes = data(1, 100, syn);
    session.receive(Bytes(bytes).first(50), start);
    EXPECT_TRUE(session.next_event(start));
    EXPECT_TRUE(session.next_event(start));
    session.reset(StreamId{1});
    EXPECT_EQ(sent_by(session), Texts{"window RST 1 0"});
    EXPECT_EQ(told_by(session), Texts{});
    EXPECT_EQ(told_after(session, joined({Buffer(62), data(1, 7, fin), data(3, 1, syn)})),
              (Texts{"3 opened", "3 received 1"}));
}

TEST(Yamux, YM9_data_for_streams_that_are_gone_is_ignored_as_far_as_windows_were_open) {
    Session session(quiet(), Role::listener, start);
    told_after(session, data(1, 100, syn));
    session.reset(StreamId{1});
    EXPECT_EQ(told_after(session, data(1, initial_window_size - 100)), Texts{});
    EXPECT_EQ(told_after(session, joined({window(1, 5), window(3, 0, rst), data(5, 0, fin)})),
              Texts{});
    EXPECT_EQ(told_after(session, data(1, 1)), violated);
    EXPECT_EQ(session.violation(), Violation::data_for_unknown);
}

TEST(Yamux, YM9_data_for_a_stream_that_the_peer_never_opened_ends_the_session) {
    Session session(quiet(), Role::listener, start);
    EXPECT_EQ(told_after(session, data(1, 1)), violated);
}

TEST(Yamux, YM9_a_frame_for_a_stream_of_ours_that_was_never_announced_ends_the_session) {
    Session unopened(quiet(), Role::dialer, start);
    EXPECT_EQ(told_after(unopened, window(1, 1)), violated);
    EXPECT_EQ(unopened.violation(), Violation::never_opened);
    Session unannounced(quiet(), Role::dialer, start);
    EXPECT_TRUE(unannounced.open(start));
    EXPECT_EQ(told_after(unannounced, window(1, 1)), violated);
    EXPECT_EQ(unannounced.violation(), Violation::never_opened);
}

}  // namespace
}  // namespace net::yamux
