// `selvage task`: work for the mesh, asked for by files (CX28, CX29, spec/command.md).
#pragma once

#include "native/command/commands.h"

namespace command {

// run FILE [INPUT] | submit FILE [INPUT] | ls | show TASK | cancel TASK
[[nodiscard]] Exit do_with_tasks(const Words& words);

}  // namespace command
