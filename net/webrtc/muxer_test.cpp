// Streams that are opened, written and read, and how much: rules WM9, WM10, WM18–WM20 and WM26 of
// spec/webrtc-channels.md.
#include "net/webrtc/muxer.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "net/webrtc/muxer_test.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using testing::Alone;
using testing::beginning;
using testing::fin;
using testing::first;
using testing::MuxerPair;
using testing::OneStream;
using testing::reset_flag;
using testing::say;
using testing::Texts;

TEST(WebrtcMuxer, WM9_a_stream_is_told_and_carries_bytes_both_ways) {
    OneStream pair;
    say(pair.left, first, "ping");
    say(pair.right, first, "pong");
    pair.settle();
    EXPECT_EQ(pair.right.received[first], "ping");
    EXPECT_EQ(pair.left.received[first], "pong");
}

TEST(WebrtcMuxer, WM9_a_channel_is_written_when_it_is_ready) {
    WebrtcMuxer muxer({}, beginning);
    muxer.secured(beginning);
    const StreamId stream = *muxer.open(beginning);
    EXPECT_EQ(muxer.write(stream, as_bytes("early")), 0u);
    EXPECT_TRUE(core::holds_alternative<OpenChannel>(*muxer.next_order()));
    muxer.consume_order();
    EXPECT_FALSE(muxer.next_event(beginning));
    muxer.channel_ready({stream.value});
    EXPECT_EQ(core::get<StreamWritable>(*muxer.next_event(beginning)).stream, stream);
    EXPECT_FALSE(muxer.next_event(beginning));
    EXPECT_EQ(muxer.write(stream, as_bytes("early")), 5u);
}

TEST(WebrtcMuxer, WM9_what_was_finished_before_it_was_ready_is_finished_then) {
    WebrtcMuxer muxer({}, beginning);
    muxer.secured(beginning);
    const StreamId stream = *muxer.open(beginning);
    muxer.finish(stream);
    muxer.consume_order();
    EXPECT_FALSE(muxer.next_order());
    muxer.channel_ready({stream.value});
    EXPECT_EQ(core::to_hex(core::get<SendMessage>(*muxer.next_order()).message), fin);
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
    EXPECT_EQ(core::get<StreamWritable>(events[0]).stream, alone.stream);
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
        const StreamId next = core::get<StreamWritable>(*event).stream;
        EXPECT_EQ(next.value, i == 0 ? 1u : static_cast<unsigned>(i) + 1);
        (void)pair.left.muxer.write(next, large);
    }
}

TEST(WebrtcMuxer, WM18_what_cannot_be_read_resets_its_stream_alone) {
    Alone alone;
    EXPECT_TRUE(alone.muxer.open(beginning));
    const Buffer bad(4, std::byte{0xff});
    const auto events = alone.receive(bad);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_TRUE(core::holds_alternative<StreamReset>(events[0]));
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
    EXPECT_TRUE(core::holds_alternative<StreamReset>(events[0]));
    EXPECT_EQ(alone.muxer.refusals()[MuxerRefusal::unread_size], 1u);
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

TEST(WebrtcMuxer, WM26_a_channel_that_has_no_room_is_told_as_that_and_is_no_streams_end) {
    Alone alone;
    const StreamId lost = *alone.muxer.open(alone.now);
    EXPECT_EQ(alone.muxer.write(lost, as_bytes("never sent")), 0u);
    alone.muxer.finish(lost);
    EXPECT_EQ(alone.orders(), Texts{"open"});
    alone.muxer.channel_refused({lost.value}, alone.now);
    const auto told = alone.events();
    ASSERT_EQ(told.size(), 1u);
    const auto* reset = core::get_if<StreamReset>(&told[0]);
    ASSERT_TRUE(reset);
    EXPECT_EQ(reset->stream, lost);
    EXPECT_TRUE(reset->had_no_room);
    alone.muxer.channel_refused({lost.value}, alone.now);
    EXPECT_TRUE(alone.events().empty());
    EXPECT_EQ(alone.orders(), Texts{});
    EXPECT_FALSE(alone.muxer.ended());
    EXPECT_EQ(alone.muxer.stream_count(), 1u);
    EXPECT_EQ(alone.receive(std::nullopt, "still here").size(), 1u);
}

}  // namespace
}  // namespace net::webrtc
