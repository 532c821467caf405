// The host and port of an address as HTTP writes them: `example.org:4002`, `[::1]:80`.
#pragma once

#include <optional>
#include <string>

#include "core/codec/multiaddr.h"

namespace net::swarm {

// Empty if the address does not begin with a host.
[[nodiscard]] std::string host_text(const core::codec::Multiaddr& address);

// What a browser calls a WebSocket's address: `wss://example.org:443/`. Nothing if it is none.
// Rule PN2, spec/page-net.md.
[[nodiscard]] std::optional<std::string> websocket_url(const core::codec::Multiaddr& address);

}  // namespace net::swarm
