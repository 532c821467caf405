// Which setting counts, where it came from, and what is said of a file that is wrong.
#include "native/command/settings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/codec/json_writer.h"
#include "native/disk/temporary_directory.h"

namespace command {
namespace {

class SettingsOf : public testing::Test {
protected:
    std::string write(std::string_view text, const std::string& name = "config.toml") {
        const std::string path = (folder_.path() / name).string();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    static Words words(std::vector<std::string_view> flags) {
        return *Words::parse(flags, find_command("run")->flags);
    }
    auto read(std::string_view text, std::vector<std::string_view> flags = {},
              Environment env = {}) {
        env["SELVAGE_CONFIG"] = write(text);
        return Settings::read(words(std::move(flags)), env);
    }
    // What is wrong with it, without the file's name.
    std::string complaint(std::string_view text) {
        const auto settings = read(text);
        EXPECT_FALSE(settings) << text;
        if (settings) return "";
        EXPECT_EQ(settings.error().exit, Exit::usage);
        const std::string front = (folder_.path() / "config.toml").string() + ", ";
        EXPECT_TRUE(settings.error().sentence.starts_with(front)) << settings.error().sentence;
        return settings.error().sentence.substr(front.size());
    }

    native::testing::TemporaryDirectory folder_;
};

TEST_F(SettingsOf, CX7_each_flag_of_run_is_a_setting) {
    std::vector<std::string> flags;
    for (const Flag& flag : find_command("run")->flags)
        if (flag.name != "--help" && flag.name != "--config")
            flags.emplace_back(flag.name.substr(2));
    std::vector<std::string> names;
    for (const Setting& setting : all_settings()) names.emplace_back(setting.name);
    std::ranges::sort(flags);
    std::ranges::sort(names);
    EXPECT_EQ(names, flags);
    for (const Setting& setting : all_settings()) {
        const auto flag = std::ranges::find(find_command("run")->flags,
                                            "--" + std::string(setting.name), &Flag::name);
        EXPECT_EQ(flag->value.empty(), setting.kind == SettingKind::truth) << setting.name;
    }
}

TEST_F(SettingsOf, CX7_flags_come_before_the_environment_before_the_file_before_the_default) {
    const std::string_view file =
        "[run]\nid = 'File'\nlisten = ['a', 'b']\nclosed = true\nstudio = 4400\nquiet = true\n";
    const Environment env{{"SELVAGE_ID", "Environment"},
                          {"SELVAGE_LISTEN", "c,d"},
                          {"SELVAGE_QUIET", "false"},
                          {"SELVAGE_STUDIO_FILES", "/page"}};
    struct Case {
        std::vector<std::string_view> flags;
        Environment env;
        std::string id;
        std::vector<std::string> listen;
        SettingOrigin origin;
    };
    for (const Case& one : {Case{{}, {}, "File", {"a", "b"}, SettingOrigin::file},
                            Case{{}, env, "Environment", {"c", "d"}, SettingOrigin::environment},
                            Case{{"--id", "Flag", "--listen", "e", "--listen=f"},
                                 env,
                                 "Flag",
                                 {"e", "f"},
                                 SettingOrigin::flag}}) {
        const auto settings = read(file, one.flags, one.env);
        ASSERT_TRUE(settings) << settings.error().sentence;
        EXPECT_EQ(settings->value("id"), one.id);
        EXPECT_EQ(settings->values("listen"), one.listen);
        EXPECT_EQ(settings->origin("id"), one.origin);
        EXPECT_EQ(settings->origin("listen"), one.origin);
    }
    const auto settings = read(file, {"--closed=false"}, env);
    EXPECT_FALSE(settings->is_on("closed"));
    EXPECT_FALSE(settings->is_on("quiet"));
    EXPECT_EQ(settings->value("studio"), "4400");
    EXPECT_EQ(settings->value("studio-files"), "/page");
    EXPECT_EQ(settings->value("as"), "authority");
    EXPECT_EQ(settings->origin("as"), SettingOrigin::standard);
    EXPECT_EQ(settings->value("data"), std::nullopt);
}

TEST_F(SettingsOf, CX8_where_a_setting_came_from_is_said) {
    const auto settings = read("[run]\n\nas = 'dancer'", {"--id", "A"}, {{"SELVAGE_MDNS", "many"}});
    EXPECT_EQ(settings->where("as"),
              "as (line 3 of " + (folder_.path() / "config.toml").string() + ")");
    EXPECT_EQ(settings->where("mdns"), "SELVAGE_MDNS");
    EXPECT_EQ(settings->where("id"), "--id");
    EXPECT_EQ(settings->where("studio"), "--studio");
}

TEST_F(SettingsOf, CX7_of_a_mesh_and_an_invite_the_stronger_counts) {
    const auto by_flag = read("[run]\njoin = 'link'", {"--id", "A"});
    EXPECT_EQ(by_flag->value("join"), std::nullopt);
    EXPECT_EQ(by_flag->value("id"), "A");
    const auto by_environment = read("[run]\nid = 'A'", {}, {{"SELVAGE_JOIN", "link"}});
    EXPECT_EQ(by_environment->value("join"), "link");
    EXPECT_EQ(by_environment->value("id"), std::nullopt);
    const auto beside = read("[run]\nid = 'A'\njoin = 'link'");
    EXPECT_EQ(beside->value("join"), "link");
    EXPECT_EQ(beside->value("id"), "A");
}

TEST_F(SettingsOf, CX9_what_is_wrong_in_a_file_is_said_with_its_line) {
    EXPECT_EQ(complaint("[run]\nid = 'A'\nstudoi = 1"),
              "line 3: There is no setting run.studoi. Did you mean run.studio?");
    EXPECT_EQ(complaint("id = 'A'"),
              "line 1: There is no setting id. Did you mean run.id? Settings stand below [run].");
    EXPECT_EQ(complaint("[rum]"), "line 1: There is no table [rum], only [run].");
    EXPECT_EQ(complaint("[run.more]\nid = 'A'"),
              "line 1: There is no table [run.more], only [run].");
    EXPECT_EQ(complaint("[run]\nclosed = 'yes'"), "line 2: run.closed is true or false.");
    EXPECT_EQ(complaint("[run]\nid = 3"), "line 2: run.id is a text in quotes.");
    EXPECT_EQ(complaint("[run]\nlisten = 'a'"), "line 2: run.listen is a list of texts.");
    for (const char* const port : {"-1", "65536", "true", "'4400'", "'on'"})
        EXPECT_EQ(complaint("[run]\nstudio = " + std::string(port)),
                  "line 2: run.studio is the number of a port, or \"off\".");
    EXPECT_TRUE(complaint("[run]\ndata = 'here'").starts_with("line 2: run.data is a folder"));
    EXPECT_EQ(complaint("[run]\nid 'A'"), "line 2: Behind the key id there should be a =.");
}

TEST_F(SettingsOf, CX9_a_variable_that_is_no_truth_value_is_refused) {
    const auto settings = read("", {}, {{"SELVAGE_CLOSED", "yes"}});
    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().sentence, "SELVAGE_CLOSED is true or false, not yes.");
}

TEST_F(SettingsOf, CX10_the_file_is_the_one_that_is_named_or_in_its_place) {
    const Environment env{{"SELVAGE_CONFIG", "/named"}, {"XDG_CONFIG_HOME", "/x"}, {"HOME", "/h"}};
    const auto path = [](const Words& named, const Environment& in) {
        const auto file = config_file(named, in);
        return file ? (file->is_wished ? "!" : "") + file->path : "none";
    };
    EXPECT_EQ(path(words({"--config", "/flag"}), env), "!/flag");
    EXPECT_EQ(path(words({}), env), "!/named");
    EXPECT_EQ(path(words({}), {{"XDG_CONFIG_HOME", "/x"}, {"HOME", "/h"}}),
              "/x/selvage/config.toml");
    EXPECT_EQ(path(words({}), {{"XDG_CONFIG_HOME", "x"}, {"HOME", "/h"}}),
              "/h/.config/selvage/config.toml");
    EXPECT_EQ(path(words({}), {}), "none");
}

TEST_F(SettingsOf, CX10_no_file_is_as_an_empty_one_unless_it_was_named) {
    const std::string folder = folder_.path().string();
    const auto none = Settings::read(words({}), {{"HOME", folder}});
    ASSERT_TRUE(none) << none.error().sentence;
    EXPECT_EQ(none->value("id"), std::nullopt);
    for (const std::string& path : {folder + "/none.toml", folder}) {
        const auto named = Settings::read(words({"--config", path}), {{"HOME", folder}});
        ASSERT_FALSE(named) << path;
        EXPECT_EQ(named.error().exit, Exit::storage);
    }
    std::filesystem::create_directories(folder_.path() / ".config/selvage/config.toml");
    EXPECT_FALSE(Settings::read(words({}), {{"HOME", folder}}));
}

TEST_F(SettingsOf, CX11_settings_are_shown_as_they_would_stand_in_the_file) {
    const auto settings = read("", {"--studio", "0", "--mdns", "off", "--quiet", "--listen", "a"});
    std::string all;
    for (const Setting& setting : all_settings())
        all += std::string(setting.name) + " " +
               core::codec::to_json(settings->json(setting)).value_or("?") + "\n";
    EXPECT_EQ(all,
              "id null\nas \"authority\"\njoin null\nclosed false\ndata null\nlisten "
              "[\"a\"]\nstudio 0\nstudio-files null\nmdns \"off\"\nwork null\nquiet true\n");
}

}  // namespace
}  // namespace command
