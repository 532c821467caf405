// The least that anything can take from one node to each other one over the links there are: what
// every figure of latency is held against.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/swarm_world.h"

namespace sim {

class LeastDelays {
public:
    LeastDelays(std::span<const SwarmWorld::Join> joins, NodeIndex node_count);

    // By node; nothing for those that cannot be reached.
    [[nodiscard]] std::vector<std::optional<core::Duration>> from(NodeIndex source) const;

private:
    struct Neighbour {
        NodeIndex node;
        core::Duration delay;
    };
    std::vector<std::vector<Neighbour>> neighbours_;
};

}  // namespace sim
