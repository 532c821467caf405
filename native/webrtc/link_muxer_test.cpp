// Streams of two muxers over DTLS and SCTP: rules WL5 and WL7 of spec/webrtc-body.md. Time and wire
// are the test's.
#include "native/webrtc/link_muxer.h"

#include <gtest/gtest.h>

#include "native/webrtc/webrtc_test_support.h"

namespace native::webrtc {
namespace {

using core::as_bytes;
using net::StreamId;
using net::webrtc::WebrtcMuxer;

// The user of one link, with a muxer on it, that keeps what streams carry.
class MuxerUser : public LinkUser {
public:
    explicit MuxerUser(const core::Instant& now) : now_(now), muxer({}, now) {}

    void link_opened(WebrtcLink& link) override {
        glue.emplace(link, muxer, [this] { listen(); });
        muxer.secured(now_);
    }
    void channel_opened(WebrtcLink&, SctpStream stream) override {
        glue->channel_opened(stream, now_);
        glue->obey(now_);
    }
    void channel_received(WebrtcLink&, SctpStream stream, core::Bytes bytes) override {
        glue->channel_received(stream, bytes, now_);
        glue->obey(now_);
    }
    void channel_closed(WebrtcLink&, SctpStream stream) override {
        glue->channel_closed(stream, now_);
        glue->obey(now_);
    }
    void room_available(WebrtcLink&) override { glue->obey(now_); }
    void link_ended(WebrtcLink&, LinkEndReason) override { has_ended = true; }

    void listen() {
        while (const auto bytes = muxer.next_handshake_bytes()) {
        }
        while (const auto event = muxer.next_event(now_)) {
            if (const auto* received = core::get_if<net::StreamReceived>(&*event)) {
                texts[received->stream] += core::as_text(received->bytes);
                if (echoes) written_back += muxer.write(received->stream, received->bytes);
                if (credits) muxer.credit(received->stream, received->bytes.size());
            } else if (const auto* finished = core::get_if<net::StreamFinished>(&*event)) {
                ++finished_count;
                if (finishes) muxer.finish(finished->stream);
            } else if (const auto* reset = core::get_if<net::StreamReset>(&*event)) {
                ++(reset->had_no_room ? refused_count : reset_count);
            }
        }
    }

private:
    const core::Instant& now_;

public:
    WebrtcMuxer muxer;
    std::optional<LinkMuxer<net::webrtc::WebrtcMuxer>> glue{};
    std::map<StreamId, std::string> texts{};
    int finished_count = 0;
    int reset_count = 0;
    int refused_count = 0;
    std::size_t written_back = 0;
    bool echoes = false;
    bool credits = true;
    bool finishes = true;
    bool has_ended = false;
};

struct World : testing::Wire<MuxerUser> {
    World() : Wire(net::webrtc::Version::v2) {}

    // As much as is taken, over and over.
    void write_all(StreamId stream, std::string_view text, int ticks_max) {
        for (int tick = 0; tick < ticks_max && !text.empty(); ++tick) {
            text.remove_prefix(client.muxer.write(stream, as_bytes(text)));
            client.glue->obey(now);
            settle(1);
        }
        left_size = text.size();
    }

    std::size_t left_size = 0;
};

TEST(LinkMuxer, WL5_streams_run_over_a_link_and_end_with_their_channels) {
    World world;
    const std::string text(1'000'000, 't');
    for (std::uint32_t round = 1; round <= 3; ++round) {
        const StreamId stream = world.client.muxer.open(world.now).value();
        world.write_all(stream, text, 2000);
        EXPECT_EQ(world.left_size, 0u);
        world.client.muxer.finish(stream);
        world.client.glue->obey(world.now);
        world.settle(20);
        EXPECT_EQ(world.server.texts[StreamId{round}], text);
        EXPECT_EQ(world.server.finished_count, static_cast<int>(round));
        EXPECT_EQ(world.client.finished_count, static_cast<int>(round));
        EXPECT_EQ(world.server.muxer.stream_count() + world.client.muxer.stream_count(), 0u);
    }
    EXPECT_EQ(world.server.reset_count + world.client.reset_count, 0);
}

TEST(LinkMuxer, WL7_two_thousand_streams_one_after_the_other) {
    World world;
    world.server.echoes = true;
    constexpr std::uint32_t stream_count = 2000;
    for (std::uint32_t round = 1; round <= stream_count; ++round) {
        const StreamId stream = world.client.muxer.open(world.now).value();
        const std::string text = "stream " + std::to_string(round);
        ASSERT_EQ(world.client.muxer.write(stream, as_bytes(text)), 0u);
        world.client.glue->obey(world.now);  // It is open now.
        ASSERT_EQ(world.client.muxer.write(stream, as_bytes(text)), text.size());
        world.client.muxer.finish(stream);
        world.client.glue->obey(world.now);
        world.settle(2);
        ASSERT_EQ(world.client.texts[stream], text);
        ASSERT_FALSE(world.client.has_ended || world.server.has_ended) << round;
    }
    EXPECT_EQ(world.client.finished_count, static_cast<int>(stream_count));
    EXPECT_EQ(world.server.finished_count, static_cast<int>(stream_count));
    EXPECT_EQ(world.client.reset_count + world.client.refused_count + world.server.reset_count, 0);
    EXPECT_EQ(world.server.muxer.stream_count() + world.client.muxer.stream_count(), 0u);
}

TEST(LinkMuxer, WL7_streams_without_room_are_told_so_and_the_others_live) {
    World world;
    constexpr int wanted_count = 600;
    std::vector<StreamId> streams;
    for (int i = 0; i < wanted_count; ++i)
        streams.push_back(world.client.muxer.open(world.now).value());
    world.client.glue->obey(world.now);
    EXPECT_EQ(world.client.refused_count, wanted_count - (sctp_streams_max / 2 - 1));
    EXPECT_EQ(world.client.muxer.write(streams[0], as_bytes("alive")), 5u);
    world.client.glue->obey(world.now);
    world.settle(5);
    EXPECT_EQ(world.server.texts[StreamId{1}], "alive");
    EXPECT_FALSE(world.client.has_ended || world.server.has_ended);
}

TEST(LinkMuxer, WL5_a_user_that_reads_nothing_stops_the_peer_and_loses_nothing) {
    World world;
    world.server.credits = false;
    const std::string text(6'000'000, 't');
    const StreamId stream = world.client.muxer.open(world.now).value();
    world.write_all(stream, text, 300);
    EXPECT_GT(world.left_size, 1'000'000u);
    EXPECT_TRUE(world.server.muxer.paused());
    EXPECT_LT(world.server.muxer.unread_size(), 1'000'000u);
    world.server.credits = true;
    world.server.muxer.credit({1}, world.server.muxer.unread_size());
    world.server.glue->obey(world.now);
    world.write_all(stream, std::string_view(text).substr(text.size() - world.left_size), 4000);
    world.settle(50);
    EXPECT_EQ(world.server.texts[StreamId{1}].size(), text.size());
    EXPECT_EQ(world.server.reset_count + world.client.reset_count, 0);
}

TEST(LinkMuxer, WL5_resetting_and_closing_reach_the_other_end) {
    World world;
    const StreamId stream = world.client.muxer.open(world.now).value();
    world.client.glue->obey(world.now);
    world.settle(5);
    world.client.muxer.reset(stream);
    world.client.glue->obey(world.now);
    world.settle(5);
    EXPECT_EQ(world.server.reset_count, 1);
    world.client.muxer.close(world.now);
    world.client.glue->obey(world.now);
    world.settle(5);
    EXPECT_TRUE(world.server.has_ended);
    EXPECT_EQ(world.listener.link_count(), 0u);
}

}  // namespace
}  // namespace native::webrtc
