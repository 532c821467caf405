// What a link's stack tells, whatever it is made of.
#pragma once

#include <variant>

#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "net/base/muxer.h"
#include "net/swarm/link_end.h"

namespace net::swarm {

struct Established {
    core::codec::PeerId peer;
    core::codec::PublicKey key;
};
struct LinkEnded {
    LinkEnd reason;
};
using StackEvent = std::variant<Established, MuxerEvent, LinkEnded>;

}  // namespace net::swarm
