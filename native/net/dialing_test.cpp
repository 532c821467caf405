// Bodies that connect over loopback, or do not.
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <unistd.h>
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
        : identity(core::crypto::Ed25519Seed(random_bytes())),
          swarm({}, identity, core::crypto::SecretRoot(random_bytes()), random_seed(),
                steady_now()),
          body(io, swarm, [this, &io](const net::swarm::Event& event) {
              if (const auto* end = std::get_if<net::swarm::DialEnded>(&event))
                  ended.push_back(*end);
              if (std::holds_alternative<net::swarm::Dialed>(event)) ++dialed;
              if (!ended.empty() || dialed > 0) io.stop();
          }) {}

    static std::array<std::byte, 32> random_bytes() {
        std::array<std::byte, 32> bytes;
        fill_random(bytes);
        return bytes;
    }

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
        const auto place = node.body.listen(address("/ip4/127.0.0.1/tcp/0"));
        ASSERT_TRUE(place);
        node.swarm.dial(*place, steady_now());
        node.swarm.dial(address("/ip4/127.0.0.1/udp/9/webrtc-direct/certhash/"
                                "uEiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                        steady_now());
        node.body.pump();
        io.poll();
    }
    io.restart();
    io.run_for(std::chrono::seconds{30});
    EXPECT_TRUE(io.stopped());  // Nothing waits any more.
}

// The system has no more descriptors for this process while such an object lives.
struct NoDescriptors {
    NoDescriptors() {
        getrlimit(RLIMIT_NOFILE, &before);
        const int next = dup(0);
        EXPECT_GE(next, 0);
        ::close(next);
        rlimit now = before;
        now.rlim_cur = static_cast<rlim_t>(next);
        setrlimit(RLIMIT_NOFILE, &now);
    }
    ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before); }

    rlimit before{};
};

TEST(BodyDials, SW20_without_descriptors_accepting_rests_and_then_goes_on) {
    boost::asio::io_context io;
    Node listener(io);
    const auto place = listener.body.listen(address("/ip4/127.0.0.1/tcp/0"));
    ASSERT_TRUE(place);
    boost::asio::ip::tcp::socket client(io);
    const std::string text = place->to_text();
    const int port = std::stoi(text.substr(text.rfind('/') + 1));
    client.connect({boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
    {
        const NoDescriptors none;
        std::size_t handler_count = 0;
        constexpr std::size_t turns = 2000;
        for (std::size_t turn = 0; turn < turns; ++turn) handler_count += io.poll_one();
        EXPECT_GE(handler_count, 1u);
        EXPECT_LT(handler_count, turns / 4);
        EXPECT_EQ(listener.swarm.counters().upgrading, 0u);
    }
    const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (listener.swarm.counters().upgrading == 0 &&
           std::chrono::steady_clock::now() < give_up_at)
        io.run_one_for(std::chrono::milliseconds{10});
    EXPECT_EQ(listener.swarm.counters().upgrading, 1u);
}

}  // namespace
}  // namespace native
