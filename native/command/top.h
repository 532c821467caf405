// `selvage top`: a node as it lives, on a screen of its own.
#pragma once

#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit show_top(const Words& words);

}  // namespace command
