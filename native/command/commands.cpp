// The table, and what is made of it.
#include "native/command/commands.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "native/command/asking.h"
#include "native/command/configuring.h"
#include "native/command/examining.h"
#include "native/command/exporting.h"
#include "native/command/manual.h"
#include "native/command/meshes.h"
#include "native/command/programs.h"
#include "native/command/rendering.h"
#include "native/command/running.h"
#include "native/command/showing.h"
#include "native/command/tasking.h"
#include "native/command/top.h"
#include "native/command/verifying.h"

namespace command {

namespace {

constexpr Flag help_flag{"--help", "", "say how the command is used"};
constexpr Flag json_flag{"--json", "", "answer in JSON, for programs"};
constexpr Flag id_flag{"--id", "NAME", "the mesh whose node is asked, if several run here"};
constexpr Flag data_flag{"--data", "DIR", "the data directory of the node that is asked"};
constexpr Flag durability_flag{"--durability", "POLICY",
                               "local, quorum(N), strict(N) or leader; local unless told"};
constexpr Flag for_flag{"--for", "DURATION", "until it ends: 90s, 15m, 24h, 7d"};

constexpr std::array plain_flags{help_flag, json_flag};
constexpr std::array asking_flags{help_flag, json_flag, id_flag, data_flag};
constexpr std::array top_flags{help_flag, json_flag, id_flag, data_flag,
                               Flag{"--once", "", "show how it is now, and end"}};
constexpr std::array writing_flags{help_flag, json_flag, id_flag, data_flag, durability_flag};
constexpr std::array exporting_flags{
    help_flag, json_flag, id_flag, data_flag,
    Flag{"--to", "FILE", "write it there, whole or not at all, in the place of what is there"}};
constexpr std::array importing_flags{
    help_flag,
    json_flag,
    id_flag,
    data_flag,
    durability_flag,
    Flag{"--from", "FILE", "the JSON object; - for standard input"},
    Flag{"--dry-run", "", "say what would be done, and do nothing"}};
constexpr std::array granting_flags{
    help_flag, json_flag, id_flag,
    data_flag, for_flag,  Flag{"--as", "ROLE", "authority, citizen or ephemeral"}};
constexpr Flag config_flag{"--config", "FILE",
                           "read settings there, and not in ~/.config/selvage/config.toml"};
constexpr std::array run_flags{
    help_flag,
    config_flag,
    Flag{"--id", "NAME", "the mesh's name; who runs with the same is in the same mesh"},
    Flag{"--as", "ROLE",
         "citizen founds no mesh; ephemeral keeps nothing; authority is the default"},
    Flag{"--join", "LINK", "an invite: the link, or the text of its QR code"},
    Flag{"--closed", "", "found a mesh that only invites let in"},
    Flag{"--data", "DIR", "where to keep what must not be lost"},
    Flag{"--listen", "ADDRESS", "where to listen, as a multiaddr; may be given again"},
    Flag{"--studio", "PORT",
         "show the Studio to this machine's browsers; 0 for a free port, or off"},
    Flag{"--studio-files", "DIR", "the Studio's folder, if it is not beside the program"},
    Flag{"--mdns", "PORT", "the port for looking around on the local network, or off"},
    Flag{"--work", "PLACES",
         "how many units of tasks may run here at once; half of the cores unless told, or off"},
    Flag{"--quiet", "", "say only what went wrong"}};

// What `run` would do with the same flags.
constexpr auto config_flags = [] {
    std::array<Flag, run_flags.size() + 2> flags;
    std::ranges::copy(run_flags, flags.begin());
    flags[run_flags.size()] = json_flag;
    flags[run_flags.size() + 1] = {"--origin", "", "say where each came from"};
    return flags;
}();

constexpr std::array mesh_flags{
    help_flag,
    json_flag,
    config_flag,
    Flag{"--closed", "", "create: only invites let in"},
    Flag{"--data", "DIR", "the data directory, if it is not that of the mesh"},
    Flag{"--listen", "ADDRESS", "create: where the node will listen; may be given again"},
    Flag{"--yes", "", "forget: do not ask"}};

constexpr std::array doctor_flags{
    help_flag, json_flag, config_flag,
    Flag{"--data", "DIR", "the data directory that is looked at, besides those of all nodes"},
    Flag{"--mdns", "PORT", "the port for looking around on the local network, or off"}};

constexpr std::array task_flags{
    help_flag,
    json_flag,
    id_flag,
    data_flag,
    Flag{"--engine", "ENGINE", "wasm, js or wgsl; else what the file's name ends with"},
    Flag{"--entry", "NAME", "where it begins; main unless told"},
    Flag{"--text", "TEXT", "the input, in place of a file"},
    Flag{"--label", "TEXT", "what it is called in lists"},
    Flag{"--once", "", "its effect counts once, whatever fails; without it the first result does"},
    Flag{"--authority", "", "an Authority is to do it"},
    Flag{"--priority", "NUMBER", "0 to 255: the higher, the sooner"},
    Flag{"--failures", "NUMBER", "how often the unit may fail; 3 unless told"},
    Flag{"--memory", "MIB", "64 unless told"},
    Flag{"--run-within", "DURATION", "of one run; 5m unless told"},
    Flag{"--end-within", "DURATION", "of the task; 1h unless told"},
    Flag{"--read", "DOCUMENT PATH", "a value that it may read; may be given again"},
    Flag{"--time", "", "it may know the time"},
    Flag{"--random", "", "it may draw chance"}};

constexpr std::array verify_flags{
    help_flag, json_flag,
    Flag{"--id", "NAME", "the mesh whose data is meant, if several have some here"},
    Flag{"--data", "DIR", "the data directory of the node"}};

constexpr std::array table{
    Command{"run", "[PROGRAM.logos]", "be a node of a mesh, in the foreground; or run a program",
            "selvage run --id Alpha", run_flags, 0, 1, run_node},
    Command{"join", "LINK", "be a node of the mesh that an invite leads to",
            "selvage join SELVAGE:AEBQ…", run_flags, 1, 1, join_mesh},
    Command{"mesh", "[ls | create NAME | forget NAME]",
            "the meshes that have data here: list them, found one, or remove what is kept of one",
            "selvage mesh create Alpha --closed", mesh_flags, 0, 2, do_with_meshes},
    Command{"status", "", "how the node is", "selvage status", asking_flags, 0, 0, ask_status},
    Command{"peers", "", "who of the mesh is connected", "selvage peers --json", asking_flags, 0, 0,
            ask_peers},
    Command{"members", "", "who was admitted or given a role", "selvage members", asking_flags, 0,
            0, ask_members},
    Command{"doc", "", "which documents are kept here", "selvage doc", asking_flags, 0, 0,
            ask_documents},
    Command{"get", "DOCUMENT [PATH]", "what is at a place in a document", "selvage get game score",
            asking_flags, 1, 2, ask_get},
    Command{"set", "DOCUMENT PATH VALUE", "put a value there: JSON, or else a text",
            "selvage set game players.ann '{\"points\": 3}'", writing_flags, 3, 3, ask_set},
    Command{"add", "DOCUMENT PATH [NUMBER]", "add to a counter, 1 unless told",
            "selvage add game score 5 --durability 'quorum(2)'", writing_flags, 2, 3, ask_add},
    Command{"type", "DOCUMENT PATH TEXT", "append to a text that many write",
            "selvage type game notes 'hello '", writing_flags, 3, 3, ask_type},
    Command{"push", "DOCUMENT PATH VALUE", "append to a list: JSON, or else a text",
            "selvage push game moves '\"e4\"'", writing_flags, 3, 3, ask_push},
    Command{"put-in", "DOCUMENT PATH VALUE", "put a member into a set",
            "selvage put-in game tags fast", writing_flags, 3, 3, ask_put_in},
    Command{"take-out", "DOCUMENT PATH VALUE", "take a member out of a set",
            "selvage take-out game tags fast", writing_flags, 3, 3, ask_take_out},
    Command{"remove", "DOCUMENT PATH", "take away what is there", "selvage remove game players.ann",
            writing_flags, 2, 2, ask_remove},
    Command{"watch", "DOCUMENT [PATH]", "what is there, and again whenever it changes",
            "selvage watch game", asking_flags, 1, 2, ask_watch},
    Command{"export", "DOCUMENT", "a document as JSON, on standard output or in a file",
            "selvage export game --to game.json", exporting_flags, 1, 1, export_document},
    Command{"import", "DOCUMENT", "set the keys of a JSON object in a document",
            "selvage import game --from game.json --dry-run", importing_flags, 1, 1,
            import_document},
    Command{"events", "", "what the node tells, as it happens", "selvage events --json",
            asking_flags, 0, 0, ask_events},
    Command{"invite", "", "a way in, for everybody who reads it; with --as for one, once",
            "selvage invite --as citizen --for 24h", granting_flags, 0, 0, ask_invite},
    Command{"grant", "PEER", "give a member a role", "selvage grant 12D3Koo… --as authority",
            granting_flags, 1, 1, ask_grant},
    Command{"revoke", "PEER", "take a member's rights away", "selvage revoke 12D3Koo…",
            asking_flags, 1, 1, ask_revoke},
    Command{"connect", "ADDRESS", "connect to a peer",
            "selvage connect /ip4/192.0.2.1/tcp/4001/p2p/12D3Koo…", asking_flags, 1, 1,
            ask_connect},
    Command{"task", "[run FILE [INPUT] | submit FILE [INPUT] | ls | show TASK | cancel TASK]",
            "work for whoever of the mesh can do it: a unit in WebAssembly, JavaScript or WGSL",
            "selvage task run primes.wasm --text 1000000", task_flags, 0, 3, do_with_tasks},
    Command{"logos", "run FILE [ARGUMENT…] | check FILE", "programs in plain English",
            "selvage logos run hello.logos", plain_flags, 2, 64, do_with_programs},
    Command{"stop", "", "end the node, as Ctrl-C does", "selvage stop", asking_flags, 0, 0,
            ask_stop},
    Command{"config", "show | path", "which settings `run` takes, and from where",
            "selvage config show --origin", config_flags, 1, 1, show_config},
    Command{"top", "", "the node as it lives, on a screen of its own; q quits", "selvage top",
            top_flags, 0, 0, show_top},
    Command{"doctor", "", "what can go wrong on this machine, and what to do about it",
            "selvage doctor", doctor_flags, 0, 0, examine},
    Command{"verify", "", "look through the data of a node that does not run, and change nothing",
            "selvage verify --id Alpha", verify_flags, 0, 0, verify_store},
    Command{"completion", "SHELL", "words for a shell: bash, zsh or fish",
            "source <(selvage completion bash)", plain_flags, 1, 1, show_completion},
    Command{"man", "", "the manual as a page for man(1)", "selvage man | man -l -", plain_flags, 0,
            0, show_manual, true},
    Command{"version", "", "which version this is", "selvage version", plain_flags, 0, 0,
            show_version},
};

std::string synopsis(const Command& command) {
    std::string text(command.name);
    if (!command.arguments.empty()) text += ' ' + std::string(command.arguments);
    return text;
}

std::string words_of(const Command& command, std::string_view between) {
    std::string words;
    for (const Flag& flag : command.flags) {
        if (!words.empty()) words += between;
        words += flag.name;
    }
    return words;
}

// What its arguments may be as they stand there: ls, create and forget of [ls | create NAME |
// forget NAME].
std::vector<std::string> choices_of(const Command& command) {
    std::vector<std::string> choices;
    std::string word;
    for (const char letter : std::string(command.arguments) + ' ') {
        if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')) {
            word += letter;
            continue;
        }
        if (!word.empty() && word.front() >= 'a') choices.push_back(word);
        word.clear();
    }
    return choices;
}

std::string bash_completion() {
    std::string names;
    std::string cases;
    for (const Command& command : table) {
        if (command.is_hidden) continue;
        names += (names.empty() ? "" : " ") + std::string(command.name);
        std::string words = words_of(command, " ");
        for (const std::string& choice : choices_of(command)) words += " " + choice;
        cases += "        " + std::string(command.name) + ") words='" + words + "' ;;\n";
    }
    return "_selvage() {\n    local words='" + names +
           "'\n    [ \"$COMP_CWORD\" = 1 ] || case ${COMP_WORDS[1]} in\n" + cases +
           "    esac\n    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
           "\"${COMP_WORDS[COMP_CWORD]}\")\n}\ncomplete -F _selvage selvage\n";
}

std::string fish_completion() {
    std::string text = "complete -c selvage -f\n";
    for (const Command& command : table) {
        if (command.is_hidden) continue;
        const std::string name(command.name);
        text += "complete -c selvage -n __fish_use_subcommand -a " + name + " -d '" +
                std::string(command.summary) + "'\n";
        for (const std::string& choice : choices_of(command))
            text += "complete -c selvage -n '__fish_seen_subcommand_from " + name + "' -a " +
                    choice + "\n";
        for (const Flag& flag : command.flags)
            text += "complete -c selvage -n '__fish_seen_subcommand_from " + name + "' -l " +
                    std::string(flag.name.substr(2)) + (flag.value.empty() ? "" : " -r") + "\n";
    }
    return text;
}

}  // namespace

std::span<const Command> commands() { return table; }

const Command* find_command(std::string_view name) {
    const auto at = std::ranges::find(table, name, &Command::name);
    return at == table.end() ? nullptr : &*at;
}

std::string help() {
    std::string text =
        "selvage: a mesh in which browsers and machines are the same kind of node\n\n";
    for (const Command& command : table)
        if (!command.is_hidden)
            text +=
                "  " + padded(synopsis(command), 26) + ' ' + std::string(command.summary) + '\n';
    return text +
           "\n`selvage COMMAND --help` says more. The first minute:\n\n"
           "    selvage run --id Alpha\n    selvage set game score 3\n    selvage watch game\n";
}

std::string help(const Command& command) {
    std::string text =
        "selvage " + synopsis(command) + "\n    " + std::string(command.summary) + "\n\nflags\n";
    for (const Flag& flag : command.flags) {
        const std::string value = flag.value.empty() ? "" : ' ' + std::string(flag.value);
        text += "    " + padded(std::string(flag.name) + value, 22) + ' ' + std::string(flag.help) +
                '\n';
    }
    return text + "\nexample\n    " + std::string(command.example) + '\n';
}

// zsh reads what bash does, once it was told to.
std::string completion(std::string_view shell) {
    if (shell == "bash") return bash_completion();
    if (shell == "zsh") return "autoload -U bashcompinit && bashcompinit\n" + bash_completion();
    if (shell == "fish") return fish_completion();
    return "";
}

Exit complain(Exit exit, std::string_view sentence) {
    std::fprintf(stderr, "selvage: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
    return exit;
}

}  // namespace command
