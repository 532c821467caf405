// The host and port of an address as HTTP writes them: `example.org:4002`, `[::1]:80`.
#pragma once

#include <string>

#include "core/codec/multiaddr.h"

namespace net::swarm {

// Empty if the address does not begin with a host.
[[nodiscard]] std::string host_text(const core::codec::Multiaddr& address);

}  // namespace net::swarm
