// The manual, a page for man(1), made of the table of commands and that of settings. Rule CX22,
// spec/command.md.
#pragma once

#include <string>
#include <string_view>

#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit show_manual(const Words& words);
[[nodiscard]] std::string manual();

// So that it is shown as it is, whatever is in it.
[[nodiscard]] std::string as_troff(std::string_view text);

}  // namespace command
