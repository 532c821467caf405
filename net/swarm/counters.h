// What a swarm counts: to be shown, never to be decided by. Rules SW35, SW36, spec/swarm.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/flat_map.h"
#include "core/base/time.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "net/base/dial_failure.h"
#include "net/base/link.h"
#include "net/base/muxer.h"
#include "net/peers/connection_manager.h"
#include "net/webrtc/ice_lite.h"

namespace net::swarm {

struct TransportCounters {
    std::uint64_t dialed = 0;       // Attempts that were begun.
    std::uint64_t accepted = 0;     // Links that came in, or were agreed on, and were let in.
    std::uint64_t established = 0;  // Of both.
    std::array<std::uint64_t, dial_failure_count> failed{};  // Of both, before they were.
    std::uint64_t received_size = 0;
    std::uint64_t sent_size = 0;
};

struct ProtocolCounters {
    std::uint64_t incoming = 0;
    std::uint64_t outgoing = 0;
    std::uint64_t refused = 0;  // Of the incoming ones: there were too many.
};

struct Counters {
    std::array<TransportCounters, transport_count> transports{};
    core::FlatMap<std::string, ProtocolCounters> protocols;
    std::uint64_t unknown_protocols = 0;  // Proposed by peers, that we do not speak.
    std::uint64_t refused_streams = 0;    // Of ours, for what peers do not speak.
    std::array<std::uint64_t, peers::limit_count> limits{};
    MuxerRefusals muxer_refusals;
    // By the body, which has the sockets: nothing where a browser has them.
    webrtc::DroppedCounts dropped_datagrams{};
    std::size_t connections = 0;
    std::size_t upgrading = 0;  // Links that are not established yet.
    std::size_t streams = 0;
    std::size_t known_peers = 0;
    std::size_t dials = 0;
};

// One object of JSON, for people and for pages. Of reasons those that came up.
[[nodiscard]] std::string to_json(const Counters& counters);

// One line of a list of connections.
struct ConnectionFacts {
    LinkId link;
    std::optional<core::codec::PeerId> peer;  // Since it is established.
    core::codec::Multiaddr remote;
    Direction direction;
    Transport transport;
    std::size_t streams;
    core::Duration age;
    std::uint64_t received_size;
    std::uint64_t sent_size;
    std::optional<core::Duration> round_trip;  // As far as it was measured.
};
// For people.
[[nodiscard]] std::string describe(const ConnectionFacts& facts);

}  // namespace net::swarm
