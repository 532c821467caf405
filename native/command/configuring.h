// `selvage config`: what the settings are, and where they came from.
#pragma once

#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit show_config(const Words& words);

}  // namespace command
