// Words of a command line, and the table of commands.
#include "native/command/words.h"

#include <gtest/gtest.h>

#include <array>

#include "native/command/commands.h"

namespace command {
namespace {

constexpr std::array flags{Flag{"--id", "NAME", "a name"}, Flag{"--json", "", "a switch"}};

auto parse(std::vector<std::string_view> words) { return Words::parse(words, flags); }

TEST(Words, CX1_flags_have_their_value_behind_them_or_behind_a_sign) {
    const auto words = parse({"get", "--id", "Alpha", "game", "--json", "--id=Beta", "--", "--x"});
    ASSERT_TRUE(words);
    EXPECT_EQ(words->named(), (std::vector<std::string>{"get", "game", "--x"}));
    EXPECT_EQ(words->value("--id"), "Beta");
    EXPECT_EQ(words->values("--id"), (std::vector<std::string>{"Alpha", "Beta"}));
    EXPECT_TRUE(words->has("--json"));
}

TEST(Words, CX1_the_last_word_about_a_switch_counts) {
    EXPECT_FALSE(parse({"get"})->has("--json"));
    EXPECT_FALSE(parse({"--json", "--json=false"})->has("--json"));
    EXPECT_TRUE(parse({"--json=false", "--json=true"})->has("--json"));
}

TEST(Words, CX1_what_is_wrong_is_said) {
    EXPECT_EQ(parse({"--color"}).error(), "There is no flag --color.");
    EXPECT_EQ(parse({"--id"}).error(), "The flag --id needs a value: NAME.");
    EXPECT_EQ(parse({"--json=1"}).error(),
              "The flag --json stands alone, or with =true or =false.");
}

TEST(Words, CX4_durations_have_a_unit) {
    EXPECT_EQ(seconds_from_text("90s"), 90u);
    EXPECT_EQ(seconds_from_text("2d"), 172'800u);
    for (const char* const text : {"", "h", "5", "1.5h", "-1h", "1w", "99999999999d"})
        EXPECT_FALSE(seconds_from_text(text)) << text;
}

TEST(Commands, CX5_each_has_help_with_an_example_that_its_own_flags_allow) {
    for (const Command& command : commands()) {
        const std::string text = help(command);
        EXPECT_NE(text.find(command.example), std::string::npos) << command.name;
        EXPECT_TRUE(command.example.find("selvage") != std::string_view::npos) << command.name;
        EXPECT_TRUE(Words::parse(std::vector<std::string_view>{"--help"}, command.flags))
            << command.name;
        const std::string name(command.name);
        const auto is_offered = [&](std::string_view shell, const std::string& by) {
            return completion(shell).find(by) != std::string::npos;
        };
        EXPECT_NE(command.is_hidden, is_offered("bash", " " + name + ") words=")) << name;
        EXPECT_NE(command.is_hidden, is_offered("zsh", " " + name + ") words=")) << name;
        EXPECT_NE(command.is_hidden, is_offered("fish", " -a " + name + " -d")) << name;
        EXPECT_NE(command.is_hidden, help().find("\n  " + name + " ") != std::string::npos) << name;
    }
    EXPECT_EQ(completion("tcsh"), "");
}

}  // namespace
}  // namespace command
