// The scenario `mesh` with a bug that is planted into its bodies.
#pragma once

#include "sim/mesh_world.h"

namespace sim {

void play_mesh(Run& run, MeshMutant mutant);

}  // namespace sim
