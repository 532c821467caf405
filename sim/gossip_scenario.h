// The scenario `gossip` with a bug that is planted into its nodes; without one it is the scenario.
#pragma once

#include <cstdint>

#include "sim/run.h"

namespace sim {

// Of the messages that came, each node forgets so many instead of forwarding them.
void play_gossip(Run& run, std::uint32_t forgotten_percent);

}  // namespace sim
