// Lists meshes, founds one, forgets one.
#include "native/command/meshes.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <utility>

#include "core/codec/json_writer.h"
#include "fabric/membership/genesis.h"
#include "native/command/asking.h"
#include "native/command/rendering.h"
#include "native/command/settings.h"
#include "native/hosting/hosted_node.h"
#include "native/hosting/local_session.h"
#include "native/node/places.h"
#include "native/platform/clock.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;
using native::KnownPlace;

namespace {

void show(const Words& words, const JsonValue& value) {
    print_line(words.has("--json") ? core::codec::to_json(value).value_or("null") : render(value));
}

bool has_store(const std::string& place) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(place + "/store", error))
        if (!entry.path().filename().string().starts_with('.')) return true;
    return false;
}

Exit list_meshes(const Words& words) {
    const auto root = native::data_root();
    if (!root) return complain(Exit::failed, root.error());
    std::vector<JsonValue> list;
    for (const KnownPlace& place : native::known_places(*root)) {
        const bool runs =
            native::ControlClient::connect(native::control_path(place.path)).has_value();
        list.push_back(JsonValue::of(std::vector<JsonMember>{{"mesh", JsonValue::of(place.mesh)},
                                                             {"runs", JsonValue::of(runs)},
                                                             {"data", JsonValue::of(place.path)}}));
    }
    show(words, JsonValue::of(std::move(list)));
    return Exit::done;
}

// A node that is there until its mesh is founded and on the disk.
class Founding {
public:
    Founding(native::NodePlan plan, native::OpenedStorage opened)
        : node_(context_, sctp_, std::move(plan), std::move(opened)), session_(node_.body()) {
        node_.on_control([this] { look(); });
    }

    // What was founded, and the way in.
    std::expected<JsonValue, Refusal> run() {
        const auto bound = node_.begin();
        if (!bound) return std::unexpected(Refusal{Exit::failed, bound.error()});
        ask(invite_id, "invite");
        context_.run();
        for (const std::uint64_t id : {invite_id, status_id})
            if (answers_[id].find("error"))
                return std::unexpected(Refusal{Exit::failed, text(answers_[id], "cause") + ". " +
                                                                 text(answers_[id], "remedy")});
        return JsonValue::of(
            std::vector<JsonMember>{{"name", JsonValue::of(text(ok(status_id), "name"))},
                                    {"mesh", JsonValue::of(text(ok(status_id), "mesh"))},
                                    {"data", JsonValue::of(node_.folder())},
                                    {"invite", JsonValue::of(text(ok(invite_id), "text"))}});
    }

private:
    static constexpr std::uint64_t invite_id = 1;
    static constexpr std::uint64_t status_id = 2;

    static std::string text(const JsonValue& object, std::string_view name) {
        const JsonValue* const member = object.find(name);
        return std::string(member ? member->as_text().value_or("") : "");
    }
    const JsonValue& ok(std::uint64_t id) { return *answers_[id].find("ok"); }

    void ask(std::uint64_t id, std::string_view what) {
        session_.ask(id, {{"do", JsonValue::of(what)}},
                     [this, id](JsonValue answer, bool) { answers_[id] = std::move(answer); });
    }
    void look() {
        session_.pump();
        // Which waits until the mesh is known; what is asked behind it knows the mesh.
        if (answers_.contains(invite_id) && !std::exchange(is_founded_, true))
            ask(status_id, "status");
        if (answers_.contains(status_id) && !node_.body().waits_for_disk()) context_.stop();
    }

    boost::asio::io_context context_;
    native::webrtc::SctpStack sctp_{native::steady_now()};
    native::HostedNode node_;
    native::LocalSession session_;
    std::map<std::uint64_t, JsonValue> answers_;
    bool is_founded_ = false;
};

// What of the mesh is there already, if anything is.
std::optional<std::string> kept_already(const std::optional<std::string>& data,
                                        const std::string& name) {
    if (data) return has_store(*data) ? data : std::nullopt;
    const auto root = native::data_root();
    if (!root) return std::nullopt;
    for (const KnownPlace& place : native::known_places(*root))
        if (place.mesh == name) return place.path;
    return std::nullopt;
}

Exit create_mesh(const Words& words, const std::string& name) {
    const auto settings = Settings::read(words, environment_here());
    if (!settings) return complain(settings.error().exit, settings.error().sentence);
    if (!fabric::membership::check_name(name))
        return complain(Exit::usage, "A mesh's name is a text in UTF-8 of 1 to 128 bytes.");
    native::NodeWishes wishes;
    wishes.name = name;
    wishes.is_closed = settings->is_on("closed");
    wishes.data = settings->value("data");
    wishes.listen = settings->values("listen");
    wishes.mdns.reset();  // Nobody is looked for: this one is new.
    if (const auto kept = kept_already(wishes.data, name))
        return complain(Exit::failed, "There is data of a mesh in " + *kept +
                                          ". Run it, choose another directory with --data DIR, or "
                                          "forget it first: selvage mesh forget --help");
    auto plan = native::plan_node(std::move(wishes));
    if (!plan) return complain(Exit::usage, plan.error());
    plan->body.node.found_after = core::Duration{};
    auto opened = native::open_storage(*plan);
    if (!opened) return complain(Exit::storage, opened.error());
    const auto founded = Founding(*std::move(plan), *std::move(opened)).run();
    if (!founded) return complain(founded.error().exit, founded.error().sentence);
    show(words, *founded);
    return Exit::done;
}

// Those that are meant, or how the command ends.
std::expected<std::vector<std::string>, Exit> places_to_forget(const Words& words) {
    const bool is_named = words.named().size() > 1;
    if (const auto data = words.value("--data")) {
        if (is_named)
            return std::unexpected(
                complain(Exit::usage,
                         "Name the mesh or its directory, not both: one may not be the other's."));
        std::error_code error;
        if (std::filesystem::is_directory(*data + "/store", error)) return std::vector{*data};
        return std::unexpected(complain(Exit::not_found, "There is no store in " + *data + "."));
    }
    if (!is_named)
        return std::unexpected(complain(
            Exit::usage, "Which mesh? Name it: selvage mesh forget Alpha, or give --data DIR."));
    const auto root = native::data_root();
    if (!root) return std::unexpected(complain(Exit::failed, root.error()));
    std::vector<std::string> places;
    for (const KnownPlace& place : native::known_places(*root))
        if (place.mesh == words.named()[1]) places.push_back(place.path);
    if (places.empty())
        return std::unexpected(
            complain(Exit::not_found, "There is no data here of the mesh " + words.named()[1] +
                                          ". `selvage mesh` lists what there is."));
    return places;
}

bool agrees(const std::vector<std::string>& places) {
    for (const std::string& place : places) std::cerr << place << '\n';
    std::cerr << "All documents kept there go, and the key, and with it who the node was. What no "
                 "other node has is lost.\nType yes to go on: ";
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "yes";
}

// All or none: whoever forgets a mesh means all of its nodes.
Exit forget_mesh(const Words& words) {
    const auto places = places_to_forget(words);
    if (!places) return places.error();
    for (const std::string& place : *places)
        if (native::DataDirectory::is_in_use(place + "/store"))
            return complain(Exit::failed, "A node runs on " + place +
                                              ". End it first: selvage stop --data " + place);
    if (!words.has("--yes")) {
        if (::isatty(STDIN_FILENO) == 0)
            return complain(Exit::usage,
                            "What is forgotten is gone, and there is nobody to ask: say --yes.");
        if (!agrees(*places)) return complain(Exit::failed, "Nothing was forgotten.");
    }
    std::vector<native::NodePlace> held;
    for (const std::string& path : *places) {
        auto place = native::NodePlace::open(path);
        if (!place) return complain(Exit::storage, place.error());
        held.push_back(*std::move(place));
    }
    std::vector<JsonValue> forgotten;
    for (native::NodePlace& place : held) {
        const std::string path = place.path;
        if (const auto gone = native::forget_place(std::move(place)); !gone)
            return complain(Exit::storage, gone.error());
        forgotten.push_back(JsonValue::of(path));
    }
    show(words, JsonValue::of(
                    std::vector<JsonMember>{{"forgotten", JsonValue::of(std::move(forgotten))}}));
    return Exit::done;
}

// A flag that is of no use to one of the three would have been meant for something.
std::optional<std::string_view> useless_flag(const Words& words, std::string_view what) {
    struct Use {
        std::string_view flag;
        bool is_of_use;
    };
    const bool creates = what == "create";
    const bool forgets = what == "forget";
    for (const Use& use :
         {Use{"--closed", creates}, Use{"--listen", creates}, Use{"--config", creates},
          Use{"--data", creates || forgets}, Use{"--yes", forgets}})
        if (!use.is_of_use && words.value(use.flag)) return use.flag;
    return std::nullopt;
}

}  // namespace

Exit do_with_meshes(const Words& words) {
    const auto& named = words.named();
    const std::string what = named.empty() ? "ls" : named[0];
    if (const auto flag = useless_flag(words, what))
        return complain(Exit::usage,
                        std::string(*flag) + " is of no use to selvage mesh " + what + ".");
    if (what == "ls" && named.size() <= 1) return list_meshes(words);
    if (what == "create" && named.size() == 2) return create_mesh(words, named[1]);
    if (what == "forget") return forget_mesh(words);
    return complain(Exit::usage,
                    "It is used so: selvage mesh [ls | create NAME | forget NAME]. For example: "
                    "selvage mesh create Alpha");
}

}  // namespace command
