// selvage COMMAND …
#include <cstdio>
#include <span>
#include <string_view>
#include <vector>

#include "native/command/commands.h"
#include "native/command/nearest.h"
#include "native/command/rendering.h"

namespace {

using command::Exit;

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const command::Command& one : command::commands()) all.emplace_back(one.name);
    return all;
}

Exit run(std::span<const std::string_view> words) {
    if (words.empty() || words[0] == "help" || words[0] == "--help" || words[0] == "-h") {
        command::print_line(command::help());
        return words.empty() ? Exit::usage : Exit::done;
    }
    const std::string name(words[0] == "--version" ? "version" : words[0]);
    const command::Command* const found = command::find_command(name);
    if (!found)
        return command::complain(Exit::usage, "There is no command " + name + "." +
                                                  command::did_you_mean(name, names()) +
                                                  " `selvage help` lists them.");
    const auto parsed = command::Words::parse(words.subspan(1), found->flags);
    if (!parsed)
        return command::complain(Exit::usage, parsed.error() + " See selvage " + name + " --help.");
    if (parsed->has("--help")) {
        command::print_line(command::help(*found));
        return Exit::done;
    }
    const std::size_t count = parsed->named().size();
    if (count < found->named_min || count > found->named_max)
        return command::complain(Exit::usage, "It is used so: selvage " + name + ' ' +
                                                  std::string(found->arguments) +
                                                  ". For example: " + std::string(found->example));
    return found->run(*parsed);
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string_view> words(arguments + 1, arguments + count);
    return static_cast<int>(run(words));
}
