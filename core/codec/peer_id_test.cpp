// Peer ids: the vectors in both directions, and what must not become a second id of the same key.
#include "core/codec/peer_id.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/hex.h"
#include "core/codec/multibase.h"
#include "core/codec/multihash.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

constexpr std::string_view key_hex =
    "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";

PeerId id_of(std::string_view hex) {
    const auto id = PeerId::from_bytes(*from_hex(hex));
    EXPECT_TRUE(id) << hex;
    return *id;
}

Error error_of(std::string_view hex) {
    const auto id = PeerId::from_bytes(*from_hex(hex));
    EXPECT_FALSE(id) << hex;
    return id ? Error{} : id.error();
}

Error error_of_text(std::string_view text) {
    const auto id = PeerId::from_text(text);
    EXPECT_FALSE(id) << text;
    return id ? Error{} : id.error();
}

PublicKey ecdsa_key(std::size_t size) {
    Buffer encoded{std::byte{8}, std::byte{3}, std::byte{0x12}, static_cast<std::byte>(size)};
    encoded.resize(encoded.size() + size, std::byte{0x30});
    const auto key = PublicKey::from_bytes(encoded);
    EXPECT_TRUE(key) << size;
    return *key;
}

// [ID1] [ID2] [ID3] [ID4]
TEST(PeerId, ID3_reads_and_writes_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/peer_id.json")) {
        const auto id = PeerId::from_text(vector.text("text"));
        ASSERT_EQ(id.has_value(), vector.is_true("valid")) << vector.name();
        if (!id) continue;
        EXPECT_TRUE(equal(id->bytes(), vector.bytes("bytes"))) << vector.name();
        EXPECT_EQ(id->to_text(), vector.text("canonical")) << vector.name();
        EXPECT_EQ(PeerId::from_bytes(vector.bytes("bytes")), *id) << vector.name();
        EXPECT_EQ(PeerId::from_text(vector.text("canonical")), *id) << vector.name();
    }
}

// [ID2] [ID5]
TEST(PeerId, ID1_the_id_of_every_type_of_key) {
    for (const Case& vector : read_cases("spec/vectors/codec/public_key.json")) {
        const auto key = PublicKey::from_bytes(vector.bytes("public"));
        ASSERT_TRUE(key) << vector.name();
        const PeerId id = PeerId::of(*key);
        EXPECT_EQ(id.to_text(), vector.text("peer")) << vector.name();
        EXPECT_TRUE(id.matches(*key));
        const bool is_inside = vector.bytes("public").size() <= inline_key_size_max;
        const auto inside = id.public_key();
        ASSERT_EQ(inside.has_value(), is_inside) << vector.name();
        if (is_inside)
            EXPECT_EQ(*inside, *key);
        else
            EXPECT_EQ(inside.error(), Error::value_missing);
    }
}

TEST(PeerId, ID1_an_encoding_of_42_bytes_is_inside_and_one_of_43_hashed) {
    // The head of the message is four bytes.
    const PublicKey longest_inside = ecdsa_key(inline_key_size_max - 4);
    const PublicKey shortest_hashed = ecdsa_key(inline_key_size_max - 3);
    EXPECT_EQ(to_hex(PeerId::of(longest_inside).bytes()).substr(0, 4), "002a");
    EXPECT_EQ(PeerId::of(longest_inside).bytes().size(), peer_id_size_max);
    EXPECT_EQ(PeerId::of(longest_inside).public_key(), longest_inside);
    EXPECT_TRUE(equal(PeerId::of(shortest_hashed).bytes(),
                      hash_content(HashFunction::sha2_256, shortest_hashed.encode())));
    EXPECT_TRUE(PeerId::of(longest_inside).to_text().starts_with('1'));
    EXPECT_TRUE(PeerId::of(shortest_hashed).to_text().starts_with("Qm"));
    EXPECT_FALSE(PeerId::of(longest_inside).matches(shortest_hashed));
    // Not by another function than the size demands.
    EXPECT_EQ(PeerId::from_bytes(hash_content(HashFunction::identity, shortest_hashed.encode())),
              std::unexpected(Error::too_large));
}

TEST(PeerId, ID2_every_id_is_written_without_a_prefix) {
    const PeerId id = id_of("0024" + std::string(key_hex));
    EXPECT_EQ(id.to_text(), "12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq");
    EXPECT_EQ('z' + id.to_text(), encode_multibase(Base::base58btc, id.bytes()));
}

TEST(PeerId, ID3_a_CID_is_read_in_every_base) {
    for (const std::string& hash : {"0024" + std::string(key_hex), "1220" + std::string(64, '5')}) {
        const PeerId id = id_of(hash);
        const Buffer cid = *from_hex("0172" + hash);
        for (const char prefix : std::string_view("fFbBcCvVtTkKzmMuU"))
            EXPECT_EQ(PeerId::from_text(encode_multibase(static_cast<Base>(prefix), cid)), id)
                << prefix;
    }
}

TEST(PeerId, ID3_other_texts_are_refused) {
    const std::string hash = "1220" + std::string(64, '5');
    EXPECT_EQ(error_of_text(""), Error::truncated);
    EXPECT_EQ(error_of_text("f"), Error::truncated);
    EXPECT_EQ(error_of_text("f01"), Error::truncated);
    EXPECT_EQ(error_of_text("f0172"), Error::truncated);
    EXPECT_EQ(error_of_text("f0272" + hash), Error::type_wrong);
    EXPECT_EQ(error_of_text("f0170" + hash), Error::type_wrong);
    EXPECT_EQ(error_of_text("f8100"
                            "72" +
                            hash),
              Error::not_canonical);
    EXPECT_EQ(error_of_text("f01f200" + hash), Error::not_canonical);
    EXPECT_EQ(error_of_text("f0172" + hash + "00"), Error::trailing_bytes);
    EXPECT_EQ(error_of_text("f" + hash), Error::type_wrong);
    EXPECT_EQ(error_of_text('z' + id_of(hash).to_text()), Error::type_wrong);
    EXPECT_EQ(error_of_text(' ' + id_of(hash).to_text()), Error::base_unknown);
    EXPECT_EQ(error_of_text(id_of(hash).to_text() + ' '), Error::bad_digit);
    EXPECT_EQ(error_of_text(std::string(peer_id_text_size_max, '1')), Error::trailing_bytes);
    EXPECT_EQ(error_of_text(std::string(peer_id_text_size_max + 1, '1')), Error::too_large);
}

TEST(PeerId, ID4_an_identity_holds_one_key_in_its_one_encoding) {
    const std::string data(key_hex.substr(8));
    EXPECT_TRUE(PeerId::from_bytes(*from_hex("002408011220" + data)));
    EXPECT_EQ(error_of("0000"), Error::value_missing);
    EXPECT_EQ(error_of("00020801"), Error::value_missing);
    EXPECT_EQ(error_of("00221220" + data), Error::value_missing);
    EXPECT_EQ(error_of("002412200000" + data), Error::truncated);
    EXPECT_EQ(error_of("00241220" + data + "0801"), Error::not_canonical);  // Turned round.
    EXPECT_EQ(error_of("0025"
                       "088100"
                       "1220" +
                       data),
              Error::not_canonical);  // Long varint.
    EXPECT_EQ(error_of("0026"
                       "08010801"
                       "1220" +
                       data),
              Error::not_canonical);  // Twice.
    EXPECT_EQ(error_of("0026"
                       "08011220" +
                       data + "1801"),
              Error::not_canonical);  // Unknown.
    EXPECT_EQ(error_of("0023"
                       "0801121f" +
                       data.substr(2)),
              Error::key_size_wrong);
    EXPECT_EQ(error_of("0024"
                       "08041220" +
                       data),
              Error::key_type_unknown);
    EXPECT_EQ(error_of("0024"
                       "08021220" +
                       data),
              Error::key_size_wrong);
    EXPECT_EQ(error_of("002b"
                       "0803"
                       "1227" +
                       std::string(78, '0')),
              Error::too_large);
}

TEST(PeerId, ID4_other_hash_functions_are_refused) {
    EXPECT_EQ(error_of("1e20" + std::string(64, '0')), Error::hash_unknown);
    EXPECT_EQ(error_of("1114" + std::string(40, '0')), Error::hash_unknown);
    EXPECT_EQ(error_of("121f" + std::string(62, '0')), Error::hash_size_wrong);
    EXPECT_EQ(error_of("1220" + std::string(66, '0')), Error::trailing_bytes);
    EXPECT_EQ(error_of(""), Error::truncated);
}

TEST(PeerId, ID5_the_key_of_an_identity_can_be_taken_out) {
    const PeerId id = id_of("0024" + std::string(key_hex));
    const auto key = id.public_key();
    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(key->encode()), key_hex);
    EXPECT_EQ(to_hex(key->ed25519()->view()), key_hex.substr(8));
    EXPECT_EQ(id_of("1220" + std::string(64, '0')).public_key().error(), Error::value_missing);
}

TEST(PeerId, ID6_ids_are_ordered_by_their_bytes) {
    const std::vector<PeerId> ids{id_of("002408011220" + std::string(64, '0')),
                                  id_of("002408011220" + std::string(63, '0') + '1'),
                                  id_of("002408011220" + std::string(64, 'f')),
                                  id_of("002508021221" + std::string(66, '0')),
                                  id_of("1220" + std::string(64, '0')),
                                  id_of("1220" + std::string(64, 'f'))};
    for (std::size_t i = 0; i < ids.size(); ++i)
        for (std::size_t j = 0; j < ids.size(); ++j) {
            EXPECT_EQ(ids[i] <=> ids[j], i <=> j) << i << " " << j;
            EXPECT_EQ(ids[i] == ids[j], i == j);
        }
}

}  // namespace
}  // namespace core::codec
