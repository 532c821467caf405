// Three sources, one behind the other.
#include "native/command/settings.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "core/codec/decimal.h"
#include "native/command/nearest.h"
#include "native/toml/toml.h"

namespace command {

using core::codec::JsonValue;
using native::toml::Entry;

namespace {

constexpr std::string_view table_name = "run";

constexpr std::array setting_table{
    Setting{"id", SettingKind::text, ""},         Setting{"as", SettingKind::text, "authority"},
    Setting{"join", SettingKind::text, ""},       Setting{"closed", SettingKind::truth, "false"},
    Setting{"data", SettingKind::folder, ""},     Setting{"listen", SettingKind::texts, ""},
    Setting{"studio", SettingKind::port, ""},     Setting{"studio-files", SettingKind::folder, ""},
    Setting{"mdns", SettingKind::port, "5353"},   Setting{"work", SettingKind::text, ""},
    Setting{"quiet", SettingKind::truth, "false"}};

const Setting* find_setting(std::string_view name) {
    const auto at = std::ranges::find(setting_table, name, &Setting::name);
    return at == setting_table.end() ? nullptr : &*at;
}

std::string from(const Environment& env, std::string_view name) {
    const auto at = env.find(name);
    return at == env.end() ? "" : at->second;
}

std::vector<std::string> parted(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        if (end > 0) parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::string name_in_file(std::string_view key) {
    return std::string(table_name) + "." + std::string(key);
}

std::string_view rule_of(SettingKind kind) {
    switch (kind) {
        case SettingKind::text: return "is a text in quotes";
        case SettingKind::folder:
            return "is a folder: a text in quotes that begins with /, for a file is read from "
                   "anywhere";
        case SettingKind::texts: return "is a list of texts";
        case SettingKind::truth: return "is true or false";
        case SettingKind::port: return "is the number of a port, or \"off\"";
    }
    std::unreachable();
}

// What stands there, if it is of the setting's kind.
std::optional<std::vector<std::string>> texts_of(SettingKind kind, const Entry& entry) {
    const auto* const text = core::get_if<std::string>(&entry.value);
    const auto* const number = core::get_if<std::int64_t>(&entry.value);
    const auto* const flag = core::get_if<bool>(&entry.value);
    const auto* const list = core::get_if<std::vector<std::string>>(&entry.value);
    switch (kind) {
        case SettingKind::text:
            if (text) return std::vector{*text};
            return std::nullopt;
        case SettingKind::folder:
            if (text && text->starts_with('/')) return std::vector{*text};
            return std::nullopt;
        case SettingKind::texts:
            if (list) return *list;
            return std::nullopt;
        case SettingKind::truth:
            if (flag) return std::vector<std::string>{*flag ? "true" : "false"};
            return std::nullopt;
        case SettingKind::port:
            if (text && *text == "off") return std::vector{*text};
            if (number && *number >= 0 && *number <= UINT16_MAX)
                return std::vector{std::to_string(*number)};
            return std::nullopt;
    }
    std::unreachable();
}

Complaint complaint_at(const std::string& path, std::size_t line, const std::string& what) {
    return {Exit::usage, path + ", line " + std::to_string(line) + ": " + what};
}

std::expected<std::string, Complaint> read_text(const ConfigFile& file) {
    struct stat status{};
    if (::stat(file.path.c_str(), &status) != 0 && errno == ENOENT && !file.is_wished) return "";
    std::ifstream stream(file.path, std::ios::binary);
    std::string text(native::toml::text_size_max + 1, '\0');
    // A folder can be opened, and read no further.
    if (stream && !S_ISDIR(status.st_mode))
        stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (S_ISDIR(status.st_mode) || !stream.is_open() || stream.bad())
        return std::unexpected(Complaint{
            Exit::storage,
            "The file of settings " + file.path + " cannot be read: " +
                std::generic_category().message(S_ISDIR(status.st_mode) ? EISDIR : errno) +
                ". Name another with --config FILE."});
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

std::vector<std::string> names_in_file() {
    std::vector<std::string> names;
    for (const Setting& setting : setting_table) names.push_back(name_in_file(setting.name));
    return names;
}

std::string whole_name(const native::toml::Path& table, std::string_view key) {
    std::string name;
    for (const std::string& part : table) name += part + ".";
    return name + std::string(key);
}

}  // namespace

Environment environment_here() {
    Environment env;
    for (char** one = environ; one && *one; ++one) {
        const std::string_view entry = *one;
        const std::size_t sign = entry.find('=');
        const std::string_view name = entry.substr(0, sign);
        const bool concerns =
            name.starts_with("SELVAGE_") || name == "HOME" || name == "XDG_CONFIG_HOME";
        if (concerns && sign != entry.npos && sign + 1 < entry.size())
            env.emplace(name, entry.substr(sign + 1));
    }
    return env;
}

std::span<const Setting> all_settings() { return setting_table; }

std::string_view describe(SettingOrigin origin) {
    switch (origin) {
        case SettingOrigin::standard: return "default";
        case SettingOrigin::file: return "file";
        case SettingOrigin::environment: return "environment";
        case SettingOrigin::flag: return "flag";
    }
    std::unreachable();
}

std::string variable_of(const Setting& setting) {
    std::string name = "SELVAGE_";
    for (const char letter : setting.name)
        name += letter == '-' ? '_' : static_cast<char>(letter - 'a' + 'A');
    return name;
}

std::optional<ConfigFile> config_file(const Words& words, const Environment& env) {
    if (const auto named = words.value("--config")) return ConfigFile{*named, true};
    if (const std::string named = from(env, "SELVAGE_CONFIG"); !named.empty())
        return ConfigFile{named, true};
    // A relative one is to be ignored, by the specification of these directories.
    if (const std::string folder = from(env, "XDG_CONFIG_HOME"); folder.starts_with('/'))
        return ConfigFile{folder + "/selvage/config.toml"};
    if (const std::string home = from(env, "HOME"); home.starts_with('/'))
        return ConfigFile{home + "/.config/selvage/config.toml"};
    return std::nullopt;
}

auto Settings::read_file(const ConfigFile& file) -> std::expected<AllGiven, Complaint> {
    const std::string text = TRY(read_text(file));
    const auto document = native::toml::parse(text);
    if (!document)
        return std::unexpected(
            complaint_at(file.path, document.error().line, document.error().what));
    for (const native::toml::Table& table : document->tables)
        if (table.path != native::toml::Path{std::string(table_name)}) {
            const std::string name = whole_name(table.path, "");
            return std::unexpected(complaint_at(
                file.path, table.line,
                "There is no table [" + name.substr(0, name.size() - 1) + "], only [run]."));
        }
    AllGiven given;
    for (const Entry& entry : document->entries) {
        const std::string name = whole_name(entry.table, entry.key);
        const Setting* const setting = entry.table.empty() ? nullptr : find_setting(entry.key);
        if (!setting) {
            // In no table it may be meant well.
            const std::string looked_for = entry.table.empty() ? name_in_file(entry.key) : name;
            return std::unexpected(complaint_at(
                file.path, entry.line,
                "There is no setting " + name + "." + did_you_mean(looked_for, names_in_file()) +
                    (entry.table.empty() ? " Settings stand below [run]." : "")));
        }
        auto texts = texts_of(setting->kind, entry);
        if (!texts)
            return std::unexpected(complaint_at(
                file.path, entry.line, name + " " + std::string(rule_of(setting->kind)) + "."));
        given.emplace(entry.key, Given{SettingOrigin::file,
                                       entry.key + " (line " + std::to_string(entry.line) + " of " +
                                           file.path + ")",
                                       *std::move(texts)});
    }
    return given;
}

std::expected<Settings, Complaint> Settings::read(const Words& words, const Environment& env) {
    Settings all;
    if (const auto file = config_file(words, env)) all.given_ = TRY(read_file(*file));
    for (const Setting& setting : setting_table) {
        const std::string name(setting.name);
        const std::string variable = variable_of(setting);
        if (const std::string text = from(env, variable); !text.empty()) {
            const bool is_list = setting.kind == SettingKind::texts;
            if (setting.kind == SettingKind::truth && text != "true" && text != "false")
                return std::unexpected(
                    Complaint{Exit::usage, variable + " is true or false, not " + text + "."});
            all.given_[name] = {SettingOrigin::environment, variable,
                                is_list ? parted(text) : std::vector{text}};
        }
        if (auto values = words.values("--" + name); !values.empty()) {
            if (setting.kind != SettingKind::texts) values = {values.back()};
            all.given_[name] = {SettingOrigin::flag, "--" + name, std::move(values)};
        }
    }
    all.settle_rivals();
    return all;
}

// Both say which mesh: what is said nearer to the user counts.
void Settings::settle_rivals() {
    if (origin("id") == SettingOrigin::standard || origin("join") == SettingOrigin::standard)
        return;
    if (origin("id") > origin("join")) given_.erase("join");
    if (origin("id") < origin("join")) given_.erase("id");
}

std::vector<std::string> Settings::values(std::string_view name) const {
    if (const auto at = given_.find(name); at != given_.end()) return at->second.values;
    const Setting* const setting = find_setting(name);
    if (!setting || setting->standard.empty()) return {};
    return {std::string(setting->standard)};
}

std::optional<std::string> Settings::value(std::string_view name) const {
    auto all = values(name);
    if (all.empty()) return std::nullopt;
    return std::move(all.back());
}

SettingOrigin Settings::origin(std::string_view name) const {
    const auto at = given_.find(name);
    return at == given_.end() ? SettingOrigin::standard : at->second.origin;
}

std::string Settings::where(std::string_view name) const {
    const auto at = given_.find(name);
    return at == given_.end() ? "--" + std::string(name) : at->second.where;
}

JsonValue Settings::json(const Setting& setting) const {
    const auto all = values(setting.name);
    if (setting.kind == SettingKind::texts) {
        std::vector<JsonValue> texts;
        for (const std::string& text : all) texts.push_back(JsonValue::of(text));
        return JsonValue::of(std::move(texts));
    }
    if (all.empty()) return {};
    if (setting.kind == SettingKind::truth) return JsonValue::of(all.back() == "true");
    const auto number = core::codec::parse_decimal(all.back(), UINT16_MAX);
    if (setting.kind == SettingKind::port && number)
        return JsonValue::number(static_cast<std::int64_t>(*number));
    return JsonValue::of(all.back());
}

}  // namespace command
