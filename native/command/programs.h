// `selvage logos`, and `selvage run` of a program: LOGOS from a file. Rules CX31–CX32,
// spec/command.md.
#pragma once

#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit do_with_programs(const Words& words);
[[nodiscard]] Exit run_program(const std::string& path, std::span<const std::string> arguments);

// Whether what stands behind `run` is a program.
[[nodiscard]] bool is_program(std::string_view word);

}  // namespace command
