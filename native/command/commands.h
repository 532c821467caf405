// The table of commands: what each is called, takes and does. Help, completion and the manual are
// made of it, so that they say the same.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "native/command/words.h"

namespace command {

// What a command ends with, for scripts. Rule CX2, spec/command.md.
enum class Exit : int {
    done = 0,
    failed = 1,
    usage = 2,
    no_node = 3,  // None runs that could be asked.
    not_found = 4,
    not_allowed = 5,
    not_durable = 6,  // Not as safe as was asked for; or no quorum, and then not done at all.
    storage = 7,
};

struct Command {
    std::string_view name;
    std::string_view arguments;
    std::string_view summary;
    std::string_view example;
    std::span<const Flag> flags;
    std::size_t named_min;
    std::size_t named_max;
    Exit (*run)(const Words&);
    bool is_hidden = false;  // Of use to who builds this alone; help and completion leave it out.
};

[[nodiscard]] std::span<const Command> commands();
[[nodiscard]] const Command* find_command(std::string_view name);

// For people.
[[nodiscard]] std::string help();
[[nodiscard]] std::string help(const Command& command);
// What a shell reads to complete words: bash, zsh or fish. Empty for another.
[[nodiscard]] std::string completion(std::string_view shell);

// A sentence on standard error, and how the command ends then.
[[nodiscard]] Exit complain(Exit exit, std::string_view sentence);

}  // namespace command
