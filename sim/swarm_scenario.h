// The scenario `swarm` with a bug that is planted into its bodies.
#pragma once

#include "sim/swarm_world.h"

namespace sim {

void play_swarm(Run& run, SwarmMutant mutant);

}  // namespace sim
