// What the user of a node wishes, and what it comes to: the node's own options, where its data
// lies, where it listens, whom it dials first. One for the command and for programs, so that the
// same words mean the same.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "fabric/membership/ids.h"
#include "native/node/node_body.h"

namespace native {

struct NodeWishes {
    std::string name = {};  // That of an invite counts before it.
    fabric::membership::Role role = fabric::membership::Role::authority;
    std::optional<std::string> invite = {};
    bool is_closed = false;  // A mesh that is founded lets in by invites alone.
    std::optional<std::string> data = {};
    std::vector<std::string> listen = {};
    std::optional<std::uint16_t> mdns = mdns_port;
    std::uint32_t places = 0;  // For runs of units at once.
};

struct NodePlan {
    NodeBodyOptions body;
    std::optional<std::string> data;  // Or else a slot of the mesh.
    bool keeps = true;
    std::vector<std::string> listen;
    std::vector<core::codec::Multiaddr> dial;
    std::uint32_t places = 0;
};

// The error says what is wrong with the invite. Without one and without a name, the plan has none.
[[nodiscard]] std::expected<NodePlan, std::string> plan_node(NodeWishes wishes);

struct OpenedStorage {
    std::string folder;  // Empty if nothing is kept.
    NodeStorage storage;
    bool is_known = false;  // It had its key before.
};
// Made where it is missing; nobody else has it for as long as the node has. The error is a
// sentence.
[[nodiscard]] std::expected<OpenedStorage, std::string> open_storage(const NodePlan& plan);

}  // namespace native
