// The rules PS11 and PS12 of spec/peers.md: a store as bytes.
#include <gtest/gtest.h>

#include "net/peers/peers_twin.h"

namespace net::peers {
namespace {

using core::Buffer;
using core::Bytes;
using core::Duration;
using core::Error;
using core::Instant;
using core::codec::Multiaddr;
using std::chrono::hours;
using std::chrono::minutes;
using twin::peer;
using twin::place;

using Places = std::vector<Multiaddr>;
constexpr Instant start{hours{5}};

PeerStore filled_store() {
    PeerStore store(peer(0), {}, start);
    const Places places{place(1), place(2)};
    const Buffer envelope(50, std::byte{9});
    store.add_addresses(peer(1), AddressSource::user, places, start);
    store.add_addresses(peer(1), AddressSource::exchange, places, start);
    store.reached(peer(1), place(2), start - hours{1});
    store.add_record(peer(2), {peer(2), UINT64_MAX, places, envelope}, start);
    const std::vector<std::string_view> protocols{"/ping", ""};
    store.set_protocols(peer(2), protocols, start);
    store.set_agent(peer(2), "selvage", start);
    store.protect(peer(3), start);
    return store;
}

core::Result<PeerStore> read(Bytes bytes, Instant now = start, Duration away = {}) {
    return PeerStore::from_bytes(bytes, peer(0), {}, now, away);
}

TEST(PeerStoreBytes, PS11_what_was_kept_comes_back) {
    const PeerStore before = filled_store();
    const Buffer bytes = before.to_bytes(start);
    const PeerStore after = read(bytes).value();
    EXPECT_EQ(after.all().size(), 3u);
    EXPECT_EQ(after.addresses(peer(1), start), (Places{place(2), place(1)}));
    EXPECT_EQ(after.find(peer(1))->addresses.all(), before.find(peer(1))->addresses.all());
    EXPECT_EQ(after.find(peer(2))->protocols, before.find(peer(2))->protocols);
    EXPECT_EQ(after.find(peer(2))->agent, "selvage");
    EXPECT_EQ(after.find(peer(2))->record->sequence_number, UINT64_MAX);
    EXPECT_EQ(after.find(peer(2))->record->envelope, before.find(peer(2))->record->envelope);
    EXPECT_TRUE(after.find(peer(3))->is_protected);
    EXPECT_EQ(after.to_bytes(start), bytes);
}

TEST(PeerStoreBytes, PS11_another_clock_and_the_time_between_count) {
    const Buffer bytes = filled_store().to_bytes(start + minutes{10});
    const Instant now{};  // A new process, whose clock begins anew.
    const PeerStore after = read(bytes, now, minutes{15}).value();
    const AddressFacts& facts = *after.find(peer(1))->addresses.all().find(place(2));
    EXPECT_EQ(facts.reached_at, now - hours{1} - minutes{25});
    EXPECT_EQ(facts.told_until[0], now + minutes{5});
    EXPECT_EQ(facts.told_until[4], Instant::max());
    EXPECT_EQ(after.find(peer(2))->record->expires_at, now + minutes{95});
    const PeerStore late = read(bytes, now, hours{2}).value();
    EXPECT_EQ(late.find(peer(2)), nullptr);
    EXPECT_NE(late.find(peer(1)), nullptr);
}

TEST(PeerStoreBytes, PS11_who_is_connected_is_kept_as_if_that_ended_now) {
    PeerStore store(peer(0), {}, start);
    const Places places{place(1)};
    store.connected(peer(1), start);
    store.add_addresses(peer(1), AddressSource::identify, places, start);
    const Instant late = start + hours{50};
    const PeerStore after = read(store.to_bytes(late), late).value();
    EXPECT_EQ(after.addresses(peer(1), late + minutes{59}), places);
    EXPECT_EQ(after.find(peer(1))->connection_count, 0u);
    EXPECT_EQ(store.addresses(peer(1), late), places);  // It stays as it was.
}

TEST(PeerStoreBytes, PS12_every_change_is_noticed) {
    const Buffer bytes = filled_store().to_bytes(start);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Buffer changed = bytes;
        changed[i] ^= std::byte{0x10};
        const auto result = read(changed);
        ASSERT_FALSE(result) << i;
        EXPECT_EQ(result.error(), i < 5 ? Error::format_unknown : Error::checksum_wrong);
        EXPECT_FALSE(read(Bytes(bytes).first(i)));
    }
    Buffer longer = bytes;
    longer.push_back(std::byte{0});
    EXPECT_EQ(read(longer).error(), Error::checksum_wrong);
}

TEST(PeerStoreBytes, PS12_what_has_no_room_is_left_out) {
    const Buffer bytes = filled_store().to_bytes(start);
    PeerStoreOptions options{.peers_max = 2,
                             .record_size_max = 10,
                             .protocols_max = 1,
                             .agent_size_max = 3,
                             .addresses = {.addresses_max = 1}};
    const PeerStore small = PeerStore::from_bytes(bytes, peer(0), options, start, {}).value();
    twin::check_store(small, options);
    EXPECT_EQ(small.addresses(peer(1), start), Places{place(2)});
    // It is in its own bytes neither.
    const PeerStore other = PeerStore::from_bytes(bytes, peer(1), {}, start, {}).value();
    EXPECT_EQ(other.find(peer(1)), nullptr);
}

}  // namespace
}  // namespace net::peers
