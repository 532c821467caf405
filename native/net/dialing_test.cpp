// Bodies that connect over loopback, or do not.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>

#include "native/net/interfaces.h"
#include "native/net/swarm_body.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

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

}  // namespace
}  // namespace native
