// The manual: all that the tables have, and nothing that troff would obey.
#include "native/command/manual.h"

#include <gtest/gtest.h>

#include "native/command/settings.h"

namespace command {
namespace {

TEST(Manual, CX22_texts_are_shown_as_they_are) {
    EXPECT_EQ(as_troff("a-b \\ 'c'"), "a\\-b \\e \\(aqc\\(aq");
    EXPECT_EQ(as_troff(".SH x"), "\\&.SH x");
    EXPECT_EQ(as_troff("'x"), "\\&\\(aqx");
    EXPECT_EQ(as_troff("…😀"), "\\[u2026]\\[u1F600]");
}

TEST(Manual, CX22_it_has_every_command_flag_and_setting) {
    const std::string text = manual();
    for (const Command& command : commands()) {
        const std::string name = "\\fBselvage " + as_troff(command.name) + "\\fR";
        EXPECT_EQ(text.find(".SS " + name) != std::string::npos, !command.is_hidden) << name;
        if (command.is_hidden) continue;
        EXPECT_NE(text.find(as_troff(command.example)), std::string::npos) << name;
        for (const Flag& flag : command.flags)
            EXPECT_NE(text.find("\\fB" + as_troff(flag.name) + "\\fR"), std::string::npos);
    }
    for (const Setting& setting : all_settings())
        EXPECT_NE(text.find(variable_of(setting)), std::string::npos) << setting.name;
}

TEST(Completion, CX5_a_shell_is_told_of_flags_and_of_what_may_stand_for_an_argument) {
    const std::string bash = completion("bash");
    EXPECT_NE(bash.find("--yes ls create forget' ;;"), std::string::npos) << bash;
    EXPECT_NE(bash.find("--origin show path' ;;"), std::string::npos);
    EXPECT_NE(bash.find("get) words='--help --json --id --data' ;;"), std::string::npos);
    EXPECT_NE(completion("fish").find("'__fish_seen_subcommand_from mesh' -a create\n"),
              std::string::npos);
    EXPECT_EQ(completion("tcsh"), "");
}

}  // namespace
}  // namespace command
