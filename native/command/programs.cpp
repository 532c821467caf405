// LOGOS programs from files: see programs.h.
#include "native/command/programs.h"

#include <string>

#include "native/logos/running.h"

namespace command {
namespace {

Exit exit_of(native::LogosEnd end) {
    switch (end) {
        case native::LogosEnd::done: return Exit::done;
        case native::LogosEnd::failed:
        case native::LogosEnd::wrong: return Exit::failed;
        case native::LogosEnd::unreadable: return Exit::storage;
    }
    return Exit::failed;
}

}  // namespace

bool is_program(std::string_view word) { return word.ends_with(".logos"); }

Exit run_program(const std::string& path, std::span<const std::string> arguments) {
    return exit_of(native::run_logos(path, arguments));
}

Exit do_with_programs(const Words& words) {
    const std::string& what = words.named()[0];
    const std::string& path = words.named()[1];
    if (what == "run") return run_program(path, std::span(words.named()).subspan(2));
    if (what == "check") return exit_of(native::check_logos(path));
    return complain(Exit::usage, "A program can be run or checked: selvage logos run FILE.");
}

}  // namespace command
