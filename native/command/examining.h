// `selvage doctor`: what can go wrong here, and what to do about it.
#pragma once

#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit examine(const Words& words);

}  // namespace command
