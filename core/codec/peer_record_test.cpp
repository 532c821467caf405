// Peer records: a recorded one in both directions, and everything that must not open.
#include "core/codec/peer_record.h"

#include <gtest/gtest.h>

#include <charconv>

#include "core/base/hex.h"
#include "core/codec/protobuf.h"
#include "core/codec/signed_envelope.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

constexpr std::string_view domain = "libp2p-peer-record";
const Bytes type = as_bytes("\x03\x01");

crypto::Ed25519KeyPair pair_of(unsigned char fill) {
    crypto::Ed25519Seed seed;
    for (std::byte& byte : seed.mutable_view()) byte = std::byte{fill};
    return crypto::Ed25519KeyPair(std::move(seed));
}

PeerId peer_of(unsigned char fill) { return PeerId::of(PublicKey(pair_of(fill).public_key())); }

const Multiaddr address = *Multiaddr::from_text("/ip4/1.2.3.4/tcp/4001");

// A record field by field, sealed by the pair of 7.
template <class Write>
Result<PeerRecord> opened(Write write, std::string_view of_domain = domain, Bytes of_type = type) {
    Buffer payload;
    ProtobufWriter writer(payload, envelope_size_max);
    write(writer);
    EXPECT_TRUE(writer.finish());
    return open_peer_record(*seal_envelope(pair_of(7), of_domain, of_type, payload));
}

void write_address(ProtobufWriter& writer, Bytes bytes) {
    writer.message(3, [&](ProtobufWriter& info) { info.bytes(1, bytes); });
}

TEST(PeerRecord, RR1_seals_and_opens_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/peer_record.json")) {
        crypto::Ed25519Seed seed;
        copy(seed.mutable_view(), vector.bytes("seed"));
        const crypto::Ed25519KeyPair pair(std::move(seed));
        std::uint64_t sequence = 0;
        const std::string& digits = vector.text("sequence");
        std::from_chars(digits.data(), digits.data() + digits.size(), sequence);
        std::vector<Multiaddr> addresses;
        std::string_view texts = vector.text("addresses");
        while (!texts.empty()) {
            const std::size_t end = std::min(texts.find(' '), texts.size());
            addresses.push_back(*Multiaddr::from_text(texts.substr(0, end)));
            texts.remove_prefix(std::min(end + 1, texts.size()));
        }
        const auto record = open_peer_record(vector.bytes("envelope"));
        ASSERT_TRUE(record) << vector.name();
        EXPECT_EQ(record->peer, PeerId::of(PublicKey(pair.public_key())));
        EXPECT_EQ(record->sequence, sequence);
        EXPECT_EQ(record->addresses, addresses);
        EXPECT_EQ(seal_peer_record(pair, sequence, addresses), vector.bytes("envelope"));
    }
}

TEST(PeerRecord, RR1_a_record_may_be_nearly_empty) {
    const Buffer envelope = *seal_peer_record(pair_of(7), 0, {});
    EXPECT_EQ(open_peer_record(envelope), (PeerRecord{peer_of(7), 0, {}}));
    const Buffer last = *seal_peer_record(pair_of(7), UINT64_MAX, {});
    EXPECT_EQ(open_peer_record(last)->sequence, UINT64_MAX);
}

TEST(PeerRecord, RR2_a_record_is_its_signers_own) {
    EXPECT_TRUE(opened([](ProtobufWriter& writer) { writer.bytes(1, peer_of(7).bytes()); }));
    EXPECT_EQ(opened([](ProtobufWriter& writer) { writer.bytes(1, peer_of(8).bytes()); }).error(),
              Error::key_mismatch);
    const auto right = [](ProtobufWriter& writer) { writer.bytes(1, peer_of(7).bytes()); };
    EXPECT_EQ(opened(right, "libp2p-relay-rsvp").error(), Error::signature_wrong);
    EXPECT_EQ(opened(right, domain, as_bytes("\x03\x02")).error(), Error::type_wrong);
    Buffer envelope = *seal_peer_record(pair_of(7), 1, std::span(&address, 1));
    envelope.back() ^= std::byte{1};
    EXPECT_EQ(open_peer_record(envelope).error(), Error::signature_wrong);
}

TEST(PeerRecord, RR3_a_record_names_its_peer) {
    EXPECT_EQ(opened([](ProtobufWriter& writer) { writer.u64(2, 1); }).error(),
              Error::value_missing);
    EXPECT_FALSE(opened([](ProtobufWriter& writer) { writer.bytes(1, as_bytes("nobody")); }));
}

TEST(PeerRecord, RR4_addresses_end_exactly_at_the_limit) {
    const std::vector<Multiaddr> most(record_addresses_max, address);
    EXPECT_EQ(open_peer_record(*seal_peer_record(pair_of(7), 1, most))->addresses, most);
    const std::vector<Multiaddr> more(record_addresses_max + 1, address);
    EXPECT_EQ(seal_peer_record(pair_of(7), 1, more).error(), Error::too_large);
    EXPECT_EQ(opened([](ProtobufWriter& writer) {
                  writer.bytes(1, peer_of(7).bytes());
                  for (std::size_t i = 0; i <= record_addresses_max; ++i)
                      write_address(writer, as_bytes("?"));
              }).error(),
              Error::too_large);
}

TEST(PeerRecord, RR5_unknown_addresses_are_left_out) {
    const auto record = opened([](ProtobufWriter& writer) {
        writer.bytes(1, peer_of(7).bytes());
        write_address(writer, *from_hex("bd03"));  // onion3, which is not spoken here.
        write_address(writer, address.bytes());
        writer.message(3, [](ProtobufWriter&) {});
    });
    ASSERT_TRUE(record);
    EXPECT_EQ(record->addresses, std::vector{address});
    // A wrapper that is no message is no unknown address.
    EXPECT_EQ(opened([](ProtobufWriter& writer) {
                  writer.bytes(1, peer_of(7).bytes());
                  writer.bytes(3, as_bytes("\x07"));
              }).error(),
              Error::malformed);
}

}  // namespace
}  // namespace core::codec
