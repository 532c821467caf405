// `selvage verify`: what the disk of a node that does not run holds, and what of it is damaged.
#pragma once

#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit verify_store(const Words& words);

}  // namespace command
