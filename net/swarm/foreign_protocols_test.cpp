// What is known of DHTs, rendezvous points, AutoNAT and relays (docs/hostile-peers.md, rows 12–14,
// 21, 22) has nothing to hold on to in a whole node: it speaks none of their protocols.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "net/swarm/pages_test.h"

namespace net::swarm {
namespace {

using testing::End;
using testing::Pair;

constexpr std::array foreign{
    "/ipfs/kad/1.0.0",
    "/ipfs/lan/kad/1.0.0",
    "/rendezvous/1.0.0",
    "/libp2p/autonat/1.0.0",
    "/libp2p/autonat/2/dial-request",
    "/libp2p/autonat/2/dial-back",
    "/libp2p/circuit/relay/0.1.0",
    "/libp2p/circuit/relay/0.2.0/hop",
    "/libp2p/circuit/relay/0.2.0/stop",
    "/libp2p/dcutr",
};

// All that a node can be made to speak.
Swarm::Options with_everything() {
    Swarm::Options options = testing::page_options();
    options.introducers.emplace();
    options.gossip.emplace();
    options.serves_perf = true;
    return options;
}

struct Asked : Pair {
    Asked() : Pair({}, 1000, with_everything()) { connect(); }

    // What came of the only stream that the left end asks for.
    template <class E>
    std::vector<E> ask(std::vector<std::string> protocols) {
        left.heard.clear();
        EXPECT_TRUE(left.swarm.open(right.swarm.id(), std::move(protocols), now));
        run();
        return left.told_of_streams<E>();
    }
};

TEST(ForeignProtocols, SW50_who_proposes_one_is_refused_and_nothing_is_left) {
    Asked pair;
    const Counters before = pair.right.swarm.counters();
    const std::size_t told = pair.right.heard.size();
    for (const char* const name : foreign) {
        const auto failed = pair.ask<Failed>({name});
        ASSERT_EQ(failed.size(), 1u) << name;
        // It was answered with `na`: neither reset, nor with anything else.
        EXPECT_EQ(failed[0].failure, StreamFailure::protocol_refused) << name;
        EXPECT_EQ(pair.left.swarm.stream_count(), 0u) << name;
        EXPECT_EQ(pair.right.swarm.stream_count(), 0u) << name;
    }
    const Counters after = pair.right.swarm.counters();
    EXPECT_EQ(after.unknown_protocols - before.unknown_protocols, foreign.size());
    EXPECT_EQ(after.protocols.size(), before.protocols.size());
    EXPECT_EQ(after.known_peers, before.known_peers);
    EXPECT_EQ(after.connections, 1u);
    EXPECT_EQ(after.dials, 0u);
    EXPECT_EQ(pair.right.heard.size(), told);
    EXPECT_EQ(pair.right.swarm.introduction_count(), 0u);
}

TEST(ForeignProtocols, SW50_behind_them_a_stream_goes_on_to_what_is_spoken) {
    Asked pair;
    pair.right.swarm.add_protocol("/echo/1.0.0");
    std::vector<std::string> names(foreign.begin(), foreign.end());
    names.emplace_back("/echo/1.0.0");
    const auto agreed = pair.ask<Agreed>(names);
    ASSERT_EQ(agreed.size(), 1u);
    EXPECT_EQ(agreed[0].protocol, "/echo/1.0.0");
}

TEST(ForeignProtocols, SW50_identify_names_none_of_them) {
    Asked pair;
    const auto identified = pair.left.told<PeerIdentified>();
    ASSERT_EQ(identified.size(), 1u);
    const auto& spoken = identified[0].identified.identity.protocols;
    EXPECT_TRUE(std::ranges::find(spoken, "/introduce/1.0.0") != spoken.end());
    for (const std::string& name : spoken) {
        EXPECT_TRUE(std::ranges::find(foreign, name) == foreign.end()) << name;
        for (const char* const family : {"kad", "rendezvous", "autonat", "relay", "dcutr"})
            EXPECT_EQ(name.find(family), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace net::swarm
