// The rules PS1–PS10, PS13 and PS14 of spec/peers.md.
#include "net/peers/peer_store.h"

#include <gtest/gtest.h>

#include "core/codec/protobuf.h"
#include "net/peers/peers_twin.h"

namespace net::peers {
namespace {

using core::Buffer;
using core::Instant;
using core::codec::Multiaddr;
using core::codec::PeerId;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using twin::peer;
using twin::place;

using Places = std::vector<Multiaddr>;
constexpr Instant start{};

struct PeerStoreTest : testing::Test {
    explicit PeerStoreTest(const PeerStoreOptions& options = {}) : store(peer(0), options, start) {}

    PeerStore::Refused add(unsigned number, AddressSource source, const Places& places,
                           Instant now = start) {
        return store.add_addresses(peer(number), source, places, now);
    }
    PeerStore::Refused add_record(unsigned number, std::uint64_t sequence_number,
                                  const Places& places, Instant now = start) {
        const VerifiedRecord record{peer(number), sequence_number, places, envelope};
        return store.add_record(peer(number), record, now);
    }
    Places addresses(unsigned number, Instant now = start) {
        return store.addresses(peer(number), now);
    }

    Buffer envelope = Buffer(100, std::byte{7});
    PeerStore store;
};

Multiaddr at_peer(const Multiaddr& place, unsigned number) {
    return place.with(core::codec::Protocol::p2p, peer(number).bytes()).value();
}

// A key that is too long for a peer id.
core::codec::PublicKey long_key(unsigned number) {
    Buffer data(core::codec::rsa_data_size_min, std::byte{1});
    data[0] = static_cast<std::byte>(number);
    Buffer encoded;
    core::codec::ProtobufWriter writer(encoded, core::codec::public_key_size_max);
    writer.u64(1, 0);
    writer.bytes(2, data);
    return core::codec::PublicKey::from_bytes(encoded).value();
}

TEST_F(PeerStoreTest, PS1_what_is_of_another_peer_is_refused) {
    const VerifiedRecord record{peer(1), 1, {}, envelope};
    EXPECT_EQ(store.add_record(peer(2), record, start), StoreRefusal::record_foreign);
    EXPECT_EQ(store.set_key(peer(1), long_key(1), start), StoreRefusal::key_foreign);
    EXPECT_EQ(add(1, AddressSource::exchange, {at_peer(place(1), 2)}),
              StoreRefusal::address_foreign);
    EXPECT_EQ(store.reached(peer(1), at_peer(place(1), 2), start), StoreRefusal::address_foreign);
    EXPECT_TRUE(store.all().empty());
    EXPECT_EQ(add(1, AddressSource::exchange, {at_peer(place(1), 2), at_peer(place(2), 1)}),
              StoreRefusal::address_foreign);
    EXPECT_EQ(addresses(1), Places{place(2)});
    EXPECT_FALSE(describe(StoreRefusal::address_foreign).empty());
}

TEST_F(PeerStoreTest, PS2_each_source_is_believed_for_its_time) {
    add(1, AddressSource::exchange, {place(1)});
    add(1, AddressSource::signed_record, {place(2)});
    add(1, AddressSource::identify, {place(3)});
    add(1, AddressSource::mdns, {place(4)});
    add(1, AddressSource::user, {place(5)});
    EXPECT_EQ(addresses(1).size(), 5u);
    EXPECT_EQ(addresses(1, start + minutes{5}).size(), 4u);
    EXPECT_EQ(addresses(1, start + minutes{30}).size(), 3u);
    EXPECT_EQ(addresses(1, start + hours{1}).size(), 2u);
    EXPECT_EQ(addresses(1, start + hours{2}), Places{place(5)});
    EXPECT_EQ(addresses(1, start + hours{24 * 10'000}), Places{place(5)});
    EXPECT_FALSE(describe(AddressSource::mdns).empty());
}

TEST_F(PeerStoreTest, PS2_what_was_reached_is_believed_for_a_week) {
    add(1, AddressSource::exchange, {place(1)});
    store.reached(peer(1), place(1), start + minutes{1});
    EXPECT_EQ(addresses(1, start + hours{7 * 24}), Places{place(1)});
    EXPECT_EQ(addresses(1, start + hours{7 * 24} + minutes{1}), Places{});
}

TEST_F(PeerStoreTest, PS3_the_most_promising_come_first) {
    add(1, AddressSource::user, {place(1)});
    add(1, AddressSource::exchange, {place(2), place(3), place(6), place(5)});
    add(1, AddressSource::identify, {place(4)});
    store.reached(peer(1), place(2), start + seconds{1});
    store.reached(peer(1), at_peer(place(3), 1), start + seconds{2});
    EXPECT_EQ(addresses(1), (Places{place(3), place(2), place(1), place(4), place(5), place(6)}));
    EXPECT_EQ(addresses(2), Places{});
}

TEST_F(PeerStoreTest, PS4_addresses_are_bounded_and_only_better_ones_displace) {
    Places many;
    for (unsigned i = 0; i < 64; ++i) many.push_back(place(i));
    EXPECT_EQ(add(1, AddressSource::identify, many), std::nullopt);
    EXPECT_EQ(add(1, AddressSource::exchange, {place(100)}), StoreRefusal::addresses_full);
    EXPECT_EQ(add(1, AddressSource::identify, {place(100)}), StoreRefusal::addresses_full);
    EXPECT_EQ(add(1, AddressSource::user, {place(100)}), std::nullopt);
    EXPECT_EQ(add(1, AddressSource::identify, {place(101)}, start + seconds{1}), std::nullopt);
    const StoredPeer& known = *store.find(peer(1));
    EXPECT_EQ(known.addresses.all().size(), 64u);
    EXPECT_EQ(addresses(1).front(), place(100));
    EXPECT_TRUE(known.addresses.all().contains(place(101)));
    EXPECT_FALSE(known.addresses.all().contains(place(0)));
    EXPECT_FALSE(known.addresses.all().contains(place(1)));
}

TEST_F(PeerStoreTest, PS4_so_are_their_bytes) {
    const auto long_place = [](char letter) {
        const std::string label = std::string(60, letter) + ".";
        return twin::address("/dns/" + label + label + label + label + "org/tcp/1");
    };
    Places many;
    for (char letter = 'a'; letter <= 'z'; ++letter) many.push_back(long_place(letter));
    EXPECT_EQ(add(1, AddressSource::exchange, many), std::nullopt);
    AddressListOptions options;
    options.addresses_size_max = 1024;
    AddressList list;
    for (const Multiaddr& address : many)
        list.add(address, AddressSource::exchange, start, options);
    EXPECT_EQ(list.all().size(), 4u);
    // A better one takes as many places as it needs.
    options.addresses_size_max = 600;
    EXPECT_TRUE(list.add(long_place('z'), AddressSource::user, start, options));
    EXPECT_EQ(list.all().size(), 2u);
    options.addresses_size_max = 10;
    EXPECT_FALSE(list.add(place(1), AddressSource::user, start, options));
    EXPECT_EQ(list.all().size(), 2u);
}

TEST_F(PeerStoreTest, PS5_a_newer_record_replaces_what_the_older_one_said) {
    EXPECT_EQ(add_record(1, 5, {place(1), place(2)}), std::nullopt);
    add(1, AddressSource::identify, {place(2)});
    EXPECT_EQ(add_record(1, 5, {place(9)}), StoreRefusal::record_old);
    EXPECT_EQ(add_record(1, 4, {place(9)}), StoreRefusal::record_old);
    EXPECT_EQ(addresses(1), (Places{place(2), place(1)}));
    EXPECT_EQ(add_record(1, 6, {place(3)}), std::nullopt);
    EXPECT_EQ(addresses(1), (Places{place(2), place(3)}));
    EXPECT_EQ(store.find(peer(1))->record->sequence_number, 6u);
    EXPECT_EQ(store.find(peer(1))->record->envelope, envelope);
    add(1, AddressSource::user, {place(4)});
    store.expire(start + hours{2});
    EXPECT_FALSE(store.find(peer(1))->record);
}

TEST_F(PeerStoreTest, PS6_nothing_of_a_connected_peer_expires) {
    store.connected(peer(1), start);
    store.connected(peer(1), start);
    add(1, AddressSource::identify, {place(1)});
    EXPECT_EQ(add_record(1, 1, {place(1)}), std::nullopt);
    store.expire(start + hours{100});
    EXPECT_EQ(addresses(1, start + hours{100}), Places{place(1)});
    store.disconnected(peer(1), start + hours{100});
    EXPECT_EQ(addresses(1, start + hours{200}), Places{place(1)});
    store.disconnected(peer(1), start + hours{200});
    store.disconnected(peer(1), start + hours{200});
    store.expire(start + hours{201});
    EXPECT_EQ(addresses(1, start + hours{201}), Places{place(1)});
    EXPECT_TRUE(store.find(peer(1))->record);
    store.expire(start + hours{202});
    EXPECT_EQ(store.find(peer(1)), nullptr);
}

struct SmallStoreTest : PeerStoreTest {
    SmallStoreTest() : PeerStoreTest({.peers_max = 3}) {}
};

TEST_F(SmallStoreTest, PS7_the_least_worth_is_forgotten_and_the_worthless_refused) {
    add(1, AddressSource::exchange, {place(1)}, start);
    add(2, AddressSource::exchange, {place(2)}, start + seconds{1});
    add(3, AddressSource::exchange, {place(3)}, start + seconds{2});
    store.reached(peer(1), place(1), start + seconds{2});
    add(4, AddressSource::exchange, {place(4)}, start + seconds{3});
    EXPECT_EQ(store.find(peer(2)), nullptr);  // The first was reached.
    add(5, AddressSource::user, {place(5)}, start + seconds{3});
    add(6, AddressSource::mdns, {place(6)}, start + seconds{3});
    EXPECT_EQ(add(7, AddressSource::exchange, {place(7)}, start + seconds{4}),
              StoreRefusal::store_full);
    EXPECT_TRUE(store.find(peer(1)) && store.find(peer(5)) && store.find(peer(6)));
}

// [PS7] CVE-2023-40583: records of ever new peers.
TEST_F(SmallStoreTest, PS7_a_flood_of_records_fills_nothing) {
    add(1, AddressSource::user, {place(1)});
    for (unsigned i = 10; i < 1'000; ++i)
        EXPECT_EQ(add_record(i, 1, {place(i)}, start + seconds{i}), std::nullopt);
    EXPECT_EQ(store.all().size(), 3u);
    EXPECT_NE(store.find(peer(1)), nullptr);
}

TEST_F(SmallStoreTest, PS8_connected_and_protected_peers_stay) {
    store.connected(peer(1), start);
    EXPECT_EQ(store.protect(peer(2), start), std::nullopt);
    for (unsigned i = 10; i < 20; ++i) add(i, AddressSource::user, {place(i)}, start + seconds{i});
    EXPECT_TRUE(store.find(peer(1)) && store.find(peer(2)));
    EXPECT_EQ(store.all().size(), 4u);  // Whoever is connected does not count.
    store.disconnected(peer(1), start + seconds{30});
    EXPECT_EQ(store.all().size(), 3u);
    store.expire(start + hours{1'000});
    EXPECT_NE(store.find(peer(2)), nullptr);
    const Instant later = start + hours{1'000};
    EXPECT_EQ(store.protect(peer(3), later), std::nullopt);
    EXPECT_EQ(store.protect(peer(4), later), std::nullopt);
    store.connected(peer(5), later);
    EXPECT_EQ(store.protect(peer(5), later), StoreRefusal::store_full);
    store.unprotect(peer(3), later);
    store.unprotect(peer(4), later);
    store.unprotect(peer(2), start + hours{1'000});
    store.expire(start + hours{1'001});
    EXPECT_EQ(store.find(peer(2)), nullptr);
}

TEST_F(PeerStoreTest, PS9_what_is_too_large_is_refused_and_changes_nothing) {
    const std::vector<std::string_view> protocols{"/ping", "/identify"};
    EXPECT_EQ(store.set_protocols(peer(1), protocols, start), std::nullopt);
    EXPECT_EQ(store.set_agent(peer(1), "selvage", start), std::nullopt);
    EXPECT_EQ(add_record(1, 1, {place(1)}), std::nullopt);
    const std::vector<std::string_view> many(129, "/x");
    EXPECT_EQ(store.set_protocols(peer(1), many, start), StoreRefusal::protocols_too_many);
    const std::string text(9'000, 'x');
    const std::vector<std::string_view> large{text};
    EXPECT_EQ(store.set_protocols(peer(1), large, start), StoreRefusal::protocols_too_many);
    EXPECT_EQ(store.set_agent(peer(1), text, start), StoreRefusal::agent_too_long);
    envelope.resize(9'000);
    EXPECT_EQ(add_record(1, 2, {place(2)}), StoreRefusal::record_too_large);
    const StoredPeer& known = *store.find(peer(1));
    EXPECT_EQ(known.protocols, (std::vector<std::string>{"/ping", "/identify"}));
    EXPECT_EQ(known.agent, "selvage");
    EXPECT_EQ(known.record->sequence_number, 1u);
}

TEST_F(PeerStoreTest, PS10_only_keys_that_are_not_inside_the_id_are_kept) {
    const core::codec::PublicKey key = long_key(1);
    const PeerId id = PeerId::of(key);
    EXPECT_EQ(store.key(id), std::nullopt);
    EXPECT_EQ(store.set_key(id, key, start), std::nullopt);
    EXPECT_EQ(store.key(id), key);
    const core::codec::PublicKey inside = peer(1).public_key().value();
    EXPECT_EQ(store.set_key(peer(1), inside, start), std::nullopt);
    EXPECT_EQ(store.find(peer(1)), nullptr);
    EXPECT_EQ(store.key(peer(1)), inside);
}

TEST_F(PeerStoreTest, PS13_the_store_sweeps_once_a_minute) {
    EXPECT_EQ(store.deadline(), std::nullopt);
    add(1, AddressSource::mdns, {place(1)});
    EXPECT_EQ(store.deadline(), start + minutes{1});
    store.expire(start + minutes{5} - seconds{1});
    EXPECT_EQ(store.deadline(), start + minutes{6} - seconds{1});
    store.expire(start + minutes{5});  // Early wake-ups are harmless.
    EXPECT_EQ(addresses(1, start + minutes{5}), Places{});
    EXPECT_NE(store.find(peer(1)), nullptr);
    store.expire(start + minutes{6});
    EXPECT_EQ(store.find(peer(1)), nullptr);
}

TEST_F(PeerStoreTest, PS14_we_are_not_in_our_own_store) {
    add(0, AddressSource::user, {place(1)});
    EXPECT_EQ(add_record(0, 1, {place(1)}), std::nullopt);
    store.connected(peer(0), start);
    EXPECT_EQ(store.set_agent(peer(0), "us", start), std::nullopt);
    EXPECT_EQ(store.reached(peer(0), place(1), start), std::nullopt);
    EXPECT_EQ(store.protect(peer(0), start), std::nullopt);
    EXPECT_TRUE(store.all().empty());
}

}  // namespace
}  // namespace net::peers
