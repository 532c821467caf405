// Whatever a store is told in whatever order, it stays within its bounds, and what it writes it
// reads back.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/peers/peers_twin.h"

namespace net::peers {
namespace {

using core::Instant;
using core::codec::Multiaddr;
using twin::peer;

unsigned any_below(unsigned bound) { return *rc::gen::resize(100, rc::gen::inRange(0u, bound)); }

void step(PeerStore& store, Instant& now) {
    std::vector<Multiaddr> places;
    for (unsigned left = any_below(5); left > 0; --left)
        places.push_back(twin::place(any_below(20)));
    const core::codec::PeerId id = peer(any_below(12));
    const std::vector<std::string_view> protocols(any_below(4), "/protocol");
    const core::Buffer envelope(any_below(20));
    switch (any_below(9)) {
        case 0:
        case 1:
            store.add_addresses(id, static_cast<AddressSource>(any_below(5)), places, now);
            return;
        case 2: store.add_record(id, {id, any_below(5), places, envelope}, now); return;
        case 3: store.set_protocols(id, protocols, now); return;
        case 4: store.reached(id, twin::place(any_below(20)), now); return;
        case 5: return store.connected(id, now);
        case 6: return store.disconnected(id, now);
        case 7:
            if (any_below(2)) return store.unprotect(id, now);
            store.protect(id, now);
            return;
        default: now += std::chrono::minutes{any_below(100)}; return store.expire(now);
    }
}

RC_GTEST_PROP(PeerStoreProperty, PS7_a_store_stays_within_its_bounds, ()) {
    const PeerStoreOptions options{
        .peers_max = 1 + any_below(6),
        .record_size_max = 10,
        .protocols_max = 2,
        .addresses = {.addresses_max = 1 + any_below(5), .addresses_size_max = 30}};
    Instant now{};
    PeerStore store(peer(0), options, now);
    for (unsigned left = any_below(200); left > 0; --left) {
        step(store, now);
        twin::check_store(store, options);
    }
    const core::Buffer bytes = store.to_bytes(now);
    const auto again = PeerStore::from_bytes(bytes, peer(0), options, now, {});
    RC_ASSERT(again.has_value());
    twin::check_store(*again, options);
    const core::Buffer bytes_again = again->to_bytes(now);
    const auto third = PeerStore::from_bytes(bytes_again, peer(0), options, now, {});
    RC_ASSERT(third->to_bytes(now) == bytes_again);
}

}  // namespace
}  // namespace net::peers
