// Bodies that connect over loopback, or do not.
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "native/net/interfaces.h"
#include "native/net/swarm_body.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"
#include "native/tls/tls_test_support.h"

namespace native {
namespace {

using core::codec::Multiaddr;
using net::swarm::Swarm;

struct Node {
    explicit Node(boost::asio::io_context& io)
        : identity(random_secret<core::crypto::Ed25519Seed>()),
          swarm({}, identity, random_secret<core::crypto::SecretRoot>(), random_seed(),
                steady_now()),
          body(io, swarm, [this, &io](const net::swarm::Event& event) {
              if (const auto* end = core::get_if<net::swarm::DialEnded>(&event))
                  ended.push_back(*end);
              if (core::holds_alternative<net::swarm::Dialed>(event)) ++dialed;
              if (!ended.empty() || dialed > 0) io.stop();
          }) {}

    core::crypto::Ed25519KeyPair identity;
    Swarm swarm;
    std::vector<net::swarm::DialEnded> ended;
    int dialed = 0;
    SwarmBody body;
};

Multiaddr address(const std::string& text) { return *Multiaddr::from_text(text); }

TEST(BodyDials, SW20_where_nobody_listens_is_told_as_that) {
    boost::asio::io_context io;
    Node listener(io);
    const auto place = listener.body.listen(address("/ip4/127.0.0.1/tcp/0"));
    ASSERT_TRUE(place);
    listener.body.stop();
    Node node(io);
    node.swarm.dial(*place, steady_now());
    node.body.pump();
    io.run_for(std::chrono::seconds{30});
    ASSERT_EQ(node.ended.size(), 1u);
    EXPECT_EQ(node.ended[0].attempts[0].failure, net::DialFailure::refused);
}

TEST(BodyDials, SW55_a_name_is_reached_by_the_version_that_somebody_listens_on) {
    boost::asio::io_context io;
    Node listener(io);
    const auto place = listener.body.listen(address("/ip4/127.0.0.1/tcp/0"));
    ASSERT_TRUE(place);
    std::string text = place->to_text();
    text.replace(0, std::string_view("/ip4/127.0.0.1").size(), "/dns/localhost");
    Node node(io);
    node.swarm.dial(address(text), steady_now());
    node.body.pump();
    io.run_for(std::chrono::seconds{30});
    EXPECT_EQ(node.dialed, 1);
}

TEST(BodyDials, SW22_a_dial_under_way_can_be_cancelled) {
    boost::asio::io_context io;
    Node node(io);
    // Of a network for documentation: nobody is there, whatever the machine's routes are.
    const auto dial = node.swarm.dial(address("/ip4/192.0.2.254/tcp/9"), steady_now());
    node.body.pump();
    node.swarm.cancel(dial, steady_now());
    node.body.pump();
    ASSERT_EQ(node.ended.size(), 1u);
    EXPECT_EQ(node.ended[0].attempts[0].failure, net::DialFailure::cancelled);
    io.restart();
    io.poll();  // What was given up comes back, and is for nobody.
    EXPECT_EQ(node.ended.size(), 1u);
}

TEST(BodyDials, SW20_all_interfaces_are_told_where_all_are_listened_on) {
    boost::asio::io_context io;
    Node listener(io);
    const auto place = listener.body.listen(address("/ip4/0.0.0.0/tcp/0"));
    ASSERT_TRUE(place);
    const auto all = reachable_at(boost::asio::ip::make_address("0.0.0.0"));
    ASSERT_FALSE(all.empty());
    Node node(io);
    std::string text = place->to_text();
    text.replace(text.find("0.0.0.0"), 7, all.front().to_string());
    node.swarm.dial(address(text), steady_now());
    node.body.pump();
    io.run_for(std::chrono::seconds{30});
    EXPECT_EQ(node.dialed, 1);
    EXPECT_EQ(listener.swarm.listen_addresses().size(), all.size());
}

TEST(BodyDials, SW20_a_name_of_nothing_but_a_dot_is_no_address_to_dial) {
    boost::asio::io_context io;
    Node node(io);
    const tls::testing::Signer signer;
    node.body.enable_tls(tls::testing::client_context(signer));
    for (const std::string text : {"/dns4/./tcp/443/wss", "/dns4/./tcp/443/tls/ws"}) {
        node.ended.clear();
        node.swarm.dial(address(text), steady_now());
        node.body.pump();
        ASSERT_EQ(node.ended.size(), 1u) << text;
        EXPECT_EQ(node.ended[0].attempts[0].failure, net::DialFailure::address_unsupported);
    }
}

TEST(BodyDials, SW22_what_comes_back_after_the_body_finds_it_gone) {
    boost::asio::io_context io;
    webrtc::SctpStack sctp(steady_now());
    {
        Node node(io);
        node.body.enable_webrtc(webrtc::Certificate::make(), sctp);
        EXPECT_TRUE(node.body.listen(address("/ip4/127.0.0.1/udp/0/webrtc-direct")));
        EXPECT_TRUE(node.body.listen(address("/ip4/127.0.0.1/tcp/0")));
        node.swarm.dial(address("/ip4/127.0.0.1/tcp/1"), steady_now());
        node.swarm.dial(address("/ip4/127.0.0.1/udp/9/webrtc-direct/certhash/"
                                "uEiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                        steady_now());
        node.body.pump();
    }
    io.restart();
    io.run_for(std::chrono::seconds{30});
    EXPECT_TRUE(io.stopped());  // Nothing waits any more.
}

int listening_descriptor(std::uint16_t port) {
    for (int descriptor = 0; descriptor < 1024; ++descriptor) {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
            address.sin_family == AF_INET && ntohs(address.sin_port) == port)
            return descriptor;
    }
    return -1;
}

TEST(BodyDials, SW20_where_accepting_fails_it_rests_and_then_goes_on) {
    boost::asio::io_context io;
    Node listener(io);
    const auto place = listener.body.listen(address("/ip4/127.0.0.1/tcp/0"));
    ASSERT_TRUE(place);
    const std::string text = place->to_text();
    const auto port = static_cast<std::uint16_t>(std::stoi(text.substr(text.rfind('/') + 1)));
    const int descriptor = listening_descriptor(port);
    ASSERT_GE(descriptor, 0);
    io.poll();
    ASSERT_EQ(::shutdown(descriptor, SHUT_RDWR), 0);
    std::size_t handler_count = 0;
    constexpr std::size_t turns = 2000;
    for (std::size_t turn = 0; turn < turns; ++turn) handler_count += io.poll_one();
    EXPECT_GE(handler_count, 1u);
    EXPECT_LT(handler_count, turns / 4);
    ASSERT_EQ(::listen(descriptor, 16), 0);
    sockaddr_in again{};  // The system may give it another port.
    socklen_t size = sizeof again;
    ASSERT_EQ(getsockname(descriptor, reinterpret_cast<sockaddr*>(&again), &size), 0);
    boost::asio::ip::tcp::socket client(io);
    client.connect({boost::asio::ip::address_v4::loopback(), ntohs(again.sin_port)});
    const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (listener.swarm.counters().upgrading == 0 &&
           std::chrono::steady_clock::now() < give_up_at)
        io.run_one_for(std::chrono::milliseconds{10});
    EXPECT_EQ(listener.swarm.counters().upgrading, 1u);
}

}  // namespace
}  // namespace native
