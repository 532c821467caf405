// Bytes of a store that somebody else wrote, with a checksum that is right: they are refused, or
// taken within all bounds, and what was taken is written and read again as the same.
#include <tuple>

#include "core/base/crc32c.h"
#include "core/testing/fuzz.h"
#include "net/peers/peers_twin.h"

FUZZ(peer_store) {
    using namespace net::peers;
    static const PeerStoreOptions options{
        .peers_max = 4,
        .record_size_max = 32,
        .protocols_max = 4,
        .protocols_size_max = 32,
        .agent_size_max = 8,
        .addresses = {.addresses_max = 4, .addresses_size_max = 64}};
    const core::codec::PeerId self = twin::peer(0);
    const core::Instant now{};
    core::Buffer bytes;
    core::append(bytes, core::as_bytes("SVPS\x01"));
    core::append(bytes, input);
    const std::uint32_t checksum = core::crc32c(bytes);
    core::append(bytes, std::as_bytes(std::span(&checksum, 1)));
    const auto store = PeerStore::from_bytes(bytes, self, options, now, {});
    if (!store) return;
    twin::check_store(*store, options);
    const core::Buffer written = store->to_bytes(now);
    const auto again = PeerStore::from_bytes(written, self, options, now, {});
    ASSERT(again);
    ASSERT(again->to_bytes(now) == written);
    std::ignore = PeerStore::from_bytes(input, self, options, now, {});
}
