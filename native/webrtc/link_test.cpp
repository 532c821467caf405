// Both ends of webrtc-direct, first over a wire of the test with its own time, then over UDP on
// loopback: rules SC6, WL1–WL4 and WL6–WL10 of spec/webrtc-body.md.
#include <gtest/gtest.h>

#include <deque>

#include "core/base/hex.h"
#include "core/base/writer.h"
#include "native/platform/random.h"
#include "native/webrtc/udp_driver.h"
#include "native/webrtc/webrtc_test_support.h"

namespace native::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using net::webrtc::DirectTarget;
using net::webrtc::UdpAddress;
using net::webrtc::Version;
using testing::credentials;
using testing::Identities;
using testing::loopback;
using testing::Recorder;

constexpr SctpStream noise_stream = net::webrtc::handshake_stream;

struct Wire : testing::Wire<Recorder> {
    using testing::Wire<Recorder>::Wire;

    WebrtcLink& at_server() { return *server.links.at(0); }
    WebrtcLink& at_client() { return *dialing.link(); }
};

TEST(WebrtcLink, WL1_a_dialer_and_a_listener_connect_in_both_versions) {
    for (const Version version : {Version::v1, Version::v2}) {
        Wire wire(version);
        ASSERT_EQ(wire.server.opened_count, 1);
        ASSERT_EQ(wire.client.opened_count, 1);
        EXPECT_EQ(wire.at_server().peer_certificate(), wire.client_certificate.hash());
        EXPECT_EQ(wire.at_client().peer_certificate(), wire.server_certificate.hash());
        EXPECT_EQ(wire.at_server().remote(), wire.client_at);
        EXPECT_EQ(wire.listener.ice().handshake_count(), 0u);
    }
}

TEST(WebrtcLink, WL1_a_server_with_another_certificate_is_refused) {
    Wire wire;
    Recorder user;
    WebrtcDialing dialing({}, {wire.server_at, wire.client_certificate.hash()},
                          credentials(Version::v1), core::Seed{9}, wire.client_dtls, wire.sctp,
                          user, Wire::sink(wire.to_server), wire.now);
    const UdpAddress other = loopback(4003);
    for (int round = 0; round < 10; ++round) {
        for (const Buffer& datagram : std::exchange(wire.to_server, {}))
            wire.listener.receive(datagram, other, wire.now);
        for (const Buffer& datagram : std::exchange(wire.to_client, {}))
            dialing.receive(datagram, wire.server_at, wire.now);
    }
    EXPECT_EQ(user.ended, std::vector{LinkEndReason::certificate_wrong});
    EXPECT_TRUE(dialing.ended());
}

// A handshake record with the fatal alert that a server without a common cipher sends.
TEST(WebrtcLink, WL9_a_handshake_that_fails_otherwise_says_nothing_of_the_certificate) {
    testing::Identities identities;
    SctpStack sctp(steady_now());
    Recorder user;
    WebrtcLink link(
        identities.client_dtls, sctp, user, DtlsRole::client, {}, [](core::Bytes) {},
        identities.server_certificate.hash());
    link.receive(core::from_hex("15fefd000000000000000000020228").value());
    EXPECT_EQ(user.ended, std::vector{LinkEndReason::handshake_failed});
}

TEST(WebrtcLink, WL10_a_datagram_of_one_link_is_not_the_moment_to_look_for_others_that_ended) {
    Wire wire;
    wire.at_server().close();
    wire.listener.receive(as_bytes("of nobody"), loopback(4009), wire.now);
    EXPECT_EQ(wire.listener.link_count(), 1u);
    wire.now += SctpStack::tick;
    wire.listener.tick(wire.now);
    EXPECT_EQ(wire.listener.link_count(), 0u);
    EXPECT_EQ(wire.listener.ice().session_count(), 0u);
}

TEST(WebrtcLink, WL2_channels_carry_data_both_ways) {
    Wire wire;
    EXPECT_TRUE(wire.at_server().send(noise_stream, as_bytes("noise")));
    const SctpStream odd = *wire.at_server().open_channel();
    const SctpStream even = *wire.at_client().open_channel();
    EXPECT_TRUE(wire.at_server().send(odd, as_bytes("from the server")));
    EXPECT_TRUE(wire.at_client().send(even, as_bytes("from the client")));
    EXPECT_TRUE(wire.at_client().send(even, {}));
    wire.settle();
    EXPECT_EQ(wire.client.received[noise_stream], "noise");
    EXPECT_EQ(wire.client.channels, std::vector{odd});
    EXPECT_EQ(wire.client.received[odd], "from the server");
    EXPECT_EQ(wire.server.channels, std::vector{even});
    EXPECT_EQ(wire.server.received[even], "from the client");
    EXPECT_EQ(odd, SctpStream{1});
    EXPECT_EQ(even, SctpStream{2});
}

TEST(WebrtcLink, WL2_closing_a_channel_is_told_at_the_other_end_and_frees_its_number) {
    Wire wire;
    for (int round = 0; round < 3; ++round) {
        const SctpStream stream = *wire.at_client().open_channel();
        EXPECT_TRUE(wire.at_client().send(stream, as_bytes("x")));
        wire.at_client().close_channel(stream);
        wire.settle();
        EXPECT_EQ(wire.server.closed.back(), stream);
        EXPECT_EQ(wire.server.received[stream], "x");
        EXPECT_EQ(stream, SctpStream{2});
        wire.server.received.clear();
        EXPECT_TRUE(wire.at_client().send(stream, as_bytes("gone")));
    }
    EXPECT_TRUE(wire.client.closed.empty());
}

TEST(WebrtcLink, WL7_without_a_free_number_a_channel_is_refused_and_a_closed_one_makes_room) {
    Wire wire;
    std::vector<SctpStream> opened;
    while (const auto stream = wire.at_client().open_channel()) opened.push_back(*stream);
    EXPECT_EQ(opened.size(), sctp_streams_max / 2 - 1);  // Channel 0 is noise's.
    wire.settle();
    EXPECT_EQ(wire.server.channels, opened);
    EXPECT_FALSE(wire.at_client().open_channel());
    wire.at_client().close_channel(opened[100]);
    EXPECT_FALSE(wire.at_client().open_channel());
    wire.settle();
    EXPECT_EQ(wire.at_client().open_channel(), opened[100]);
    EXPECT_TRUE(wire.at_client().send(opened[100], as_bytes("again")));
    wire.settle();
    EXPECT_EQ(wire.server.received[opened[100]], "again");
    EXPECT_TRUE(wire.client.ended.empty() && wire.server.ended.empty());
}

// What an association takes in memory is for those who have done DTLS.
TEST(WebrtcLink, WL8_who_has_not_done_DTLS_has_no_association) {
    testing::Identities identities;
    SctpStack sctp(steady_now());
    Recorder user;
    std::deque<Buffer> from_link;
    std::deque<Buffer> to_link;
    const auto sink = [](std::deque<Buffer>& queue) {
        return [&queue](core::Bytes bytes) { queue.emplace_back(bytes.begin(), bytes.end()); };
    };
    WebrtcLink link(identities.server_dtls, sctp, user, DtlsRole::server, {}, sink(from_link));
    DtlsSession session(identities.client_dtls, DtlsRole::client, sink(to_link));
    while (session.state() == DtlsSession::State::handshaking) {
        ASSERT_FALSE(to_link.empty());
        for (const Buffer& datagram : std::exchange(to_link, {})) {
            EXPECT_FALSE(link.has_secured());
            link.receive(datagram);
        }
        for (const Buffer& datagram : std::exchange(from_link, {})) session.receive(datagram);
    }
    EXPECT_TRUE(link.has_secured());
}

TEST(WebrtcLink, WL4_a_link_that_is_closed_is_told_at_the_other_end) {
    Wire wire;
    wire.at_client().close();
    EXPECT_EQ(wire.client.ended, std::vector{LinkEndReason::closed_here});
    wire.settle(1);
    EXPECT_EQ(wire.server.ended, std::vector{LinkEndReason::closed_by_peer});
    EXPECT_EQ(wire.listener.link_count(), 0u);
    EXPECT_EQ(wire.listener.ice().session_count(), 0u);
    EXPECT_EQ(wire.listener.deadline(), std::nullopt);
}

TEST(WebrtcLink, WL4_a_silent_peer_ends_the_link) {
    Wire wire;
    for (int second = 0; second < 60; ++second) {
        wire.now += std::chrono::seconds{1};
        wire.listener.tick(wire.now);
    }
    EXPECT_EQ(wire.server.ended, std::vector{LinkEndReason::silence});
    EXPECT_EQ(wire.listener.link_count(), 0u);
}

// Somebody who does DTLS with a link, and then sends what packets he likes.
struct Stranger : Identities {
    Stranger() { settle(); }

    void settle() {
        while (!to_link.empty() || !from_link.empty()) {
            for (const Buffer& datagram : std::exchange(to_link, {})) link.receive(datagram);
            for (const Buffer& datagram : std::exchange(from_link, {})) {
                session.receive(datagram);
                while (const auto packet = session.next_packet()) {
                    ++packet_count;
                    if (association) association->receive(*packet);
                }
            }
        }
    }

    // He does SCTP as well.
    void associate(std::uint16_t streams_max) {
        association.emplace(
            sctp, [this](core::Bytes packet) { session.send(packet); }, streams_max);
        settle();
    }

    static DtlsSession::Sink sink(std::deque<Buffer>& queue) {
        return [&queue](core::Bytes bytes) { queue.emplace_back(bytes.begin(), bytes.end()); };
    }

    core::Instant now = steady_now();
    SctpStack sctp{now};
    Recorder user{};
    std::deque<Buffer> to_link{};
    std::deque<Buffer> from_link{};
    int packet_count = 0;
    WebrtcLink link{server_dtls, sctp, user, DtlsRole::server, {}, sink(from_link)};
    DtlsSession session{client_dtls, DtlsRole::client, sink(to_link)};
    std::optional<SctpAssociation> association{};
};

TEST(WebrtcLink, WL7_no_more_channels_are_open_than_the_peer_has_announced_and_the_link_lives) {
    Stranger stranger;
    stranger.associate(10);
    ASSERT_TRUE(stranger.link.is_up());
    std::vector<SctpStream> opened;
    while (const auto stream = stranger.link.open_channel()) {
        EXPECT_TRUE(stranger.link.send(*stream, as_bytes("x")));
        opened.push_back(*stream);
    }
    EXPECT_EQ(opened, (std::vector<SctpStream>{{1}, {3}, {5}, {7}, {9}}));
    EXPECT_FALSE(stranger.link.open_channel());
    stranger.settle();
    std::size_t message_count = 0;
    while (const auto event = stranger.association->next_event())
        message_count += core::holds_alternative<SctpMessage>(*event) ? 1 : 0;
    EXPECT_EQ(message_count, 2 * opened.size());
    EXPECT_TRUE(stranger.link.is_up());
    EXPECT_TRUE(stranger.user.ended.empty());
}

// An INIT with one parameter, of a kind that asks to be reported.
Buffer init_with_unknown(std::uint16_t unknown_size) {
    constexpr std::uint16_t header_size = 12;
    constexpr std::uint16_t init_size = 20;
    Buffer packet;
    core::BufferWriter writer(packet, header_size + init_size + 4);
    for (int port = 0; port < 2; ++port) writer.u16_be(sctp_port);
    writer.u64_be(0);  // Tag and checksum.
    writer.u16_be(0x0100);
    writer.u16_be(static_cast<std::uint16_t>(init_size + unknown_size));
    writer.u32_be(0x12345678);
    writer.u32_be(100'000);
    for (int streams = 0; streams < 2; ++streams) writer.u16_be(10);
    writer.u32_be(77);
    writer.u16_be(0xc0fe);
    writer.u16_be(unknown_size);
    EXPECT_TRUE(writer.finish());
    packet.resize(header_size + init_size + unknown_size);
    return packet;
}

TEST(WebrtcLink, SC6_an_answer_that_DTLS_does_not_carry_is_dropped) {
    for (const std::uint16_t size : {std::uint16_t{400}, std::uint16_t{1000}}) {
        Stranger stranger;
        ASSERT_EQ(stranger.session.state(), DtlsSession::State::up);
        for (int round = 0; round < 3; ++round) {
            stranger.session.send(init_with_unknown(size));
            stranger.settle();
        }
        EXPECT_FALSE(stranger.link.ended());
        EXPECT_EQ(stranger.packet_count, 1);  // The link's own INIT.
    }
}

TEST(WebrtcLink, WL6_who_does_no_more_than_DTLS_is_not_kept) {
    Stranger stranger;
    stranger.link.poll(stranger.now);
    stranger.link.poll(stranger.now + WebrtcLink::opening_max - SctpStack::tick);
    EXPECT_FALSE(stranger.link.ended());
    stranger.link.poll(stranger.now + WebrtcLink::opening_max);
    EXPECT_EQ(stranger.user.ended, std::vector{LinkEndReason::silence});
}

// Over UDP on loopback.
struct Sockets : Identities {
    Sockets() {
        const UdpSocket::Endpoint any(boost::asio::ip::address_v4::loopback(), 0);
        EXPECT_FALSE(listening.open(any));
        EXPECT_FALSE(dialed.open(any));
        listener.emplace(net::webrtc::IceLite::Options{}, server_dtls, sctp, server,
                         listening.sink());
        listening.drive(*listener);
    }
    ~Sockets() {
        dialing.reset();
        listener.reset();
    }

    void dial(Version version) {
        dialing.emplace(net::webrtc::IceDialer::Options{},
                        DirectTarget{listening.local(), server_certificate.hash()},
                        credentials(version), random_seed(), client_dtls, sctp, client,
                        dialed.sink(), steady_now());
        dialed.drive(*dialing);
    }

    template <class Condition>
    bool run_until(Condition condition) {
        const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!condition() && std::chrono::steady_clock::now() < give_up_at)
            io.run_one_for(std::chrono::milliseconds{10});
        return condition();
    }

    boost::asio::io_context io;
    SctpStack sctp{steady_now()};
    Recorder server;
    Recorder client;
    UdpDriver listening{io};
    UdpDriver dialed{io};
    std::optional<WebrtcListener> listener;
    std::optional<WebrtcDialing> dialing;
};

TEST(WebrtcLink, WL1_they_connect_over_udp) {
    for (const Version version : {Version::v1, Version::v2}) {
        Sockets sockets;
        sockets.dial(version);
        EXPECT_TRUE(sockets.run_until(
            [&] { return sockets.server.opened_count == 1 && sockets.client.opened_count == 1; }));
    }
}

TEST(WebrtcLink, WL2_ten_mebibytes_there_and_back_over_udp) {
    Sockets sockets;
    sockets.dial(Version::v2);
    ASSERT_TRUE(sockets.run_until(
        [&] { return sockets.server.opened_count == 1 && sockets.client.opened_count == 1; }));
    sockets.server.echoes = true;
    WebrtcLink& link = *sockets.dialing->link();
    const SctpStream stream = *link.open_channel();
    constexpr std::size_t total_size = std::size_t{10} * 1024 * 1024;
    constexpr std::size_t message_size = 16'384;
    // What is under way is less than the other end's buffer: the echo drops what finds no room.
    constexpr std::size_t under_way_max = std::size_t{512} * 1024;
    std::size_t sent = 0;
    const bool done = sockets.run_until([&] {
        while (sent < total_size && sent - sockets.client.received[stream].size() < under_way_max) {
            const std::string message(message_size,
                                      static_cast<char>('a' + sent / message_size % 26));
            if (!link.send(stream, as_bytes(message))) break;
            sent += message_size;
        }
        return sockets.client.received[stream].size() == total_size;
    });
    EXPECT_TRUE(done && sockets.server.sent_back);
    EXPECT_EQ(sockets.client.received[stream], sockets.server.received[stream]);
    EXPECT_EQ(sockets.client.received[stream][message_size * 27], 'b');
}

TEST(WebrtcLink, WL3_a_flood_of_garbage_does_not_disturb_a_connection) {
    Sockets sockets;
    sockets.dial(Version::v1);
    ASSERT_TRUE(sockets.run_until(
        [&] { return sockets.server.opened_count == 1 && sockets.client.opened_count == 1; }));
    sockets.server.echoes = true;
    WebrtcLink& link = *sockets.dialing->link();
    const SctpStream stream = *link.open_channel();
    UdpDriver stranger(sockets.io);
    ASSERT_FALSE(stranger.open({boost::asio::ip::address_v4::loopback(), 0}));
    core::Prng prng(core::Seed{5});
    for (int round = 0; round < 200; ++round) {
        for (int count = 0; count < 20; ++count) {
            Buffer garbage(static_cast<std::size_t>(prng.below(2000)));
            prng.fill(garbage);
            if (!garbage.empty()) garbage[0] = static_cast<std::byte>(prng.below(80));
            stranger.sink()(sockets.listening.local(), garbage);
            // And from where the connection is.
            sockets.dialed.sink()(sockets.listening.local(), garbage);
        }
        EXPECT_TRUE(link.send(stream, as_bytes("0123456789")));
        sockets.io.poll();
    }
    EXPECT_TRUE(sockets.run_until([&] { return sockets.client.received[stream].size() == 2000; }));
    EXPECT_TRUE(sockets.server.ended.empty());
    EXPECT_EQ(sockets.listener->link_count(), 1u);
}

}  // namespace
}  // namespace native::webrtc
