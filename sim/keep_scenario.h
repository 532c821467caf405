// The scenario of a store on a disk with faults, also with a bug planted.
#pragma once

#include "sim/keep_world.h"

namespace sim {

void play_keep(Run& run, DiskMutant mutant);

}  // namespace sim
