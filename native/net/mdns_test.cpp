// Bodies that find one another by multicast on this machine's own interfaces.
#include <gtest/gtest.h>

#include <unistd.h>
#include <algorithm>
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

// Not that of the system's own mDNS, and another one for each process: tests run side by side.
std::uint16_t test_port() { return static_cast<std::uint16_t>(20'000 + getpid() % 10'000); }

struct Node {
    Node(boost::asio::io_context& io, const Swarm::Options& options)
        : identity(random_secret<core::crypto::Ed25519Seed>()),
          swarm(options, identity, random_secret<core::crypto::SecretRoot>(), random_seed(),
                steady_now()),
          body(io, swarm, [this, &io](const net::swarm::Event& event) {
              if (const auto* found = core::get_if<net::swarm::Discovered>(&event))
                  discovered.push_back(*found);
              if (core::holds_alternative<net::swarm::Connected>(event)) is_connected = true;
              if (is_done && is_done()) io.stop();
          }) {}

    [[nodiscard]] const net::swarm::Discovered* found(const Node& other) const {
        const auto it =
            std::ranges::find(discovered, other.swarm.id(), &net::swarm::Discovered::peer);
        return it == discovered.end() ? nullptr : &*it;
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
        for (int i = 0; i < 2; ++i) {
            nodes.push_back(std::make_unique<Node>(io, options));
            ASSERT_GT(nodes.back()->body.enable_mdns(test_port()), 0u);
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
    run_until([&] { return nodes[0]->found(*nodes[1]) && nodes[1]->found(*nodes[0]); });
    ASSERT_NE(nodes[0]->found(*nodes[1]), nullptr);
    EXPECT_EQ(nodes[0]->found(*nodes[1])->addresses, std::vector{places[1]});
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
