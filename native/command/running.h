// `selvage run`: a node in the foreground, until a signal ends it.
#pragma once

#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit run_node(const Words& words);
// The same, with an invite in front.
[[nodiscard]] Exit join_mesh(const Words& words);

}  // namespace command
