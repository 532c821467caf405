// What is of a connection rather than of its streams, from Noise to the end: rules WM21–WM25 of
// spec/webrtc-channels.md.
#include <gtest/gtest.h>

#include "net/webrtc/muxer_test.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using std::chrono::seconds;
using testing::beginning;
using testing::first;
using testing::MuxerPair;
using testing::OneStream;
using testing::say;
using testing::Texts;

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
    WebrtcMuxer muxer({.early_channels_max = 2, .early_size_max = 10}, beginning);
    const ChannelId one = *muxer.channel_opened(beginning);
    const ChannelId two = *muxer.channel_opened(beginning);
    EXPECT_EQ(muxer.channel_opened(beginning), std::nullopt);
    muxer.channel_received(one, Buffer(10), beginning);
    muxer.channel_received(two, Buffer(11), beginning);
    while (muxer.next_order() && !core::holds_alternative<CloseChannel>(*muxer.next_order()))
        muxer.consume_order();
    EXPECT_EQ(core::get<CloseChannel>(*muxer.next_order()).channel, two);
    EXPECT_EQ(muxer.refusals()[MuxerRefusal::too_many_early], 1u);
    EXPECT_EQ(muxer.refusals()[MuxerRefusal::early_size], 1u);
    EXPECT_TRUE(muxer.channel_opened(beginning));
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
        WebrtcMuxer muxer({}, beginning);
        const Buffer bytes = is_flag ? encode_message(Flag::fin, {}) : Buffer(5, std::byte{0xff});
        muxer.channel_received(handshake_channel, bytes, beginning);
        EXPECT_EQ(muxer.next_handshake_bytes(), std::nullopt);
        EXPECT_TRUE(muxer.ended());
        EXPECT_EQ(core::get<MuxerEnded>(*muxer.next_event(beginning)).reason,
                  is_flag ? MuxerEndReason::closed_by_peer : MuxerEndReason::protocol_violated);
    }
}

TEST(WebrtcMuxer, WM23_noise_must_be_done_in_time) {
    WebrtcMuxer muxer({.secure_max = seconds{10}}, beginning);
    EXPECT_EQ(muxer.deadline(), beginning + seconds{10});
    muxer.expire(beginning + seconds{9});
    EXPECT_FALSE(muxer.ended());
    muxer.expire(beginning + seconds{10});
    EXPECT_EQ(core::get<MuxerEnded>(*muxer.next_event(beginning)).reason, MuxerEndReason::silence);
}

TEST(WebrtcMuxer, WM24_a_peer_that_causes_messages_and_reads_none_is_not_kept) {
    WebrtcMuxer muxer({.orders_max = 20}, beginning);
    muxer.secured(beginning);
    const Buffer reset = encode_message(Flag::reset, {});
    std::optional<MuxerEvent> last;
    for (int i = 0; i < 30 && !muxer.ended(); ++i) {
        const auto channel = muxer.channel_opened(beginning);
        EXPECT_TRUE(core::holds_alternative<StreamOpened>(*muxer.next_event(beginning)));
        muxer.channel_received(*channel, reset, beginning);
        last = muxer.next_event(beginning);
        EXPECT_FALSE(muxer.next_event(beginning));
    }
    ASSERT_TRUE(muxer.ended());
    EXPECT_EQ(core::get<MuxerEnded>(*last).reason, MuxerEndReason::limit_exceeded);
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
    EXPECT_EQ(pair.left.muxer.write(first, as_bytes("x")), 0u);
    pair.left.muxer.finish(first);
    pair.left.muxer.reset(first);
    pair.left.muxer.channel_received({1}, as_bytes("x"), pair.now);
    EXPECT_FALSE(pair.left.muxer.channel_opened(pair.now));
    EXPECT_FALSE(pair.left.muxer.next_order());
    EXPECT_FALSE(pair.left.muxer.next_event(pair.now));
}

}  // namespace
}  // namespace net::webrtc
