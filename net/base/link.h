// What a connection is called, and what an address says about how to make one.
// Rules: LK1, LK2, spec/dialing.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/id.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"

namespace net {

// Given by whoever holds the connections; never used twice.
using LinkId = core::Id<struct LinkIdTag, std::uint64_t>;

enum class Transport : std::uint8_t { tcp, websocket, webrtc_direct, webrtc };
inline constexpr std::size_t transport_count = 4;
std::string_view describe(Transport transport);

enum class Direction : std::uint8_t { incoming, outgoing };
std::string_view describe(Direction direction);

// The transport that dials this address; nothing if none of ours does, or if it is no whole address
// of a peer. A peer id at the end is allowed, and needed for none.
[[nodiscard]] std::optional<Transport> transport_of(const core::codec::Multiaddr& address);

// The peer that the address leads to: the id at its end, not that of a relay on the way.
[[nodiscard]] std::optional<core::codec::PeerId> peer_of(const core::codec::Multiaddr& address);

// The address without the peer id at its end, so that the same place has one name.
[[nodiscard]] core::codec::Multiaddr without_peer(const core::codec::Multiaddr& address);

}  // namespace net
