// What a swarm tells its user.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/time.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "net/base/link.h"
#include "net/gossipsub/events.h"
#include "net/identify/identify.h"
#include "net/perf/perf.h"
#include "net/ping/ping.h"
#include "net/swarm/connection.h"
#include "net/swarm/link_end.h"

namespace net::swarm {

using DialId = core::Id<struct DialIdTag, std::uint64_t>;

// One stream of one connection, for as long as both live.
struct StreamHandle {
    LinkId link;
    StreamId stream;
    friend auto operator<=>(const StreamHandle&, const StreamHandle&) = default;
};

struct Connected {
    core::codec::PeerId peer;
    LinkId link;
    Direction direction;
    Transport transport;
    core::codec::Multiaddr remote;
};
struct Disconnected {
    core::codec::PeerId peer;
    LinkId link;
    LinkEnd reason;
    bool is_last;  // Of that peer.
};
// An incoming link that came to nothing.
struct Rejected {
    core::codec::Multiaddr remote;
    LinkEnd reason;
};
struct Dialed {
    DialId dial;
    core::codec::PeerId peer;
    LinkId link;
};
struct DialEnded {  // Without success.
    struct Attempt {
        core::codec::Multiaddr address;
        DialFailure failure;
    };
    DialId dial;
    std::vector<Attempt> attempts;
};
using StreamEvent = std::variant<Accepted, Agreed, Received, Finished, Failed, Writable>;
struct StreamTold {
    core::codec::PeerId peer;
    LinkId link;
    StreamEvent event;
};
struct PingTold {
    core::codec::PeerId peer;
    StreamHandle stream;
    ping::Event event;
};
struct PerfTold {
    core::codec::PeerId peer;
    StreamHandle stream;
    perf::Event event;
};
struct GossipTold {
    gossipsub::Event event;
};
struct PeerIdentified {
    core::codec::PeerId peer;
    LinkId link;
    identify::Identified identified;
};
using Event = std::variant<PeerIdentified, PerfTold, GossipTold, Connected, Disconnected, Rejected,
                           Dialed, DialEnded, StreamTold, PingTold>;

// What a swarm asks its body to do.
struct Dial {
    LinkId link;
    core::codec::Multiaddr address;
};
struct Close {
    LinkId link;
    core::Buffer last;  // To be sent before, if it goes soon.
};
using Order = std::variant<Dial, Close>;

}  // namespace net::swarm
