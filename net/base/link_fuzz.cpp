// What any address says about how to dial it: that its parts agree with the whole.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/base/ip_address.h"
#include "net/base/link.h"

FUZZ(link) {
    using namespace net;
    using core::codec::Multiaddr;
    const auto address = Multiaddr::from_bytes(input);
    if (!address) return;
    const Multiaddr place = without_peer(*address);
    ASSERT(place.bytes().size() <= address->bytes().size());
    ASSERT(core::equal(place.bytes(), address->bytes().first(place.bytes().size())));
    if (const auto transport = transport_of(*address)) {
        ASSERT(transport_of(place) == transport);
        ASSERT(*transport == Transport::webrtc || ip_of(place) == ip_of(*address));
    }
    if (const auto peer = peer_of(*address)) {
        const auto again = place.with(core::codec::Protocol::p2p, peer->bytes());
        ASSERT(again && *again == *address);
    }
    if (const auto ip = ip_of(*address)) {
        ASSERT(ip->network(128) == *ip);
        ASSERT(ip->subscriber().subscriber() == ip->subscriber());
        ASSERT(!describe(ip->scope()).empty());
    }
}
