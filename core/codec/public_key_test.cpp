// Keys: the specification's own, and every encoding of them that is not the one.
#include "core/codec/public_key.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/hex.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

KeyType type_named(std::string_view name) {
    if (name == "rsa") return KeyType::rsa;
    if (name == "ed25519") return KeyType::ed25519;
    return name == "secp256k1" ? KeyType::secp256k1 : KeyType::ecdsa;
}

Buffer with_size(std::string_view head, std::size_t data_size) {
    Buffer encoded = *from_hex(head);
    if (data_size >= 0x80) encoded.push_back(static_cast<std::byte>(data_size | 0x80));
    encoded.push_back(static_cast<std::byte>(data_size >= 0x80 ? data_size >> 7 : data_size));
    encoded.resize(encoded.size() + data_size, std::byte{7});
    return encoded;
}

Error error_of(Bytes encoded) {
    const auto key = PublicKey::from_bytes(encoded);
    EXPECT_FALSE(key) << to_hex(encoded);
    return key ? Error{} : key.error();
}

Error error_of(const std::string& hex) { return error_of(*from_hex(hex)); }

Error private_error_of(const std::string& hex) {
    const auto pair = decode_private_key(*from_hex(hex));
    EXPECT_FALSE(pair) << hex;
    return pair ? Error{} : pair.error();
}

std::string data() { return std::string(64, '5'); }

crypto::Ed25519KeyPair pair_of(unsigned char fill) {
    crypto::Ed25519Seed seed;
    for (std::byte& byte : seed.mutable_view()) byte = std::byte{fill};
    return crypto::Ed25519KeyPair(std::move(seed));
}

// [PK1] [PK2] [PK3]
TEST(PublicKey, PK1_reads_and_writes_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/public_key.json")) {
        const Buffer encoded = vector.bytes("public");
        const auto key = PublicKey::from_bytes(encoded);
        ASSERT_TRUE(key) << vector.name();
        EXPECT_EQ(key->type(), type_named(vector.name()));
        EXPECT_EQ(key->encode(), encoded) << vector.name();
        EXPECT_TRUE(to_hex(encoded).ends_with(to_hex(key->data()))) << vector.name();
        EXPECT_EQ(key->ed25519().has_value(), vector.name() == "ed25519");
    }
}

TEST(PublicKey, PK1_every_other_encoding_is_refused) {
    EXPECT_TRUE(PublicKey::from_bytes(*from_hex("08011220" + data())));
    for (const std::string& encoded : {"1220" + data() + "0801",  // The other order.
                                       "8800"
                                       "01"
                                       "1220" +
                                           data(),
                                       "08"
                                       "8100"
                                       "1220" +
                                           data(),  // Longer varints.
                                       "0801"
                                       "9200"
                                       "20" +
                                           data(),
                                       "0801"
                                       "12"
                                       "a000" +
                                           data(),
                                       "0801"
                                       "0801"
                                       "1220" +
                                           data(),
                                       "0802"
                                       "0801"
                                       "1220" +
                                           data(),  // Fields that repeat.
                                       "0801"
                                       "1220" +
                                           data() + "1220" + data(),
                                       "0801"
                                       "1220" +
                                           data() + "1801",
                                       "0801"
                                       "1a00"
                                       "1220" +
                                           data()})  // Unknown fields.
        EXPECT_EQ(error_of(encoded), Error::not_canonical) << encoded;
}

TEST(PublicKey, PK1_both_fields_must_be_there) {
    EXPECT_EQ(error_of(""), Error::value_missing);
    EXPECT_EQ(error_of("0801"), Error::value_missing);
    EXPECT_EQ(error_of("1220" + data()), Error::value_missing);
    EXPECT_EQ(error_of("0a01011220" + data()), Error::malformed);
    EXPECT_EQ(error_of("08011001"), Error::malformed);
    const std::string whole = "08011220" + data();
    for (std::size_t size = 0; size < whole.size(); size += 2)
        EXPECT_FALSE(PublicKey::from_bytes(*from_hex(whole.substr(0, size)))) << size;
}

TEST(PublicKey, PK2_every_type_has_its_sizes) {
    struct Sizes {
        std::string_view head;
        KeyType type;
        std::size_t size_min;
        std::size_t size_max;
    };
    for (const Sizes& sizes :
         {Sizes{"080112", KeyType::ed25519, 32, 32}, Sizes{"080212", KeyType::secp256k1, 33, 33},
          Sizes{"080312", KeyType::ecdsa, 1, 200}, Sizes{"080012", KeyType::rsa, 292, 1064}}) {
        for (std::size_t size = 0; size <= 1064; ++size) {
            const Buffer encoded = with_size(sizes.head, size);
            const auto key = PublicKey::from_bytes(encoded);
            const bool fits = size >= sizes.size_min && size <= sizes.size_max;
            ASSERT_EQ(key.has_value(), fits) << sizes.head << " " << size;
            if (!fits) ASSERT_EQ(key.error(), Error::key_size_wrong) << size;
            if (!key) continue;
            ASSERT_EQ(key->type(), sizes.type);
            ASSERT_EQ(key->data().size(), size);
            ASSERT_EQ(key->encode(), encoded);
        }
    }
}

TEST(PublicKey, PK2_other_types_are_unknown) {
    for (const std::string_view type :
         {"04", "05", "7f", "8001", "80808080808080808001", "ffffffffffffffffff01"})
        EXPECT_EQ(error_of("08" + std::string(type) + "1220" + data()), Error::key_type_unknown);
}

TEST(PublicKey, PK3_RSA_has_moduli_of_2048_to_8192_bits) {
    EXPECT_EQ(error_of(with_size("080012", 291)), Error::key_size_wrong);
    EXPECT_TRUE(PublicKey::from_bytes(with_size("080012", 292)));
    const Buffer longest = with_size("080012", 1064);
    EXPECT_EQ(longest.size(), public_key_size_max);
    EXPECT_TRUE(PublicKey::from_bytes(longest));
    EXPECT_EQ(error_of(with_size("080012", 1065)), Error::too_large);
}

TEST(PublicKey, PK4_only_Ed25519_signatures_are_verified) {
    const crypto::Ed25519KeyPair pair = pair_of(1);
    const PublicKey key(pair.public_key());
    const Bytes message = as_bytes("message");
    const crypto::Ed25519Signature signature = pair.sign(message);
    EXPECT_TRUE(key.verify(message, signature.view()));
    EXPECT_EQ(key.verify(as_bytes("massage"), signature.view()).error(), Error::signature_wrong);
    EXPECT_EQ(PublicKey(pair_of(2).public_key()).verify(message, signature.view()).error(),
              Error::signature_wrong);
    Buffer longer(signature.view().begin(), signature.view().end());
    longer.push_back({});
    EXPECT_EQ(key.verify(message, longer).error(), Error::signature_wrong);
    EXPECT_EQ(key.verify(message, Bytes(longer).first(63)).error(), Error::signature_wrong);
    EXPECT_EQ(key.verify(message, {}).error(), Error::signature_wrong);
    for (const Case& vector : read_cases("spec/vectors/codec/public_key.json")) {
        if (vector.name() == "ed25519") continue;
        const auto other = PublicKey::from_bytes(vector.bytes("public"));
        EXPECT_EQ(other->verify(message, signature.view()).error(), Error::key_type_unknown);
        EXPECT_EQ(other->ed25519().error(), Error::key_type_unknown);
    }
}

// One signature in sixteen ends in a zero, which a reader that fills up would put there itself.
TEST(PublicKey, PK4_a_signature_without_its_last_zero_is_wrong) {
    const crypto::Ed25519KeyPair pair = pair_of(1);
    const PublicKey key(pair.public_key());
    std::string message;
    crypto::Ed25519Signature signature = pair.sign(as_bytes(message));
    while (signature.bytes.back() != std::byte{0}) {
        message += 'm';
        signature = pair.sign(as_bytes(message));
    }
    EXPECT_TRUE(key.verify(as_bytes(message), signature.view()));
    EXPECT_EQ(key.verify(as_bytes(message), signature.view().first(63)).error(),
              Error::signature_wrong);
}

TEST(PublicKey, PK5_private_keys_of_Ed25519_alone_are_read_and_written) {
    for (const Case& vector : read_cases("spec/vectors/codec/public_key.json")) {
        const auto pair = decode_private_key(vector.bytes("private"));
        ASSERT_EQ(pair.has_value(), vector.name() == "ed25519") << vector.name();
        if (!pair) {
            EXPECT_EQ(pair.error(), Error::key_type_unknown) << vector.name();
            continue;
        }
        EXPECT_EQ(PublicKey(pair->public_key()).encode(), vector.bytes("public"));
        EXPECT_EQ(to_hex(encode_private_key(*pair).expose()), vector.text("private"));
    }
}

TEST(PublicKey, PK6_the_old_form_is_read_and_both_public_keys_are_checked) {
    const crypto::Ed25519KeyPair pair = pair_of(3);
    const std::string seed = to_hex(pair.seed().expose());
    const std::string key = to_hex(pair.public_key().view());
    const std::string other = to_hex(pair_of(4).public_key().view());
    for (const std::string& encoded : {"08011240" + seed + key, "08011260" + seed + key + key}) {
        const auto again = decode_private_key(*from_hex(encoded));
        ASSERT_TRUE(again) << encoded;
        EXPECT_EQ(again->public_key(), pair.public_key());
        EXPECT_EQ(to_hex(encode_private_key(*again).expose()), "08011240" + seed + key);
    }
    EXPECT_EQ(private_error_of("08011240" + seed + other), Error::key_mismatch);
    EXPECT_EQ(private_error_of("08011260" + seed + key + other), Error::key_mismatch);
    EXPECT_EQ(private_error_of("08011260" + seed + other + key), Error::key_mismatch);
    EXPECT_EQ(private_error_of("08011220" + seed), Error::key_size_wrong);
    EXPECT_EQ(private_error_of("08011241" + seed + key + "00"), Error::key_size_wrong);
    EXPECT_EQ(private_error_of("0801125f" + seed + key + key.substr(2)), Error::key_size_wrong);
    EXPECT_EQ(private_error_of("08001240" + seed + key), Error::key_type_unknown);
    EXPECT_EQ(private_error_of("08021240" + seed + key), Error::key_type_unknown);
    EXPECT_EQ(private_error_of("1240" + seed + key), Error::value_missing);
    EXPECT_EQ(private_error_of("0801"), Error::value_missing);
    EXPECT_EQ(private_error_of("08011240" + seed), Error::truncated);
}

}  // namespace
}  // namespace core::codec
