// Requests made of words, and answers shown.
#include "native/command/asking.h"

#include <algorithm>
#include <cstdio>

#include "core/codec/json.h"
#include "core/codec/json_writer.h"
#include "native/command/rendering.h"
#include "native/command/settings.h"
#include "native/control/control_client.h"
#include "native/node/places.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;
using native::ControlClient;

namespace {

using Members = std::vector<JsonMember>;

std::string where(const Words& words) {
    const auto id = words.value("--id");
    return id ? " --id " + *id : "";
}

struct RunningNode {
    std::string mesh;
    ControlClient client;
};

// One of each mesh, of that mesh alone if it is named.
std::vector<RunningNode> running_nodes(const std::string& root, std::optional<std::string> id) {
    std::vector<RunningNode> running;
    for (const native::KnownPlace& place : native::known_places(root)) {
        if (id && place.mesh != *id) continue;
        if (std::ranges::find(running, place.mesh, &RunningNode::mesh) != running.end()) continue;
        auto client = ControlClient::connect(native::control_path(place.path));
        if (client) running.push_back({place.mesh, *std::move(client)});
    }
    return running;
}

Asked of(RunningNode node) { return {std::move(node.client)}; }

JsonValue request(std::string_view name, Members members) {
    members.insert(members.begin(),
                   {{"id", JsonValue::number(std::int64_t{1})}, {"do", JsonValue::of(name)}});
    return JsonValue::of(std::move(members));
}

Exit exit_of(std::string_view problem) {
    if (problem == "not-found") return Exit::not_found;
    if (problem == "not-allowed") return Exit::not_allowed;
    if (problem == "no-quorum" || problem == "not-durable") return Exit::not_durable;
    if (problem == "storage") return Exit::storage;
    if (problem == "bad-request") return Exit::usage;
    return Exit::failed;
}

std::string text_of(const JsonValue& object, std::string_view name) {
    const JsonValue* const value = object.find(name);
    return std::string(value ? value->as_text().value_or("") : "");
}

Exit show_problem(const Words& words, const std::string& line, const JsonValue& answer) {
    const std::string problem = text_of(answer, "error");
    if (words.has("--json"))
        print_line(line);
    else
        return complain(exit_of(problem),
                        text_of(answer, "cause") + ". " + text_of(answer, "remedy"));
    return exit_of(problem);
}

// Shows every answer, until the one that is the last.
Exit ask(const Words& words, std::string_view name, Members members = {},
         std::string (*show)(const JsonValue&) = render) {
    const auto json = core::codec::to_json(request(name, std::move(members)));
    if (!json) return complain(Exit::usage, "What was given is no text in UTF-8.");
    Asked asked = find_node(words);
    if (!asked.node) return asked.exit;
    if (!asked.node->send(*json)) return complain(Exit::no_node, "The node has gone.");
    while (const auto line = asked.node->read_line()) {
        const auto answer = core::codec::parse_json(*line);
        if (!answer) return complain(Exit::failed, "The node speaks another language: " + *line);
        if (answer->find("error")) return show_problem(words, *line, *answer);
        const JsonValue* const is = answer->find("is");
        const JsonValue* const ok = is ? is : answer->find("ok");
        const auto shown = ok ? core::codec::to_json(*ok) : core::fail(core::Error::value_missing);
        if (!shown) return complain(Exit::failed, "The node speaks another language: " + *line);
        print_line(words.has("--json") ? *shown : show(*ok));
        if (!is) return text_of(*ok, "state") == "degraded" ? Exit::not_durable : Exit::done;
    }
    return complain(Exit::no_node, "The node has gone.");
}

// The code to be scanned, and the same to be copied.
std::string render_invite(const JsonValue& answer) {
    std::string text = text_of(answer, "picture");
    for (const std::string_view name : {"link", "text"})
        if (const std::string line = text_of(answer, name); !line.empty())
            text += (text.empty() || text.ends_with('\n') ? "" : "\n") + line;
    return text;
}

// JSON where it is some, else a text.
JsonValue value_of(const std::string& word) {
    auto json = core::codec::parse_json(word);
    return json ? *std::move(json) : JsonValue::of(word);
}

Members place(const Words& words) {
    Members members{{"document", JsonValue::of(words.named()[0])}};
    if (words.named().size() > 1) members.push_back({"path", JsonValue::of(words.named()[1])});
    return members;
}

Members edit(const Words& words, std::initializer_list<JsonMember> what) {
    Members members = place(words);
    members.insert(members.end(), what);
    if (const auto durability = words.value("--durability"))
        members.push_back({"durability", JsonValue::of(*durability)});
    return members;
}

// Nothing if there is no such flag; an error for one that is no duration.
std::expected<Members, Exit> with_duration(const Words& words, Members members) {
    const auto text = words.value("--for");
    if (!text) return members;
    const auto seconds = seconds_from_text(*text);
    if (!seconds)
        return std::unexpected(complain(
            Exit::usage, "--for needs a duration such as 90s, 15m, 24h or 7d, not " + *text));
    members.push_back({"valid_for", JsonValue::number(static_cast<std::int64_t>(*seconds))});
    return members;
}

}  // namespace

// Of that directory, of that mesh, of the settings, or the only one
// that runs. Rule CX6.
Asked find_node(const Words& words) {
    if (const auto data = words.value("--data")) {
        auto client = ControlClient::connect(native::control_path(*data));
        if (client) return {*std::move(client)};
        return {{}, complain(Exit::no_node, client.error() + " Is a node running there?")};
    }
    const auto id = words.value("--id");
    auto wished = id;
    if (!id) {
        const auto settings = Settings::read(words, environment_here());
        if (!settings) return {{}, complain(settings.error().exit, settings.error().sentence)};
        wished = settings->value("id");
        // Whose folder has no mesh's name: it is that of the settings.
        if (const auto data = settings->value("data"))
            if (auto client = ControlClient::connect(native::control_path(*data)))
                return {*std::move(client)};
    }
    const auto root = native::data_root();
    if (!root) return {{}, complain(Exit::failed, root.error())};
    auto running = running_nodes(*root, id);
    if (running.empty())
        return {{},
                complain(Exit::no_node,
                         "No node runs here that could be asked. Start one: selvage "
                         "run" +
                             (id ? where(words) : " --id NAME"))};
    if (running.size() == 1) return of(std::move(running.front()));
    const auto meant = std::ranges::find(running, wished.value_or(""), &RunningNode::mesh);
    if (meant != running.end()) return of(std::move(*meant));
    return {{},
            complain(Exit::usage, "Nodes of several meshes run here. Say which is meant: --id " +
                                      running[0].mesh + " or --id " + running[1].mesh)};
}

std::expected<JsonValue, Refusal> ask_once(ControlClient& node, std::string_view name,
                                           Members members) {
    const auto json = core::codec::to_json(request(name, std::move(members)));
    if (!json) return std::unexpected(Refusal{Exit::usage, "What was given is no text in UTF-8."});
    const auto line = node.send(*json) ? node.read_line() : std::nullopt;
    if (!line) return std::unexpected(Refusal{Exit::no_node, "The node has gone."});
    const auto answer = core::codec::parse_json(*line);
    if (answer && answer->find("error"))
        return std::unexpected(
            Refusal{exit_of(text_of(*answer, "error")),
                    text_of(*answer, "cause") + ". " + text_of(*answer, "remedy")});
    const JsonValue* const ok = answer ? answer->find("ok") : nullptr;
    if (!ok) return std::unexpected(Refusal{Exit::failed, "The node's answer cannot be read."});
    return *ok;
}

Exit ask_status(const Words& words) { return ask(words, "status"); }
Exit ask_peers(const Words& words) { return ask(words, "peers"); }
Exit ask_members(const Words& words) { return ask(words, "members"); }
Exit ask_documents(const Words& words) { return ask(words, "documents"); }
Exit ask_events(const Words& words) { return ask(words, "events"); }
Exit ask_stop(const Words& words) { return ask(words, "stop"); }
Exit ask_get(const Words& words) { return ask(words, "get", place(words)); }
Exit ask_watch(const Words& words) { return ask(words, "watch", place(words)); }
Exit ask_remove(const Words& words) { return ask(words, "remove", edit(words, {})); }

Exit ask_set(const Words& words) {
    return ask(words, "set", edit(words, {{"value", value_of(words.named()[2])}}));
}

Exit ask_add(const Words& words) {
    const bool has_number = words.named().size() > 2;
    return ask(words, "add",
               edit(words, {{"by", has_number ? value_of(words.named()[2])
                                              : JsonValue::number(std::int64_t{1})}}));
}

Exit ask_type(const Words& words) {
    return ask(words, "type", edit(words, {{"text", JsonValue::of(words.named()[2])}}));
}

Exit ask_push(const Words& words) {
    return ask(words, "insert",
               edit(words, {{"items", JsonValue::of(std::vector{value_of(words.named()[2])})}}));
}
Exit ask_put_in(const Words& words) {
    return ask(words, "put-in", edit(words, {{"value", value_of(words.named()[2])}}));
}
Exit ask_take_out(const Words& words) {
    return ask(words, "take-out", edit(words, {{"value", value_of(words.named()[2])}}));
}

Exit ask_invite(const Words& words) {
    Members members;
    if (const auto role = words.value("--as")) members.push_back({"role", JsonValue::of(*role)});
    if (!words.has("--json")) members.push_back({"picture", JsonValue::of("blocks")});
    const auto whole = with_duration(words, std::move(members));
    return whole ? ask(words, "invite", *whole, render_invite) : whole.error();
}

Exit ask_grant(const Words& words) {
    const auto whole =
        with_duration(words, {{"member", JsonValue::of(words.named()[0])},
                              {"role", JsonValue::of(words.value("--as").value_or("citizen"))}});
    return whole ? ask(words, "grant", *whole) : whole.error();
}

Exit ask_revoke(const Words& words) {
    return ask(words, "revoke", {{"member", JsonValue::of(words.named()[0])}});
}

Exit ask_connect(const Words& words) {
    return ask(words, "connect", {{"address", JsonValue::of(words.named()[0])}});
}

}  // namespace command
