// Settings as an object, or with their origins as a table.
#include "native/command/configuring.h"

#include "core/codec/json_writer.h"
#include "native/command/rendering.h"
#include "native/command/settings.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;

namespace {

// Whoever reads it sees what has no value.
JsonValue value_for(const Words& words, JsonValue value) {
    return value.is_null() && !words.has("--json") ? JsonValue::of("-") : value;
}

JsonValue settings_shown(const Words& words, const Settings& settings) {
    std::vector<JsonMember> members;
    for (const Setting& setting : all_settings())
        members.push_back({std::string(setting.name), value_for(words, settings.json(setting))});
    return JsonValue::of(std::move(members));
}

JsonValue origins_shown(const Words& words, const Settings& settings) {
    std::vector<JsonValue> rows;
    for (const Setting& setting : all_settings()) {
        const SettingOrigin origin = settings.origin(setting.name);
        std::vector<JsonMember> row{{"setting", JsonValue::of(setting.name)},
                                    {"value", value_for(words, settings.json(setting))},
                                    {"origin", JsonValue::of(describe(origin))}};
        if (origin != SettingOrigin::standard)
            row.push_back({"where", JsonValue::of(settings.where(setting.name))});
        rows.push_back(JsonValue::of(std::move(row)));
    }
    return JsonValue::of(std::move(rows));
}

Exit print(const Words& words, const JsonValue& value) {
    const auto json = core::codec::to_json(value);
    if (!json) return complain(Exit::usage, "A setting is no text in UTF-8.");
    print_line(words.has("--json") ? *json : render(value));
    return Exit::done;
}

Exit show_path(const Words& words) {
    const auto file = config_file(words, environment_here());
    if (!file)
        return complain(Exit::failed,
                        "There is no place for a file of settings. Set HOME or XDG_CONFIG_HOME, or "
                        "give --config FILE.");
    const JsonValue path = JsonValue::of(file->path);
    return print(
        words, words.has("--json") ? JsonValue::of(std::vector<JsonMember>{{"path", path}}) : path);
}

}  // namespace

Exit show_config(const Words& words) {
    const std::string& what = words.named()[0];
    if (what == "path") return show_path(words);
    if (what != "show")
        return complain(Exit::usage, "It is used so: selvage config show, or selvage config path.");
    const auto settings = Settings::read(words, environment_here());
    if (!settings) return complain(settings.error().exit, settings.error().sentence);
    return print(words, words.has("--origin") ? origins_shown(words, *settings)
                                              : settings_shown(words, *settings));
}

}  // namespace command
