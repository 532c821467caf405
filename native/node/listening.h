// Where a node listens: where it was told to, or where it did before, or at ports that are free.
// Rule NN10, spec/native-node.md.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "native/node/node_body.h"

namespace native {

// Without wishes: TCP, WebSocket and webrtc-direct at the ports of last time, so that invites stay
// good; at others if these are taken. `folder` may be empty. The error is a sentence.
[[nodiscard]] std::expected<std::vector<core::codec::Multiaddr>, std::string> listen_all(
    NodeBody& body, const std::vector<std::string>& wishes, const std::string& folder);

// Where the Studio was last time, so that a browser finds there what it kept; 0 if nobody knows.
[[nodiscard]] std::uint16_t kept_studio_port(const std::string& folder);
void keep_studio_port(const std::string& folder, std::uint16_t port);

}  // namespace native
