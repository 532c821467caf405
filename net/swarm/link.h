// What a swarm keeps of one link, from the moment that it is there.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/deadlines.h"
#include "core/base/time.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "net/base/link.h"
#include "net/swarm/connection.h"
#include "net/swarm/link_end.h"

namespace net::swarm {

struct Link {
    LinkId id;
    Transport transport;
    Direction direction;
    core::codec::Multiaddr remote;
    core::Instant opened_at;
    Connection connection;
    // Who has proven to be at its other end.
    std::optional<core::codec::PeerId> peer{};
    // It is an attempt of a dial.
    bool is_dialed = false;
    // The user was told of it: there was nothing against it.
    bool is_connected = false;
    bool is_identified = false;
    // As the peer has told.
    std::vector<std::string> protocols{};
    // Why we close it, where the muxer could only say that we do.
    std::optional<LinkEnd> verdict{};
    std::uint64_t received_size = 0;
    std::uint64_t sent_size = 0;
    std::size_t counted_streams = 0;  // As the manager of connections was told.

    // What Links keeps of it.
    core::Deadlines<LinkId>::Place wake{};
    bool is_active = false;
    bool is_ready = false;

    [[nodiscard]] bool speaks(std::string_view protocol) const {
        return std::ranges::find(protocols, protocol) != protocols.end();
    }
};

}  // namespace net::swarm
