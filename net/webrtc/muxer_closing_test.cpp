// How streams end: rules WM11–WM17 of spec/webrtc-channels.md. The cases follow what go-libp2p's
// streams are tested for.
#include <gtest/gtest.h>

#include "net/webrtc/muxer_test.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using std::chrono::seconds;
using testing::Alone;
using testing::beginning;
using testing::fin;
using testing::fin_ack;
using testing::first;
using testing::OneStream;
using testing::reset_flag;
using testing::say;
using testing::Texts;

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
    EXPECT_TRUE(core::holds_alternative<StreamReceived>(events[0]));
    EXPECT_TRUE(core::holds_alternative<StreamFinished>(events[1]));
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
    EXPECT_TRUE(core::holds_alternative<StreamReset>(events[0]));
    EXPECT_EQ(alone.orders(), (Texts{reset_flag, "close"}));
    EXPECT_EQ(alone.muxer.refusals()[MuxerRefusal::malformed], 1u);
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
    EXPECT_EQ(alone.muxer.deadline(), beginning + seconds{10});
    alone.muxer.expire(beginning + seconds{9});
    EXPECT_EQ(alone.orders(), Texts{});
    alone.muxer.expire(beginning + seconds{10});
    EXPECT_EQ(alone.orders(), Texts{"close"});
    EXPECT_TRUE(alone.events().empty());
    EXPECT_EQ(alone.muxer.deadline(), std::nullopt);
}

TEST(WebrtcMuxer, WM14_a_late_peer_may_still_send) {
    Alone alone;
    alone.muxer.finish(alone.stream);
    alone.muxer.expire(beginning + seconds{10});
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

TEST(WebrtcMuxer, WM15_and_who_would_write_without_end_can_see_that) {
    Alone alone;
    EXPECT_FALSE(alone.muxer.drops(alone.stream));
    alone.receive(Flag::stop_sending);
    EXPECT_TRUE(alone.muxer.drops(alone.stream));
    alone.muxer.reset(alone.stream);
    EXPECT_FALSE(alone.muxer.drops(alone.stream));
    EXPECT_EQ(alone.muxer.write(alone.stream, as_bytes("of a stream that is gone")), 0u);
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
    alone.muxer.channel_closed(alone.channel, beginning);  // Without FIN_ACK.
    EXPECT_TRUE(alone.events().empty());
    EXPECT_EQ(alone.muxer.stream_count(), 0u);
}

TEST(WebrtcMuxer, WM17_a_channel_closed_in_between_is_a_reset) {
    for (const bool finish_here : {false, true}) {
        Alone alone;
        if (finish_here) alone.muxer.finish(alone.stream);
        alone.muxer.channel_closed(alone.channel, beginning);
        const auto events = alone.events();
        ASSERT_EQ(events.size(), 1u);
        EXPECT_TRUE(core::holds_alternative<StreamReset>(events[0]));
    }
    Alone alone;
    alone.receive(Flag::fin);
    alone.muxer.channel_closed(alone.channel, beginning);
    EXPECT_EQ(alone.events().size(), 1u);
}

}  // namespace
}  // namespace net::webrtc
