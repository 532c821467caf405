// Settings are what `run` does unless a flag says otherwise: each can stand in the environment
// (SELVAGE_STUDIO_FILES) and in a file (`studio-files` below [run]). Whoever asks gets the
// strongest of them, and where it came from. Rules CX7–CX11, spec/command.md.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/codec/json.h"
#include "native/command/commands.h"

namespace command {

// Of the process: what of it concerns settings, by name. What is empty counts as not there.
using Environment = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] Environment environment_here();

enum class SettingKind : std::uint8_t { text, folder, texts, truth, port };
struct Setting {
    std::string_view name;  // Of the flag, without its dashes.
    SettingKind kind;
    std::string_view standard;  // Empty if there is none.
};
[[nodiscard]] std::span<const Setting> all_settings();

// The weakest first.
enum class SettingOrigin : std::uint8_t { standard, file, environment, flag };
[[nodiscard]] std::string_view describe(SettingOrigin origin);

struct Complaint {
    Exit exit;
    std::string sentence;
};

struct ConfigFile {
    std::string path;
    bool is_wished = false;  // Somebody named it: it must be there.
};
// Nothing if there is no place for one.
[[nodiscard]] std::optional<ConfigFile> config_file(const Words& words, const Environment& env);

class Settings {
public:
    [[nodiscard]] static std::expected<Settings, Complaint> read(const Words& words,
                                                                 const Environment& env);

    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view name) const;
    [[nodiscard]] bool is_on(std::string_view name) const { return value(name) == "true"; }
    [[nodiscard]] SettingOrigin origin(std::string_view name) const;
    // For people: `--as`, `SELVAGE_AS`, or `as (line 3 of config.toml)`.
    [[nodiscard]] std::string where(std::string_view name) const;
    // As it would stand in the file; null if it has no value.
    [[nodiscard]] core::codec::JsonValue json(const Setting& setting) const;

private:
    struct Given {
        SettingOrigin origin = SettingOrigin::standard;
        std::string where = {};
        std::vector<std::string> values = {};
    };
    using AllGiven = std::map<std::string, Given, std::less<>>;

    [[nodiscard]] static std::expected<AllGiven, Complaint> read_file(const ConfigFile& file);
    void settle_rivals();

    AllGiven given_;
};

// The variable of a setting.
[[nodiscard]] std::string variable_of(const Setting& setting);

}  // namespace command
