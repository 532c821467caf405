// Bodies that find one another by multicast on this machine's own interfaces.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "native/net/swarm_body.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace native {
namespace {

using core::codec::Multiaddr;
using net::swarm::Swarm;

// Not that of the system's own mDNS.
constexpr std::uint16_t test_port = 25'353;

struct Node {
    Node(boost::asio::io_context& io, std::uint8_t number, const Swarm::Options& options)
        : identity(core::crypto::Ed25519Seed(bytes_of(number))),
          swarm(options, identity, core::crypto::SecretRoot(bytes_of(number)), random_seed(),
                steady_now()),
          body(io, swarm, [this, &io](const net::swarm::Event& event) {
              if (const auto* found = core::get_if<net::swarm::Discovered>(&event))
                  discovered.push_back(*found);
              if (core::holds_alternative<net::swarm::Connected>(event)) is_connected = true;
              if (is_done && is_done()) io.stop();
          }) {}

    static std::array<std::byte, 32> bytes_of(std::uint8_t number) {
        std::array<std::byte, 32> bytes{};
        bytes[0] = std::byte{number};
        return bytes;
    }

    core::crypto::Ed25519KeyPair identity;
    Swarm swarm;
    std::vector<net::swarm::Discovered> discovered;
    bool is_connected = false;
    std::function<bool()> is_done;
    SwarmBody body;
};

class MdnsBodies : public ::testing::Test {
protected:
    void start(const Swarm::Options& options) {
        for (const std::uint8_t number : std::array<std::uint8_t, 2>{1, 2}) {
            nodes.push_back(std::make_unique<Node>(io, number, options));
            ASSERT_GT(nodes.back()->body.enable_mdns(test_port), 0u);
            const auto bound =
                nodes.back()->body.listen(*Multiaddr::from_text("/ip4/127.0.0.1/tcp/0"));
            ASSERT_TRUE(bound) << bound.error();
            places.push_back(*bound);
        }
    }
    void run_until(const std::function<bool()>& is_done) {
        for (auto& node : nodes) node->is_done = is_done;
        io.run_for(std::chrono::seconds{30});
        EXPECT_TRUE(is_done());
    }

    boost::asio::io_context io;
    std::vector<std::unique_ptr<Node>> nodes;
    std::vector<Multiaddr> places;
};

TEST_F(MdnsBodies, SW33_find_one_another) {
    Swarm::Options options;
    options.mdns.emplace();
    start(options);
    run_until([&] { return !nodes[0]->discovered.empty() && !nodes[1]->discovered.empty(); });
    ASSERT_FALSE(nodes[0]->discovered.empty());
    EXPECT_EQ(nodes[0]->discovered[0].peer, nodes[1]->swarm.id());
    EXPECT_EQ(nodes[0]->discovered[0].addresses, std::vector{places[1]});
    EXPECT_FALSE(nodes[0]->is_connected);
}

TEST_F(MdnsBodies, SW34_connect_if_that_is_wanted) {
    Swarm::Options options;
    options.mdns.emplace();
    options.dials_discovered = true;
    start(options);
    run_until([&] { return nodes[0]->is_connected && nodes[1]->is_connected; });
}

}  // namespace
}  // namespace native
