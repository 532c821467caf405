// `selvage mesh`: what of meshes lies on this machine. Rules CX25, CX26, spec/command.md.
#pragma once

#include "native/command/commands.h"

namespace command {

// ls, create NAME or forget NAME.
[[nodiscard]] Exit do_with_meshes(const Words& words);

}  // namespace command
