// All findings, in lines or as JSON.
#include "native/command/examining.h"

#include <algorithm>
#include <cstdlib>

#include "core/codec/decimal.h"
#include "core/codec/json_writer.h"
#include "native/command/rendering.h"
#include "native/command/settings.h"
#include "native/doctor/machine_checks.h"
#include "native/doctor/network_checks.h"
#include "native/doctor/node_checks.h"
#include "native/platform/clock.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;
using native::KnownPlace;
using native::doctor::Finding;
using native::doctor::State;

namespace {

std::string_view word_for(State state) {
    switch (state) {
        case State::ok: return "ok";
        case State::warning: return "warning";
        case State::failed: return "failed";
    }
    std::unreachable();
}

// Nodes of this user, and the one whose folder is named.
std::vector<KnownPlace> places_of(const Settings& settings,
                                  const std::expected<std::string, std::string>& root) {
    std::vector<KnownPlace> places;
    if (root) places = native::known_places(*root);
    const auto data = settings.value("data");
    if (data && std::ranges::find(places, *data, &KnownPlace::path) == places.end())
        places.push_back({"", *data});
    return places;
}

std::vector<Finding> folder_findings(const Settings& settings,
                                     const std::expected<std::string, std::string>& root) {
    const auto data = settings.value("data");
    if (!data && !root) return {{"data folder", State::failed, "there is none", root.error()}};
    const std::string folder = data ? *data : *root;
    return {native::doctor::check_folder(folder), native::doctor::check_disk(folder)};
}

std::optional<std::uint16_t> mdns_port_of(const Settings& settings) {
    const auto port = core::codec::parse_decimal(settings.value("mdns").value_or(""), UINT16_MAX);
    if (!port) return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

std::vector<Finding> all_findings(const Settings& settings) {
    using namespace native::doctor;
    const auto root = native::data_root();
    std::vector<Finding> all = folder_findings(settings, root);
    all.push_back(check_clock(native::unix_nanoseconds() / std::uint64_t{1'000'000'000}));
    all.push_back(check_descriptors());
    all.push_back(check_binding(Carrier::tcp));
    all.push_back(check_binding(Carrier::udp));
    all.push_back(check_interfaces(native::interfaces()));
    all.push_back(check_multicast(mdns_port_of(settings)));
    const char* const path = std::getenv("PATH");
    all.push_back(check_browser(path ? path : ""));
    for (Finding& finding : check_nodes(places_of(settings, root)))
        all.push_back(std::move(finding));
    return all;
}

std::string findings_as_json(const std::vector<Finding>& findings) {
    std::vector<JsonValue> rows;
    for (const Finding& finding : findings)
        rows.push_back(
            JsonValue::of(std::vector<JsonMember>{{"name", JsonValue::of(finding.name)},
                                                  {"state", JsonValue::of(word_for(finding.state))},
                                                  {"cause", JsonValue::of(finding.cause)},
                                                  {"remedy", JsonValue::of(finding.remedy)}}));
    return core::codec::to_json(JsonValue::of(std::move(rows))).value_or("[]");
}

std::string findings_in_lines(const std::vector<Finding>& findings) {
    constexpr std::size_t state_width = 9;
    std::size_t name_width = 0;
    for (const Finding& finding : findings)
        name_width = std::max(name_width, finding.name.size() + 2);
    std::string text;
    for (const Finding& finding : findings) {
        text += (text.empty() ? "" : "\n") +
                padded(std::string(word_for(finding.state)), state_width) +
                padded(finding.name, name_width) + finding.cause;
        if (!finding.remedy.empty())
            text += "\n" + std::string(state_width + name_width, ' ') + finding.remedy;
    }
    return render(JsonValue::of(text));
}

}  // namespace

Exit examine(const Words& words) {
    const auto settings = Settings::read(words, environment_here());
    if (!settings) return complain(settings.error().exit, settings.error().sentence);
    const auto findings = all_findings(*settings);
    print_line(words.has("--json") ? findings_as_json(findings) : findings_in_lines(findings));
    const bool has_failed =
        std::ranges::find(findings, State::failed, &Finding::state) != findings.end();
    return has_failed ? Exit::failed : Exit::done;
}

}  // namespace command
