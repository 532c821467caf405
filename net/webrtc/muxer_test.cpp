// Streams on channels: rules WM9–WM25 of spec/webrtc-channels.md. The cases of closing and
// resetting follow what go-libp2p's streams are tested for.
#include "net/webrtc/muxer.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "net/webrtc/muxer_pair.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using core::Instant;
using std::chrono::seconds;
using testing::MuxerEnd;
using testing::MuxerPair;
using Texts = std::vector<std::string>;

constexpr Instant start{};
constexpr StreamId first{1};

void say(MuxerEnd& end, StreamId stream, std::string_view text) {
    EXPECT_EQ(end.muxer.write(stream, as_bytes(text)), text.size());
}

// One stream, opened at the left, of which both know.
struct OneStream : MuxerPair {
    explicit OneStream(const WebrtcMuxer::Options& options = {}) : MuxerPair(options) {
        secure();
        EXPECT_EQ(left.muxer.open(now), first);
        settle();
        EXPECT_EQ(right.told, Texts{"opened 1"});
        right.told.clear();
    }
};

// A muxer that is alone with a peer that the test plays.
struct Alone {
    explicit Alone(const WebrtcMuxer::Options& options = {}) : muxer(options, start) {
        muxer.secured(start);
        channel = *muxer.channel_opened(start);
        EXPECT_TRUE(std::holds_alternative<StreamOpened>(*muxer.next_event(start)));
        stream = {channel.value};
    }

    // What is told of it; a muxer is only asked again when it said all.
    std::vector<MuxerEvent> receive(core::Bytes bytes) {
        muxer.channel_received(channel, bytes, now);
        return events();
    }
    std::vector<MuxerEvent> receive(std::optional<Flag> flag, std::string_view text = "") {
        const Buffer message = encode_message(flag, as_bytes(text));
        return receive(message);
    }
    std::vector<MuxerEvent> events() {
        std::vector<MuxerEvent> told;
        while (const auto event = muxer.next_event(now)) told.push_back(*event);
        return told;
    }
    // What goes out, as hexadecimal, and "close".
    Texts orders() {
        Texts texts;
        while (const auto order = muxer.next_order()) {
            if (const auto* send = std::get_if<SendMessage>(&*order))
                texts.push_back(core::to_hex(send->message));
            else
                texts.emplace_back(std::holds_alternative<CloseChannel>(*order) ? "close" : "open");
            muxer.consume_order();
        }
        return texts;
    }

    WebrtcMuxer muxer;
    ChannelId channel;
    StreamId stream;
    Instant now = start;
};

const std::string fin = "020800";
const std::string reset_flag = "020802";
const std::string fin_ack = "020803";

TEST(WebrtcMuxer, WM9_a_stream_is_told_and_carries_bytes_both_ways) {
    OneStream pair;
    say(pair.left, first, "ping");
    say(pair.right, first, "pong");
    pair.settle();
    EXPECT_EQ(pair.right.received[first], "ping");
    EXPECT_EQ(pair.left.received[first], "pong");
}

TEST(WebrtcMuxer, WM9_a_channel_is_written_when_it_is_ready) {
    WebrtcMuxer muxer({}, start);
    muxer.secured(start);
    const StreamId stream = *muxer.open(start);
    EXPECT_EQ(muxer.write(stream, as_bytes("early")), 0u);
    EXPECT_TRUE(std::holds_alternative<OpenChannel>(*muxer.next_order()));
    muxer.consume_order();
    EXPECT_FALSE(muxer.next_event(start));
    muxer.channel_ready({stream.value});
    EXPECT_EQ(std::get<StreamWritable>(*muxer.next_event(start)).stream, stream);
    EXPECT_FALSE(muxer.next_event(start));
    EXPECT_EQ(muxer.write(stream, as_bytes("early")), 5u);
}

TEST(WebrtcMuxer, WM9_what_was_finished_before_it_was_ready_is_finished_then) {
    WebrtcMuxer muxer({}, start);
    muxer.secured(start);
    const StreamId stream = *muxer.open(start);
    muxer.finish(stream);
    muxer.consume_order();
    EXPECT_FALSE(muxer.next_order());
    muxer.channel_ready({stream.value});
    EXPECT_EQ(core::to_hex(std::get<SendMessage>(*muxer.next_order()).message), fin);
}

TEST(WebrtcMuxer, WM10_writing_takes_what_there_is_room_for) {
    Alone alone({.unsent_size_max = 20'000});
    const Buffer large(50'000, std::byte{'x'});
    const std::size_t taken = alone.muxer.write(alone.stream, large);
    EXPECT_GE(taken, 19'000u);
    EXPECT_LE(alone.muxer.unsent_size(), 20'000u + message_overhead_max);
    EXPECT_EQ(alone.muxer.write(alone.stream, large), 0u);
    EXPECT_TRUE(alone.events().empty());
    alone.muxer.consume_order();
    const auto events = alone.events();
    ASSERT_EQ(events.size(), 1u);  // Once.
    EXPECT_EQ(std::get<StreamWritable>(events[0]).stream, alone.stream);
    EXPECT_GT(alone.muxer.write(alone.stream, large), 0u);
}

TEST(WebrtcMuxer, WM10_those_that_wait_are_served_in_turn) {
    MuxerPair pair({.unsent_size_max = 1000});
    pair.secure();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(pair.left.muxer.open(pair.now));
    pair.settle();
    const Buffer large(5000, std::byte{'x'});
    for (std::uint32_t id = 1; id <= 3; ++id) (void)pair.left.muxer.write({id}, large);
    pair.left.told.clear();
    for (int i = 0; i < 3; ++i) {
        pair.left.muxer.consume_order();
        const auto event = pair.left.muxer.next_event(pair.now);
        ASSERT_TRUE(event);
        const StreamId next = std::get<StreamWritable>(*event).stream;
        EXPECT_EQ(next.value, i == 0 ? 1u : static_cast<unsigned>(i) + 1);
        (void)pair.left.muxer.write(next, large);
    }
}

TEST(WebrtcMuxer, WM11_reading_goes_on_after_finishing) {
    OneStream pair;
    say(pair.left, first, "question");
    pair.left.muxer.finish(first);
    pair.settle();
    EXPECT_EQ(pair.right.told, Texts{"finished 1"});
    say(pair.right, first, "answer");
    pair.settle();
    EXPECT_EQ(pair.left.received[first], "answer");
    EXPECT_EQ(pair.left.muxer.stream_count(), 1u);
}

TEST(WebrtcMuxer, WM12_a_fin_is_acknowledged_and_told_once) {
    Alone alone;
    const auto events = alone.receive(Flag::fin, "last words");
    ASSERT_EQ(events.size(), 2u);
    EXPECT_TRUE(std::holds_alternative<StreamReceived>(events[0]));
    EXPECT_TRUE(std::holds_alternative<StreamFinished>(events[1]));
    EXPECT_EQ(alone.orders(), Texts{fin_ack});
    EXPECT_TRUE(alone.receive(Flag::fin).empty());
    EXPECT_EQ(alone.orders(), Texts{});
}

TEST(WebrtcMuxer, WM12_bytes_after_a_fin_reset_the_stream) {
    Alone alone;
    alone.receive(Flag::fin);
    alone.orders();
    const auto events = alone.receive(std::nullopt, "more");
    ASSERT_EQ(events.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<StreamReset>(events[0]));
    EXPECT_EQ(alone.orders(), (Texts{reset_flag, "close"}));
    EXPECT_EQ(alone.muxer.violation_count(), 1u);
}

TEST(WebrtcMuxer, WM13_a_stream_that_both_finish_is_forgotten_at_both) {
    OneStream pair;
    say(pair.left, first, "foobar");
    pair.left.muxer.finish(first);
    pair.settle();
    say(pair.right, first, "lorem ipsum");
    pair.right.muxer.finish(first);
    pair.settle();
    EXPECT_EQ(pair.right.received[first], "foobar");
    EXPECT_EQ(pair.left.received[first], "lorem ipsum");
    EXPECT_EQ(pair.left.told, Texts{"finished 1"});
    EXPECT_EQ(pair.right.told, Texts{"finished 1"});
    EXPECT_EQ(pair.left.muxer.stream_count() + pair.right.muxer.stream_count(), 0u);
    EXPECT_EQ(pair.left.far.size(), 1u);  // The channel is closed.
}

TEST(WebrtcMuxer, WM13_both_may_finish_at_once) {
    OneStream pair;
    pair.left.muxer.finish(first);
    pair.right.muxer.finish(first);
    pair.settle();
    EXPECT_EQ(pair.left.told, Texts{"finished 1"});
    EXPECT_EQ(pair.right.told, Texts{"finished 1"});
    EXPECT_EQ(pair.left.muxer.stream_count() + pair.right.muxer.stream_count(), 0u);
}

TEST(WebrtcMuxer, WM14_without_an_acknowledgement_writing_ends_all_the_same) {
    Alone alone({.finish_max = seconds{10}});
    alone.receive(Flag::fin);
    alone.muxer.finish(alone.stream);
    EXPECT_EQ(alone.orders(), (Texts{fin_ack, fin}));
    EXPECT_EQ(alone.muxer.deadline(), start + seconds{10});
    alone.muxer.expire(start + seconds{9});
    EXPECT_EQ(alone.orders(), Texts{});
    alone.muxer.expire(start + seconds{10});
    EXPECT_EQ(alone.orders(), Texts{"close"});
    EXPECT_TRUE(alone.events().empty());
    EXPECT_EQ(alone.muxer.deadline(), std::nullopt);
}

TEST(WebrtcMuxer, WM14_a_late_peer_may_still_send) {
    Alone alone;
    alone.muxer.finish(alone.stream);
    alone.muxer.expire(start + seconds{10});
    EXPECT_EQ(alone.orders(), Texts{fin});
    EXPECT_EQ(alone.receive(std::nullopt, "late").size(), 1u);
    EXPECT_EQ(alone.receive(Flag::fin).size(), 1u);
    EXPECT_EQ(alone.orders(), (Texts{fin_ack, "close"}));
}

TEST(WebrtcMuxer, WM15_a_peer_that_stops_reading_is_not_written_to) {
    Alone alone;
    EXPECT_TRUE(alone.receive(Flag::stop_sending).empty());
    EXPECT_EQ(alone.orders(), Texts{});  // No RESET.
    EXPECT_EQ(alone.muxer.write(alone.stream, as_bytes("dropped")), 7u);
    EXPECT_EQ(alone.orders(), Texts{});
    EXPECT_EQ(alone.receive(std::nullopt, "still sent").size(), 1u);
    EXPECT_EQ(alone.receive(Flag::fin).size(), 1u);
    EXPECT_EQ(alone.orders(), Texts{fin_ack});
    alone.muxer.finish(alone.stream);
    EXPECT_EQ(alone.orders(), (Texts{fin, "close"}));
}

TEST(WebrtcMuxer, WM15_it_ends_the_wait_for_an_acknowledgement) {
    Alone alone;
    alone.receive(Flag::fin);
    alone.muxer.finish(alone.stream);
    alone.orders();
    alone.receive(Flag::stop_sending);
    EXPECT_EQ(alone.orders(), Texts{"close"});
    EXPECT_EQ(alone.muxer.stream_count(), 0u);
}

TEST(WebrtcMuxer, WM16_a_reset_ends_the_stream_at_both) {
    OneStream pair;
    say(pair.left, first, "foobar");
    say(pair.right, first, "lorem ipsum");
    pair.left.muxer.reset(first);
    EXPECT_EQ(pair.left.muxer.stream_count(), 0u);
    pair.settle();
    EXPECT_EQ(pair.right.received[first], "foobar");
    EXPECT_EQ(pair.left.received[first], "");
    EXPECT_EQ(pair.right.told, Texts{"reset 1"});
    EXPECT_EQ(pair.left.told, Texts{});
    EXPECT_EQ(pair.right.muxer.stream_count(), 0u);
    EXPECT_EQ(pair.right.far.size(), 1u);
}

TEST(WebrtcMuxer, WM16_a_stream_that_waits_for_an_acknowledgement_can_be_reset) {
    OneStream pair;
    pair.left.muxer.finish(first);
    pair.left.muxer.reset(first);
    pair.settle();
    EXPECT_EQ(pair.right.told, (Texts{"finished 1", "reset 1"}));
}

TEST(WebrtcMuxer, WM17_a_channel_closed_after_both_finished_is_a_normal_end) {
    Alone alone;
    alone.receive(Flag::fin);
    alone.muxer.finish(alone.stream);
    alone.muxer.channel_closed(alone.channel, start);  // Without FIN_ACK.
    EXPECT_TRUE(alone.events().empty());
    EXPECT_EQ(alone.muxer.stream_count(), 0u);
}

TEST(WebrtcMuxer, WM17_a_channel_closed_in_between_is_a_reset) {
    for (const bool finish_here : {false, true}) {
        Alone alone;
        if (finish_here) alone.muxer.finish(alone.stream);
        alone.muxer.channel_closed(alone.channel, start);
        const auto events = alone.events();
        ASSERT_EQ(events.size(), 1u);
        EXPECT_TRUE(std::holds_alternative<StreamReset>(events[0]));
    }
    Alone alone;
    alone.receive(Flag::fin);
    alone.muxer.channel_closed(alone.channel, start);
    EXPECT_EQ(alone.events().size(), 1u);
}

TEST(WebrtcMuxer, WM18_what_cannot_be_read_resets_its_stream_alone) {
    Alone alone;
    EXPECT_TRUE(alone.muxer.open(start));
    const Buffer bad(4, std::byte{0xff});
    const auto events = alone.receive(bad);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<StreamReset>(events[0]));
    EXPECT_EQ(alone.muxer.stream_count(), 1u);
    EXPECT_FALSE(alone.muxer.ended());
}

TEST(WebrtcMuxer, WM19_what_lies_unread_is_limited) {
    Alone alone({.unread_size_max = 100, .unread_pause_size = 50});
    alone.receive(std::nullopt, std::string(49, 'x'));
    EXPECT_FALSE(alone.muxer.paused());
    alone.receive(std::nullopt, std::string(51, 'x'));
    EXPECT_TRUE(alone.muxer.paused());
    alone.muxer.credit(alone.stream, 60);
    EXPECT_FALSE(alone.muxer.paused());
    EXPECT_EQ(alone.muxer.unread_size(), 40u);
    const auto events = alone.receive(std::nullopt, std::string(61, 'x'));
    ASSERT_EQ(events.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<StreamReset>(events[0]));
    EXPECT_EQ(alone.muxer.overrun_count(), 1u);
    EXPECT_EQ(alone.muxer.unread_size(), 0u);
    EXPECT_FALSE(alone.muxer.paused());
    EXPECT_EQ(alone.orders(), (Texts{reset_flag, "close"}));
}

TEST(WebrtcMuxer, WM19_and_of_all_streams_together) {
    MuxerPair pair({.unread_total_max = 100, .unread_pause_total = 80});
    pair.right.credits = false;
    pair.secure();
    for (std::uint32_t id = 1; id <= 3; ++id) {
        EXPECT_TRUE(pair.left.muxer.open(pair.now));
        pair.settle();
        say(pair.left, {id}, std::string(45, 'x'));
        pair.settle();
        EXPECT_EQ(pair.right.muxer.paused(), id >= 2);
    }
    EXPECT_EQ(pair.right.told.back(), "reset 3");
    EXPECT_EQ(pair.left.told.back(), "reset 3");
}

TEST(WebrtcMuxer, WM20_streams_are_limited_each_way) {
    MuxerPair pair({.streams_here_max = 3, .streams_by_peer_max = 2});
    pair.secure();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(pair.left.muxer.open(pair.now));
    EXPECT_FALSE(pair.left.muxer.open(pair.now));
    pair.settle();
    EXPECT_EQ(pair.right.told, (Texts{"opened 1", "opened 2"}));
    EXPECT_EQ(pair.left.told, Texts{"reset 3"});
    EXPECT_TRUE(pair.left.muxer.open(pair.now));
}

TEST(WebrtcMuxer, WM21_what_comes_before_noise_is_done_is_told_after) {
    MuxerPair pair;
    pair.left.muxer.secured(pair.now);
    EXPECT_EQ(pair.right.muxer.open(pair.now), std::nullopt);
    EXPECT_TRUE(pair.left.muxer.open(pair.now));
    pair.settle();
    say(pair.left, first, "early");
    pair.left.muxer.finish(first);
    pair.settle();
    EXPECT_EQ(pair.right.told, Texts{});
    pair.right.muxer.secured(pair.now);
    pair.listen(pair.right);
    EXPECT_EQ(pair.right.told, (Texts{"opened 1", "finished 1"}));
    EXPECT_EQ(pair.right.received[first], "early");
}

TEST(WebrtcMuxer, WM21_it_is_limited) {
    WebrtcMuxer muxer({.early_channels_max = 2, .early_size_max = 10}, start);
    const ChannelId one = *muxer.channel_opened(start);
    const ChannelId two = *muxer.channel_opened(start);
    EXPECT_EQ(muxer.channel_opened(start), std::nullopt);
    muxer.channel_received(one, Buffer(10), start);
    muxer.channel_received(two, Buffer(11), start);
    while (muxer.next_order() && !std::holds_alternative<CloseChannel>(*muxer.next_order()))
        muxer.consume_order();
    EXPECT_EQ(std::get<CloseChannel>(*muxer.next_order()).channel, two);
    EXPECT_EQ(muxer.overrun_count(), 1u);
    EXPECT_TRUE(muxer.channel_opened(start));
}

TEST(WebrtcMuxer, WM22_channel_0_carries_noise) {
    MuxerPair pair;
    pair.left.muxer.write_handshake(as_bytes(std::string(40'000, 'n')));
    pair.right.muxer.write_handshake(as_bytes("answer"));
    pair.settle();
    EXPECT_EQ(pair.right.received[{}], std::string(40'000, 'n'));
    EXPECT_EQ(pair.left.received[{}], "answer");
    pair.secure();
    pair.left.muxer.channel_received(handshake_channel, Buffer(5, std::byte{0xff}), pair.now);
    pair.left.muxer.channel_closed(handshake_channel, pair.now);
    pair.listen(pair.left);
    EXPECT_FALSE(pair.left.muxer.ended());
}

TEST(WebrtcMuxer, WM22_a_flag_or_garbage_before_noise_is_done_ends_the_connection) {
    for (const bool is_flag : {true, false}) {
        WebrtcMuxer muxer({}, start);
        const Buffer bytes = is_flag ? encode_message(Flag::fin, {}) : Buffer(5, std::byte{0xff});
        muxer.channel_received(handshake_channel, bytes, start);
        EXPECT_EQ(muxer.next_handshake_bytes(), std::nullopt);
        EXPECT_TRUE(muxer.ended());
        EXPECT_EQ(std::get<MuxerEnded>(*muxer.next_event(start)).reason,
                  is_flag ? MuxerEndReason::closed_by_peer : MuxerEndReason::protocol_violated);
    }
}

TEST(WebrtcMuxer, WM23_noise_must_be_done_in_time) {
    WebrtcMuxer muxer({.secure_max = seconds{10}}, start);
    EXPECT_EQ(muxer.deadline(), start + seconds{10});
    muxer.expire(start + seconds{9});
    EXPECT_FALSE(muxer.ended());
    muxer.expire(start + seconds{10});
    EXPECT_EQ(std::get<MuxerEnded>(*muxer.next_event(start)).reason, MuxerEndReason::silence);
}

TEST(WebrtcMuxer, WM24_a_peer_that_causes_messages_and_reads_none_is_not_kept) {
    WebrtcMuxer muxer({.orders_max = 20}, start);
    muxer.secured(start);
    const Buffer reset = encode_message(Flag::reset, {});
    std::optional<MuxerEvent> last;
    for (int i = 0; i < 30 && !muxer.ended(); ++i) {
        const auto channel = muxer.channel_opened(start);
        EXPECT_TRUE(std::holds_alternative<StreamOpened>(*muxer.next_event(start)));
        muxer.channel_received(*channel, reset, start);
        last = muxer.next_event(start);
        EXPECT_FALSE(muxer.next_event(start));
    }
    ASSERT_TRUE(muxer.ended());
    EXPECT_EQ(std::get<MuxerEnded>(*last).reason, MuxerEndReason::limit_exceeded);
}

TEST(WebrtcMuxer, WM25_the_end_is_told_once) {
    OneStream pair;
    pair.left.muxer.close(pair.now);
    pair.left.muxer.lost(MuxerEndReason::connection_lost);
    pair.listen(pair.left);
    EXPECT_EQ(pair.left.told, Texts{"the connection was closed here"});
    EXPECT_EQ(pair.left.muxer.stream_count(), 0u);
    EXPECT_EQ(pair.left.muxer.deadline(), std::nullopt);
    EXPECT_FALSE(pair.left.muxer.next_order());
    EXPECT_FALSE(pair.left.muxer.open(pair.now));
    EXPECT_EQ(pair.left.muxer.write(first, as_bytes("x")), 1u);
    pair.left.muxer.finish(first);
    pair.left.muxer.reset(first);
    pair.left.muxer.channel_received({1}, as_bytes("x"), pair.now);
    EXPECT_FALSE(pair.left.muxer.channel_opened(pair.now));
    EXPECT_FALSE(pair.left.muxer.next_order());
    EXPECT_FALSE(pair.left.muxer.next_event(pair.now));
}

}  // namespace
}  // namespace net::webrtc
