// Commands that need no node.
#pragma once

#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit show_completion(const Words& words);
[[nodiscard]] Exit show_version(const Words& words);

}  // namespace command
