// What a link's stack tells, whatever it is made of.
#pragma once

#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "core/crypto/sha256.h"
#include "net/base/muxer.h"
#include "net/swarm/link_end.h"

namespace net::swarm {

struct Established {
    core::codec::PeerId peer;
    core::codec::PublicKey key;
    core::crypto::Sha256Digest binding;
};
struct LinkEnded {
    LinkEnd reason;
};
using StackEvent = core::Variant<Established, MuxerEvent, LinkEnded>;

}  // namespace net::swarm
