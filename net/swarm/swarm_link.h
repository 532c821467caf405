// What a swarm keeps of a link. For the swarm's own sources alone.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/swarm/swarm.h"

namespace net::swarm {

struct Swarm::Link {
    LinkId id;
    Transport transport;
    Direction direction;
    core::codec::Multiaddr remote;
    std::optional<DialId> dial;
    Connection connection;
    std::optional<core::codec::PeerId> peer{};
    core::Deadlines<LinkId>::Place wake{};
    // As its peer has told.
    std::vector<std::string> protocols{};
    bool is_active = false;
    bool is_ready = false;

    [[nodiscard]] bool speaks(std::string_view protocol) const {
        return std::ranges::find(protocols, protocol) != protocols.end();
    }
};

}  // namespace net::swarm
