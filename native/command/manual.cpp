// Requests of the man macros, one on a line.
#include "native/command/manual.h"

#include <array>

#include "core/codec/utf8.h"
#include "native/command/rendering.h"
#include "native/command/settings.h"

namespace command {

namespace {

struct ExitMeaning {
    Exit exit;
    std::string_view meaning;
};
constexpr std::array exit_meanings{
    ExitMeaning{Exit::done, "done"},
    ExitMeaning{Exit::failed, "failed, in a way that has no number of its own"},
    ExitMeaning{Exit::usage, "not used right"},
    ExitMeaning{Exit::no_node, "no node runs that could be asked"},
    ExitMeaning{Exit::not_found, "nothing is there"},
    ExitMeaning{Exit::not_allowed, "the role does not do"},
    ExitMeaning{Exit::not_durable, "not as safe as was asked for"},
    ExitMeaning{Exit::storage, "the disk, or a file, is the trouble"}};

std::string bold(std::string_view text) { return "\\fB" + as_troff(text) + "\\fR"; }

// A paragraph with a tag that hangs out.
std::string tagged(const std::string& tag, std::string_view text) {
    return ".TP\n" + tag + "\n" + as_troff(text) + "\n";
}

std::string section_for(const Command& command) {
    const std::string arguments =
        command.arguments.empty() ? "" : " " + as_troff(command.arguments);
    std::string text = ".SS " + bold("selvage " + std::string(command.name)) + arguments + "\n" +
                       as_troff(command.summary) + ".\n";
    for (const Flag& flag : command.flags) {
        const std::string value = flag.value.empty() ? "" : " \\fI" + as_troff(flag.value) + "\\fR";
        text += tagged(bold(flag.name) + value, flag.help);
    }
    return text + ".PP\n.EX\n" + as_troff(command.example) + "\n.EE\n";
}

std::string kind_in_words(SettingKind kind) {
    switch (kind) {
        case SettingKind::text: return "a text";
        case SettingKind::folder: return "a folder, beginning with /";
        case SettingKind::texts: return "a list of texts; in the environment with commas";
        case SettingKind::truth: return "true or false";
        case SettingKind::port: return "a number, or \"off\"";
    }
    std::unreachable();
}

std::string settings_section() {
    std::string text = ".SH SETTINGS\nWhat " + bold("selvage run") +
                       " takes can stand in a file of TOML, below [run], and in the environment. "
                       "Flags come before "
                       "the environment, that before the file, and that before the default.\n";
    for (const Setting& setting : all_settings()) {
        std::string what = kind_in_words(setting.kind);
        if (!setting.standard.empty()) what += "; by default " + std::string(setting.standard);
        text += tagged(bold(setting.name) + ", " + bold(variable_of(setting)), what + ".");
    }
    return text;
}

}  // namespace

std::string as_troff(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const char32_t point = core::codec::take_code_point(text);
        if ((point == '.' || point == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
        constexpr std::string_view digits = "0123456789ABCDEF";
        if (point == '\\') {
            out += "\\e";
        } else if (point == '-') {
            out += "\\-";
        } else if (point == '\'') {
            out += "\\(aq";
        } else if (point == '`') {
            out += "\\(ga";
        } else if (point == '^') {
            out += "\\(ha";
        } else if (point == '~') {
            out += "\\(ti";
        } else if (point < 0x80) {
            out += static_cast<char>(point);
        } else {
            out += "\\[u";
            for (int shift = point > 0xfffff  ? 20
                             : point > 0xffff ? 16
                                              : 12;
                 shift >= 0; shift -= 4)
                out += digits[point >> shift & 15];
            out += ']';
        }
    }
    return out;
}

std::string manual() {
    std::string text =
        ".TH SELVAGE 1 \"\" \"selvage " SELVAGE_VERSION
        "\" \"User Commands\"\n"
        ".SH NAME\nselvage \\- a mesh in which browsers and machines are the same "
        "kind of node\n"
        ".SH SYNOPSIS\n.B selvage\n\\fICOMMAND\\fR \\&...\n"
        ".SH DESCRIPTION\nWho runs a node with the name of a mesh shares documents "
        "that merge with everybody else who does, without a server. One command is a "
        "node; the others ask it.\n.PP\n.EX\nselvage run \\-\\-id Alpha\n"
        "selvage set game score 3\nselvage watch game\n.EE\n"
        ".SH COMMANDS\n";
    for (const Command& command : commands())
        if (!command.is_hidden) text += section_for(command);
    text += settings_section() + ".SH EXIT STATUS\n";
    for (const ExitMeaning& one : exit_meanings)
        text += tagged(bold(std::to_string(static_cast<int>(one.exit))), one.meaning);
    text += ".SH FILES\n" +
            tagged("\\fI" + as_troff("~/.config/selvage/config.toml") + "\\fR", "settings") +
            tagged("\\fI" + as_troff("~/.local/share/selvage/meshes") + "\\fR",
                   "what nodes keep, by mesh");
    return text;
}

Exit show_manual(const Words&) {
    print_line(manual());
    return Exit::done;
}

}  // namespace command
