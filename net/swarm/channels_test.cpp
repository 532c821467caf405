// Two swarms joined by channels, as a WebRTC connection would.
#include <gtest/gtest.h>

#include <optional>

#include "net/swarm/channel_wire_test.h"

namespace net::swarm {
namespace {

using testing::address;
using testing::End;
using testing::hash_of;

class ChannelPair {
public:
    explicit ChannelPair(const CertificateHashes& seen_by_right = {hash_of(2), hash_of(1)},
                         const Swarm::Options& rights = {})
        : left(1, {}), right(2, rights) {
        const std::string place =
            "/ip4/8.8.8.2/udp/4/webrtc-direct/certhash/"
            "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g/p2p/";
        left.swarm.dial(address(place + right.swarm.id().to_text()), now);
        const auto order = left.swarm.next_order();
        left.link = core::get<Dial>(*order).link;
        right.link = right.swarm.accept_channels(Transport::webrtc_direct,
                                                 address("/ip4/9.9.9.9/udp/1"), seen_by_right, now);
        left.swarm.dialed_channels(*left.link, {hash_of(1), hash_of(2)}, now);
        wire_.emplace(std::array{&left, &right}, std::array{*left.link, *right.link});
    }

    void run() {
        bool any = true;
        while (any) {
            take_events(left);
            take_events(right);
            const auto settle = [this](End& end) { take_events(end); };
            any = wire_->move(0, now, settle) || wire_->move(1, now, settle) || end_other();
        }
    }

    core::Instant now{};
    End left;
    End right;

private:
    void take_events(End& end) {
        while (const auto event = end.swarm.next_event(now)) {
            testing::Heard heard{*event};
            const auto* stream = core::get_if<StreamTold>(&*event);
            const auto* received = stream ? core::get_if<Received>(&stream->event) : nullptr;
            if (received) heard.bytes = core::as_text(received->bytes);
            end.heard.push_back(std::move(heard));
        }
        while (const auto order = end.swarm.next_order())
            end.is_closed |= core::holds_alternative<Close>(*order);
    }

    bool end_other() {
        for (auto [from, to] : {std::pair(&left, &right), std::pair(&right, &left)}) {
            if (!from->is_closed || to->is_closed) continue;
            to->swarm.end(*to->link, now);
            take_events(*to);
            return to->is_closed;
        }
        return false;
    }

    std::optional<testing::ChannelWire> wire_;
};

TEST(SwarmChannels, SW17_noise_proves_who_is_behind_the_certificates) {
    ChannelPair pair;
    pair.run();
    ASSERT_EQ(pair.left.told<Connected>().size(), 1u);
    EXPECT_EQ(pair.left.told<Connected>()[0].peer, pair.right.swarm.id());
    EXPECT_EQ(pair.left.told<Dialed>().size(), 1u);
    ASSERT_EQ(pair.right.told<Connected>().size(), 1u);
    EXPECT_EQ(pair.right.told<Connected>()[0].transport, Transport::webrtc_direct);
}

TEST(SwarmChannels, SW17_with_other_certificates_between_them_there_is_no_connection) {
    ChannelPair pair({hash_of(2), hash_of(3)});  // Somebody stands between.
    pair.run();
    EXPECT_TRUE(pair.left.told<Connected>().empty());
    EXPECT_TRUE(pair.right.told<Connected>().empty());
    ASSERT_EQ(pair.right.told<Rejected>().size(), 1u);
    EXPECT_EQ(pair.right.told<Rejected>()[0].reason, LinkEnd(DialFailure::handshake_failed));
    ASSERT_EQ(pair.left.told<DialEnded>().size(), 1u);
    EXPECT_EQ(pair.left.told<DialEnded>()[0].attempts[0].failure, DialFailure::connection_lost);
}

TEST(SwarmChannels, SW18_each_stream_is_a_channel) {
    ChannelPair pair;
    pair.right.swarm.add_protocol("/echo/1.0.0");
    pair.run();
    const auto stream = pair.left.swarm.open(pair.right.swarm.id(), {"/echo/1.0.0"}, pair.now);
    ASSERT_TRUE(stream);
    pair.run();
    EXPECT_EQ(pair.left.swarm.write(*stream, core::as_bytes("hello")), 5u);
    pair.left.swarm.finish(*stream, pair.now);
    pair.run();
    EXPECT_EQ(pair.right.received(), "hello");
    EXPECT_EQ(pair.right.told_of_streams<Finished>().size(), 1u);
    EXPECT_GT(pair.right.swarm.connections(pair.now)[0].received_size, 5u);
}

TEST(SwarmChannels, SW18_a_stream_whose_channel_has_no_room_fails_and_says_so) {
    ChannelPair pair;
    pair.right.swarm.add_protocol("/echo/1.0.0");
    pair.run();
    Swarm& swarm = pair.left.swarm;
    const LinkId link = *pair.left.link;
    const auto stream = swarm.open(pair.right.swarm.id(), {"/echo/1.0.0"}, pair.now);
    ASSERT_TRUE(stream);
    const auto order = swarm.next_channel_order(link);
    ASSERT_TRUE(order && core::holds_alternative<webrtc::OpenChannel>(*order));
    const webrtc::ChannelId channel = core::get<webrtc::OpenChannel>(*order).channel;
    swarm.consume_channel_order(link);
    swarm.channel_refused(link, channel, pair.now);
    pair.run();
    ASSERT_EQ(pair.left.told_of_streams<Failed>().size(), 1u);
    EXPECT_EQ(pair.left.told_of_streams<Failed>()[0].failure, StreamFailure::no_room);
    EXPECT_EQ(swarm.connection_count(), 1u);
    EXPECT_TRUE(swarm.open(pair.right.swarm.id(), {"/echo/1.0.0"}, pair.now));
}

TEST(SwarmChannels, SW57_of_a_stream_that_both_have_finished_nothing_is_told) {
    ChannelPair pair;
    pair.right.swarm.add_protocol("/sink");
    pair.run();
    Swarm& swarm = pair.left.swarm;
    const LinkId link = *pair.left.link;
    const auto stream = swarm.open(pair.right.swarm.id(), {"/sink"}, pair.now);
    ASSERT_TRUE(stream);
    pair.run();
    // More than there is room for, and nothing of it is carried away.
    const core::Buffer much(1'000'000);
    EXPECT_LT(swarm.write(*stream, much), much.size());
    swarm.finish(*stream, pair.now);
    const core::Buffer fin = webrtc::encode_message(webrtc::Flag::fin, {});
    swarm.channel_received(link, {stream->stream.value}, fin, pair.now);
    std::size_t told_count = 0;
    const auto take = [&] {
        while (const auto event = swarm.next_event(pair.now))
            told_count += core::holds_alternative<StreamTold>(*event) ? 1 : 0;
    };
    take();
    EXPECT_EQ(told_count, 1u);  // Finished.
    while (swarm.next_channel_order(link)) swarm.consume_channel_order(link);
    take();
    swarm.end(link, pair.now);
    take();
    EXPECT_EQ(told_count, 1u);
    EXPECT_EQ(swarm.stream_count(), 0u);
}

// It asks for more than anybody could send.
TEST(SwarmChannels, SW56_a_peer_that_reads_no_more_is_not_served_on) {
    ChannelPair pair({hash_of(2), hash_of(1)}, {.serves_perf = true});
    pair.run();
    const LinkId link = *pair.right.link;
    Swarm& swarm = pair.right.swarm;
    const auto channel = swarm.channel_opened(link, pair.now);
    ASSERT_TRUE(channel);
    pair.run();
    const auto say = [&](std::optional<webrtc::Flag> flag, std::string_view text) {
        const core::Buffer message = webrtc::encode_message(flag, core::as_bytes(text));
        swarm.channel_received(link, *channel, message, pair.now);
        while (swarm.next_event(pair.now)) {
        }
    };
    say(std::nullopt, "\x13/multistream/1.0.0\n\x0c/perf/1.0.0\n");
    EXPECT_EQ(swarm.stream_count(), 1u);
    say(webrtc::Flag::stop_sending, "");
    say(std::nullopt, "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f");
    say(webrtc::Flag::fin, "");
    EXPECT_EQ(swarm.stream_count(), 0u);
    EXPECT_EQ(swarm.connection_count(), 1u);
}

TEST(SwarmChannels, SW19_a_body_is_told_when_to_stop_reading) {
    ChannelPair pair;
    pair.right.swarm.add_protocol("/sink");
    pair.run();
    const auto stream = pair.left.swarm.open(pair.right.swarm.id(), {"/sink"}, pair.now);
    pair.run();
    const core::Buffer piece(32 * 1024);
    for (int i = 0; i < 40 && !pair.right.swarm.is_paused(*pair.right.link); ++i) {
        static_cast<void>(pair.left.swarm.write(*stream, piece));
        pair.run();
    }
    EXPECT_TRUE(pair.right.swarm.is_paused(*pair.right.link));
    const auto accepted = pair.right.told_of_streams<Accepted>();
    pair.right.swarm.credit({*pair.right.link, accepted[0].stream}, pair.right.received().size());
    EXPECT_FALSE(pair.right.swarm.is_paused(*pair.right.link));
    EXPECT_FALSE(pair.right.swarm.is_paused(LinkId{99}));
}

}  // namespace
}  // namespace net::swarm
