// Two nodes on loopback, their WebSockets under TLS, and one over webrtc-direct: rules TL13–TL16 of
// spec/tls.md, WL1 and WL5 of spec/webrtc-body.md.
#include "native/net/swarm_body.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/reader.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"
#include "native/tls/tls_test_support.h"

namespace native {
namespace {

using core::as_bytes;
using core::codec::Multiaddr;
using net::DialFailure;
using tls::EndReason;
using Tcp = boost::asio::ip::tcp;

constexpr std::string_view echo = "/echo/1";

struct Node {
    explicit Node(boost::asio::io_context& context)
        : swarm(options, identity, random_secret<core::crypto::SecretRoot>(), random_seed(),
                steady_now()),
          body(context, swarm, [this](const net::swarm::Event& event) { hear(event); }) {
        swarm.add_protocol(std::string(echo));
        body.on_tls_failed(
            [this](const SwarmBody::TlsFailed& failed) { tls_failures.push_back(failed.reason); });
    }

    void hear(const net::swarm::Event& event) {
        using namespace net::swarm;
        if (const auto* connected = core::get_if<Connected>(&event)) peers.push_back(*connected);
        if (const auto* ended = core::get_if<DialEnded>(&event))
            failures.push_back(ended->attempts.front().failure);
        if (core::holds_alternative<Disconnected>(event)) ++lost_count;
        const auto* told = core::get_if<StreamTold>(&event);
        const auto* received = told ? core::get_if<Received>(&told->event) : nullptr;
        if (!received) return;
        received_size += received->bytes.size();
        stream = {told->link, received->stream};
        uncredited += received->bytes.size();
        if (credits) credit();
    }
    void credit() {
        if (stream) swarm.credit(*stream, std::exchange(uncredited, 0));
    }

    net::swarm::Swarm::Options options{};
    core::crypto::Ed25519KeyPair identity{random_secret<core::crypto::Ed25519Seed>()};
    net::swarm::Swarm swarm;
    SwarmBody body;
    std::vector<net::swarm::Connected> peers{};
    std::vector<DialFailure> failures{};
    std::vector<EndReason> tls_failures{};
    std::size_t received_size = 0;
    std::optional<net::swarm::StreamHandle> stream{};
    std::size_t uncredited = 0;
    bool credits = true;
    int lost_count = 0;
};

struct World {
    World() {
        listener.body.enable_tls(tls::testing::server_context(signer.issue(subject())));
        dialer.body.enable_tls(tls::testing::client_context(signer));
    }
    ~World() {
        dialer.body.stop();
        listener.body.stop();
    }

    static tls::testing::Subject subject() {
        return {.names = "DNS:localhost,DNS:node.example,IP:127.0.0.1"};
    }

    // Where the listener listens, with other words in front of its port and behind.
    [[nodiscard]] std::string listen(const std::string& suffix) {
        const auto bound =
            listener.body.listen(*Multiaddr::from_text("/ip4/127.0.0.1/tcp/0" + suffix));
        EXPECT_TRUE(bound) << bound.error();
        const std::string text = bound->to_text();
        EXPECT_TRUE(text.ends_with(suffix)) << text;
        const auto port = text.find("/tcp/") + 5;
        return "/tcp/" + text.substr(port, text.find('/', port) - port);
    }
    void dial(const std::string& address) {
        std::ignore = dialer.swarm.dial(*Multiaddr::from_text(address), steady_now());
        dialer.body.pump();
    }

    template <class Condition>
    bool run_until(Condition condition) {
        const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!condition() && std::chrono::steady_clock::now() < give_up_at)
            context.run_one_for(std::chrono::milliseconds{10});
        return condition();
    }
    bool both_connected() {
        return run_until([&] { return !dialer.peers.empty() && !listener.peers.empty(); });
    }

    // Sends from one to the other, as much as there is room for at a time.
    bool send(Node& from, Node& to, std::size_t size) {
        const auto stream = from.swarm.open(to.swarm.id(), {std::string(echo)}, steady_now());
        if (!stream) return false;
        const std::string text(std::size_t{1} << 16, 'x');
        const std::size_t goal = to.received_size + size;
        return run_until([&] {
            const std::size_t now = std::min(size, text.size());
            size -= from.swarm.write(*stream, as_bytes(text).first(now));
            from.body.pump();
            return to.received_size == goal;
        });
    }

    boost::asio::io_context context{};
    tls::testing::Signer signer{};
    Node listener{context};
    Node dialer{context};
};

TEST(SwarmBody, TL13_nodes_connect_by_ip_by_name_and_by_the_name_behind_sni) {
    for (const std::string suffix : {"/tls/ws", "/wss"}) {
        World world;
        const std::string port = world.listen(suffix);
        world.dial("/ip4/127.0.0.1" + port + suffix);
        ASSERT_TRUE(world.both_connected());
        EXPECT_EQ(world.listener.peers[0].transport, net::Transport::websocket);
        world.dial("/dns4/localhost" + port + suffix);
        world.dial("/ip4/127.0.0.1" + port + "/tls/sni/node.example/ws");
        EXPECT_TRUE(world.run_until([&] { return world.listener.peers.size() == 3; }));
        EXPECT_TRUE(world.dialer.failures.empty());
    }
}

TEST(SwarmBody, TL13_much_data_goes_both_ways_and_closing_is_seen) {
    World world;
    world.dial("/ip4/127.0.0.1" + world.listen("/tls/ws") + "/tls/ws");
    ASSERT_TRUE(world.both_connected());
    constexpr std::size_t much = std::size_t{8} << 20;
    EXPECT_TRUE(world.send(world.dialer, world.listener, much));
    EXPECT_TRUE(world.send(world.listener, world.dialer, much));
    world.listener.swarm.close(world.dialer.swarm.id(), steady_now());
    world.listener.body.pump();
    EXPECT_TRUE(world.run_until([&] { return world.dialer.lost_count == 1; }));
}

TEST(SwarmBody, TL14_a_dial_is_told_that_its_handshake_failed_and_both_ends_why) {
    const auto play = [](const std::string& host, const tls::testing::Subject& subject,
                         EndReason expected) {
        World world;
        world.listener.body.enable_tls(tls::testing::server_context(world.signer.issue(subject)));
        world.dial(host + world.listen("/tls/ws") + "/tls/ws");
        EXPECT_TRUE(world.run_until([&] {
            return !world.dialer.failures.empty() && !world.listener.tls_failures.empty();
        }));
        EXPECT_EQ(world.dialer.failures, std::vector{DialFailure::tls_failed});
        EXPECT_EQ(world.dialer.tls_failures, std::vector{expected});
        EXPECT_EQ(world.listener.tls_failures, std::vector{EndReason::refused_by_peer});
        EXPECT_TRUE(world.listener.peers.empty());
    };
    play("/dns4/localhost", {.names = "DNS:node.example"}, EndReason::name_wrong);
    play("/ip4/127.0.0.1", {.begins_in_days = -9, .ends_in_days = -1}, EndReason::expired);
}

TEST(SwarmBody, TL14_an_unknown_authority_is_refused) {
    World world;
    const tls::testing::Signer stranger;
    world.listener.body.enable_tls(tls::testing::server_context(stranger.issue(World::subject())));
    world.dial("/ip4/127.0.0.1" + world.listen("/wss") + "/wss");
    EXPECT_TRUE(world.run_until([&] { return !world.dialer.failures.empty(); }));
    EXPECT_EQ(world.dialer.failures, std::vector{DialFailure::tls_failed});
    EXPECT_EQ(world.dialer.tls_failures, std::vector{EndReason::authority_unknown});
}

TEST(SwarmBody, TL14_what_speaks_no_TLS_is_told_of_at_both_ends) {
    World world;
    const std::string plain = world.listen("/ws");
    const std::string sealed = world.listen("/tls/ws");
    world.dial("/ip4/127.0.0.1" + plain + "/tls/ws");
    world.dial("/ip4/127.0.0.1" + sealed + "/ws");
    EXPECT_TRUE(world.run_until([&] { return world.dialer.failures.size() == 2; }));
    EXPECT_EQ(world.dialer.tls_failures, std::vector{EndReason::not_tls});
    EXPECT_EQ(world.listener.tls_failures, std::vector{EndReason::not_tls});
}

TEST(SwarmBody, TL14_without_trust_in_anybody_such_addresses_are_not_dialled) {
    World world;
    Node bare(world.context);
    std::ignore = bare.swarm.dial(*Multiaddr::from_text("/ip4/127.0.0.1/tcp/1/wss"), steady_now());
    bare.body.pump();
    EXPECT_EQ(bare.failures, std::vector{DialFailure::address_unsupported});
}

TEST(SwarmBody, TL15_handshakes_that_rest_are_limited_and_do_not_hinder_others) {
    World world;
    const std::string port = world.listen("/tls/ws");
    const Tcp::endpoint endpoint(boost::asio::ip::address_v4::loopback(),
                                 static_cast<std::uint16_t>(std::stoi(port.substr(5))));
    std::vector<Tcp::socket> slow;
    for (std::size_t i = 0; i < HandshakePlaces::count_max + 1; ++i) {
        slow.emplace_back(world.context).connect(endpoint);
        boost::asio::write(slow.back(), boost::asio::buffer("\x16\x03\x01", 3));
    }
    // The last is closed at once.
    std::array<char, 1> byte{};
    boost::system::error_code end;
    bool is_closed = false;
    slow.back().async_read_some(boost::asio::buffer(byte), [&](const auto& error, std::size_t) {
        end = error;
        is_closed = true;
    });
    EXPECT_TRUE(world.run_until([&] { return is_closed; }));
    EXPECT_TRUE(end);
    slow.clear();
    EXPECT_TRUE(world.run_until(
        [&] { return world.listener.tls_failures.size() == HandshakePlaces::count_max; }));
    world.dial("/ip4/127.0.0.1" + port + "/tls/ws");
    EXPECT_TRUE(world.both_connected());
}

TEST(SwarmBody, TL15_a_slow_handshake_is_given_up_at_both_ends) {
    boost::asio::io_context context;
    core::Buffer room(1000);
    TlsHandshakes handshakes(room);
    const tls::testing::Signer signer;
    const tls::Context server = tls::testing::server_context(signer.issue());
    const tls::Context client = tls::testing::client_context(signer);
    const tls::Session::Options hasty{.handshake_patience = std::chrono::milliseconds{20}};
    Tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
    std::vector<EndReason> ends;
    const auto begin = [&](std::unique_ptr<tls::Session> session) {
        Tcp::socket socket(context);
        socket.connect(acceptor.local_endpoint());
        handshakes.begin(
            std::move(socket), std::move(session), [](auto, auto) { ADD_FAILURE(); },
            [&](EndReason reason) { ends.push_back(reason); });
    };
    begin(std::make_unique<tls::Session>(server, hasty, steady_now()));
    begin(std::make_unique<tls::Session>(client, tls::PeerName{"a", false}, hasty, steady_now()));
    context.run_for(std::chrono::seconds{20});
    EXPECT_EQ(ends, (std::vector{EndReason::silence, EndReason::silence}));
    EXPECT_EQ(handshakes.count(), 0u);
}

TEST(SwarmBody, TL16_nobody_listens_under_TLS_without_a_certificate) {
    boost::asio::io_context context;
    Node bare(context);
    const auto bound = bare.body.listen(*Multiaddr::from_text("/ip4/127.0.0.1/tcp/0/tls/ws"));
    ASSERT_FALSE(bound);
    EXPECT_EQ(bound.error(), "listening under TLS needs a certificate");
}

TEST(SwarmBody, WL1_the_native_dialer_speaks_both_versions_of_webrtc_direct) {
    for (const auto version : {net::webrtc::Version::v1, net::webrtc::Version::v2}) {
        webrtc::SctpStack sctp(steady_now());
        World world;
        world.listener.body.enable_webrtc(webrtc::Certificate::make(), sctp);
        world.dialer.body.enable_webrtc(webrtc::Certificate::make(), sctp,
                                        {.dial_version = version});
        const auto bound =
            world.listener.body.listen(*Multiaddr::from_text("/ip4/127.0.0.1/udp/0/webrtc-direct"));
        ASSERT_TRUE(bound);
        world.dial(bound->to_text());
        ASSERT_TRUE(world.both_connected());
        EXPECT_TRUE(world.send(world.dialer, world.listener, 100'000));
        EXPECT_TRUE(world.send(world.listener, world.dialer, 100'000));
    }
}

TEST(SwarmBody, SW35_datagrams_that_are_dropped_are_counted) {
    webrtc::SctpStack sctp(steady_now());
    World world;
    world.listener.body.enable_webrtc(webrtc::Certificate::make(), sctp);
    EXPECT_EQ(world.listener.body.counters().dropped_datagrams, net::webrtc::DroppedCounts{});
    const auto bound =
        world.listener.body.listen(*Multiaddr::from_text("/ip4/127.0.0.1/udp/0/webrtc-direct"));
    ASSERT_TRUE(bound);
    core::Reader port(*bound->find(core::codec::Protocol::udp));
    using Udp = boost::asio::ip::udp;
    Udp::socket stranger(world.context, Udp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    const Udp::endpoint target(boost::asio::ip::address_v4::loopback(), *port.u16_be());
    const auto dropped = [&](net::webrtc::Dropped why) {
        return world.listener.body.counters().dropped_datagrams[static_cast<std::size_t>(why)];
    };
    stranger.send_to(boost::asio::buffer(std::string(20, '\xff')), target);
    stranger.send_to(boost::asio::buffer(std::string(20, '\0')), target);
    EXPECT_TRUE(world.run_until([&] {
        return dropped(net::webrtc::Dropped::not_ours) == 1 &&
               dropped(net::webrtc::Dropped::malformed) == 1;
    }));
}

TEST(SwarmBody, SW35_what_a_dial_has_dropped_counts_when_it_is_over) {
    webrtc::SctpStack sctp(steady_now());
    World world;
    Node& dialer = world.dialer;
    dialer.body.enable_webrtc(webrtc::Certificate::make(), sctp);
    using Udp = boost::asio::ip::udp;
    Udp::socket stranger(world.context, Udp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    stranger.non_blocking(true);
    const auto dial =
        dialer.swarm.dial(*Multiaddr::from_text("/ip4/127.0.0.1/udp/" +
                                                std::to_string(stranger.local_endpoint().port()) +
                                                "/webrtc-direct/certhash/"
                                                "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g"),
                          steady_now());
    dialer.body.pump();
    std::array<char, 1500> check{};
    Udp::endpoint from;
    ASSERT_TRUE(world.run_until([&] {
        boost::system::error_code error;
        stranger.receive_from(boost::asio::buffer(check), from, 0, error);
        return from.port() != 0;
    }));
    stranger.send_to(boost::asio::buffer(std::string(20, '\0')), from);
    const auto dropped = [&] {
        const auto counts = dialer.body.counters().dropped_datagrams;
        return counts[static_cast<std::size_t>(net::webrtc::Dropped::malformed)];
    };
    EXPECT_TRUE(world.run_until([&] { return dropped() == 1; }));
    dialer.swarm.cancel(dial, steady_now());
    dialer.body.pump();
    EXPECT_EQ(dialer.swarm.counters().dials, 0u);
    EXPECT_EQ(dropped(), 1u);
}

TEST(SwarmBody, WL5_a_paused_link_goes_on_when_its_user_has_read) {
    webrtc::SctpStack sctp(steady_now());
    World world;
    Node& listener = world.listener;
    Node& dialer = world.dialer;
    listener.body.enable_webrtc(webrtc::Certificate::make(), sctp);
    dialer.body.enable_webrtc(webrtc::Certificate::make(), sctp);
    const auto bound =
        listener.body.listen(*Multiaddr::from_text("/ip4/127.0.0.1/udp/0/webrtc-direct"));
    ASSERT_TRUE(bound);
    world.dial(bound->to_text());
    ASSERT_TRUE(world.both_connected());
    listener.credits = false;
    const auto stream = dialer.swarm.open(listener.swarm.id(), {std::string(echo)}, steady_now());
    ASSERT_TRUE(stream);
    constexpr std::size_t goal = std::size_t{6} << 20;
    std::size_t left = goal;
    const std::string text(std::size_t{1} << 16, 'x');
    const auto write = [&] {
        left -= dialer.swarm.write(*stream, as_bytes(text).first(std::min(left, text.size())));
        dialer.body.pump();
    };
    // Until the listener's buffers are full as well, so that many messages wait for the credit.
    int rests = 0;
    ASSERT_TRUE(world.run_until([&] {
        const std::size_t before = left;
        write();
        const bool is_paused = listener.stream && listener.swarm.is_paused(listener.stream->link);
        rests = is_paused && left == before ? rests + 1 : 0;
        return rests >= 50;
    }));
    EXPECT_GT(left, 0u);
    EXPECT_GE(listener.uncredited, std::size_t{512} << 10);
    listener.credit();
    listener.body.pump();
    listener.credits = true;
    EXPECT_TRUE(world.run_until([&] {
        write();
        return listener.received_size == goal;
    }));
}

}  // namespace
}  // namespace native
