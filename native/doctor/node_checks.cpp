// Asking for the status, and not waiting for ever.
#include "native/doctor/node_checks.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "core/codec/json.h"
#include "native/control/control_client.h"

namespace native::doctor {

using core::codec::JsonValue;

namespace {

Finding silent_node(const std::string& name, const std::string& cause) {
    return {name, State::failed, cause,
            "End it and start it again: what it acknowledged is kept. If that is the second time, "
            "report it."};
}

bool is_on(const JsonValue& status, std::string_view name) {
    const JsonValue* const value = status.find(name);
    return value && value->as_bool().value_or(false);
}

std::string count_of(const JsonValue& status, std::string_view name) {
    const JsonValue* const value = status.find(name);
    return std::string(value ? value->as_digits().value_or("0") : "0");
}

Finding judge_status(const std::string& name, const JsonValue& status) {
    if (!is_on(status, "storage"))
        return {name, State::failed, "its storage has failed, and it writes nothing any more",
                "Look at the disk, then start the node again."};
    if (!is_on(status, "open"))
        return {name, State::warning, "it is still reading what it kept", "Wait a moment."};
    if (!status.find("mesh"))
        return {name, State::warning, "it is in no mesh yet",
                "Start another node of the mesh, or bring it an invite: selvage join LINK."};
    return {name, State::ok,
            "it answers, is in its mesh, and has " + count_of(status, "peers") + " peers", ""};
}

Finding ask_status(const std::string& name, ControlClient& client) {
    if (!client.send(R"({"id":1,"do":"status"})")) return silent_node(name, "it has just gone");
    const auto line = client.read_line();
    if (!line) return silent_node(name, "it runs, and does not answer");
    const auto answer = core::codec::parse_json(*line);
    const JsonValue* const status = answer ? answer->find("ok") : nullptr;
    if (!status) return silent_node(name, "it speaks another language: another version?");
    return judge_status(name, *status);
}

}  // namespace

std::vector<Finding> check_node(const KnownPlace& place, core::Duration patience) {
    const std::string name = "node " + (place.mesh.empty() ? place.path : place.mesh);
    const std::string socket = control_path(place.path);
    auto client = ControlClient::connect(socket);
    if (client) {
        client->wait_at_most(patience);
        return {ask_status(name, *client), check_rights(name + ", socket", socket)};
    }
    if (!DataDirectory::is_in_use(place.path + "/store")) return {};
    return {silent_node(name, "it runs, and its socket cannot be reached")};
}

std::vector<Finding> check_nodes(const std::vector<KnownPlace>& places) {
    std::vector<Finding> all;
    for (const KnownPlace& place : places)
        for (Finding& finding : check_node(place)) all.push_back(std::move(finding));
    if (all.empty())
        all.push_back({"node", State::ok, "none runs here; start one: selvage run", ""});
    return all;
}

Finding check_rights(const std::string& name, const std::string& socket) {
    const std::string folder = std::filesystem::path(socket).parent_path().string();
    struct stat file{};
    struct stat around{};
    if (::lstat(socket.c_str(), &file) != 0 || ::stat(folder.c_str(), &around) != 0)
        return {name, State::failed,
                socket + " cannot be looked at: " + std::generic_category().message(errno),
                "Start the node again."};
    if ((file.st_mode & (S_IRWXG | S_IRWXO)) != 0 || file.st_uid != ::geteuid())
        return {name, State::failed, "others than you can open " + socket,
                "Whoever opens it uses your node. Take that away: chmod 600 " + socket};
    if ((around.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return {name, State::failed, "others than you can write in " + folder,
                "They could put a socket of their own there. Take that away: chmod 700 " + folder};
    return {name, State::ok, "only you can open it", ""};
}

}  // namespace native::doctor
