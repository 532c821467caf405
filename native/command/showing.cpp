// What is known without asking anybody.
#include "native/command/showing.h"

#include "native/command/rendering.h"

namespace command {

Exit show_completion(const Words& words) {
    const std::string text = completion(words.named()[0]);
    if (text.empty())
        return complain(Exit::usage, "There is completion for bash, zsh and fish, not for " +
                                         words.named()[0] + ".");
    print_line(text);
    return Exit::done;
}

Exit show_version(const Words& words) {
    print_line(words.has("--json") ? R"({"version":")" SELVAGE_VERSION R"("})"
                                   : "selvage " SELVAGE_VERSION);
    return Exit::done;
}

}  // namespace command
