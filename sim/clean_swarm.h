// When all links of a node were closed: that nothing of any peer is left in it. Rule SM8.
#pragma once

#include "net/swarm/swarm.h"
#include "sim/run.h"

namespace sim {

// The node gossips in one topic. Scores below zero are kept for longer than a run lasts.
void check_is_clean(Run& run, const net::swarm::Swarm& swarm);

}  // namespace sim
