// One round of gossip among simulated nodes, and its figures against the least that anybody could
// reach over the same links: every node told by the shortest path, and sent each message once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/gossip_swarm.h"

namespace bench {

// Who leave for good or for a while, at an even pace, while messages are measured. Authors stay.
struct Churn {
    // Of all nodes, in a minute.
    std::uint32_t leaving_percent = 0;
    // Of those that leave, so many are gone without a word.
    std::uint32_t silent_percent = 50;
    core::Duration away = std::chrono::seconds{10};
};

struct GossipLoad {
    sim::NodeIndex nodes;
    std::size_t size;
    // Who publish, in turns, and how often: first to be learned from, then to be measured.
    std::size_t authors;
    std::size_t messages_before;
    std::size_t messages;
    core::Duration interval;
    Churn churn{};
};

struct GossipFigures {
    // Of all that should have been: to whoever was there from the publication to the end.
    double delivered_percent = 0;
    // Delay over the least possible, over the links that there were at the publication.
    double median = 0;
    double p99 = 0;
    double worst = 0;
    double copies = 0;         // Of each message, per node that got it.
    double control_bytes = 0;  // Everything else that was sent, per message and node.
    double simulated_seconds = 0;
    double seconds = 0;  // What it took, without waiting for others.
};

GossipFigures play_gossip(const net::gossipsub::Options& gossip, const GossipLoad& load,
                          std::uint32_t loss_percent, core::Seed seed);

}  // namespace bench
