// The scenario `swarm-large`, of another size, or with a bug that is planted into its nodes.
#pragma once

#include <cstdint>

#include "sim/run.h"
#include "sim/swarm_world.h"

namespace sim {

struct Crowd {
    NodeIndex node_count;
    // Of the messages that came, each node forgets so many instead of forwarding them.
    std::uint32_t forgotten_percent = 0;
    SwarmMutant mutant = SwarmMutant::none;
};
void play_crowd(Run& run, const Crowd& crowd);

}  // namespace sim
