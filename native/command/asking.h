// Commands that ask a node which runs already.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "core/codec/json.h"
#include "native/command/commands.h"
#include "native/control/control_client.h"

namespace command {

// The node that the words mean, or how the command ends without one, which was said then.
struct Asked {
    std::optional<native::ControlClient> node;
    Exit exit = Exit::done;
};
[[nodiscard]] Asked find_node(const Words& words);

// What a node did not do, and how the command ends then.
struct Refusal {
    Exit exit = Exit::failed;
    std::string sentence;
};
// One question, and its answer.
[[nodiscard]] std::expected<core::codec::JsonValue, Refusal> ask_once(
    native::ControlClient& node, std::string_view name,
    std::vector<core::codec::JsonMember> members);

[[nodiscard]] Exit ask_status(const Words& words);
[[nodiscard]] Exit ask_peers(const Words& words);
[[nodiscard]] Exit ask_members(const Words& words);
[[nodiscard]] Exit ask_documents(const Words& words);
[[nodiscard]] Exit ask_get(const Words& words);
[[nodiscard]] Exit ask_set(const Words& words);
[[nodiscard]] Exit ask_add(const Words& words);
[[nodiscard]] Exit ask_type(const Words& words);
[[nodiscard]] Exit ask_push(const Words& words);
[[nodiscard]] Exit ask_put_in(const Words& words);
[[nodiscard]] Exit ask_take_out(const Words& words);
[[nodiscard]] Exit ask_remove(const Words& words);
[[nodiscard]] Exit ask_watch(const Words& words);
[[nodiscard]] Exit ask_events(const Words& words);
[[nodiscard]] Exit ask_invite(const Words& words);
[[nodiscard]] Exit ask_grant(const Words& words);
[[nodiscard]] Exit ask_revoke(const Words& words);
[[nodiscard]] Exit ask_connect(const Words& words);
[[nodiscard]] Exit ask_stop(const Words& words);

}  // namespace command
