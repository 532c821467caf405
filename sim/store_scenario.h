// The scenario of a journal on a disk with faults, also with a bug planted.
#pragma once

#include "sim/store_world.h"

namespace sim {

void play_store(Run& run, DiskMutant mutant);

}  // namespace sim
