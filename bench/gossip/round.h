// One round of gossip among simulated nodes, and its figures against the least that anybody could
// reach over the same links: every node told by the shortest path, and sent each message once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/gossip_swarm.h"

namespace bench {

struct GossipLoad {
    sim::NodeIndex nodes;
    std::size_t size;
    // Who publish, in turns, and how often: first to be learned from, then to be measured.
    std::size_t authors;
    std::size_t messages_before;
    std::size_t messages;
    core::Duration interval;
};

struct GossipFigures {
    double delivered = 0;  // Of all that should have been.
    // Latency over the least possible.
    double median = 0;
    double p99 = 0;
    double worst = 0;
    double copies = 0;         // Of each message, per node.
    double control_bytes = 0;  // Everything else that was sent, per node and message.
    double seconds = 0;        // Of the processor.
};

GossipFigures play_gossip(const net::gossipsub::Options& gossip, const GossipLoad& load,
                          std::uint32_t loss_percent, core::Seed seed);

}  // namespace bench
