// The contract of the crypto seam: every body must pass it. Built natively it judges libsodium;
// built as WebAssembly, and run in Node with the package's own imports, libsodium's npm build.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/crypto/chacha20_poly1305.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/sha256.h"
#include "core/crypto/x25519.h"
#include "core/testing/vectors.h"

namespace core::crypto {
namespace {

using core::testing::Case;
using core::testing::read_cases;

template <class Fixed>
Fixed fixed(const Case& vector, const std::string& field) {
    Fixed value;
    const Buffer bytes = vector.bytes(field);
    EXPECT_EQ(bytes.size(), Fixed::size_bytes) << vector.name() << ": " << field;
    copy(value.mutable_view(), bytes);
    return value;
}

TEST(CryptoContract, CY1_sha256_gives_the_published_digests) {
    for (const Case& vector : read_cases("spec/vectors/crypto/sha256.json"))
        EXPECT_EQ(to_hex(sha256(vector.bytes("message")).view()), vector.text("digest"))
            << vector.name();
}

TEST(CryptoContract, CY2_a_message_in_parts_hashes_as_one) {
    const Buffer whole(300, std::byte{0x5a});
    const Bytes message = whole;
    const Bytes key = as_bytes("key");
    const auto in_parts = {message.first(1), Bytes{}, message.subspan(1, 63), message.subspan(64)};
    EXPECT_EQ(sha256(in_parts), sha256(message));
    EXPECT_EQ(sha256({}), sha256(Bytes{}));
    EXPECT_EQ(hmac_sha256(key, in_parts), hmac_sha256(key, {message}));
    EXPECT_NE(hmac_sha256(key, {message}), hmac_sha256(as_bytes("kez"), {message}));
}

TEST(CryptoContract, CY1_hmac_gives_the_published_tags) {
    for (const Case& vector : read_cases("spec/vectors/crypto/hmac_sha256.json"))
        EXPECT_EQ(to_hex(hmac_sha256(vector.bytes("key"), {vector.bytes("message")}).view()),
                  vector.text("tag"))
            << vector.name();
}

TEST(CryptoContract, CY1_hkdf_gives_the_published_keys) {
    for (const Case& vector : read_cases("spec/vectors/crypto/hkdf_sha256.json")) {
        const PseudorandomKey key = hkdf_extract(vector.bytes("salt"), vector.bytes("input_key"));
        EXPECT_EQ(to_hex(key.expose()), vector.text("key")) << vector.name();
        const Buffer expected = vector.bytes("output");
        Buffer output(expected.size());
        hkdf_expand(key, vector.bytes("info"), output);
        EXPECT_EQ(output, expected) << vector.name();
    }
}

TEST(CryptoContract, CY1_hkdf_fills_up_to_its_limit) {
    const PseudorandomKey key = hkdf_extract(as_bytes("salt"), as_bytes("input"));
    Buffer longest(hkdf_output_size_max);
    hkdf_expand(key, as_bytes("info"), longest);
    Buffer shorter(33);
    hkdf_expand(key, as_bytes("info"), shorter);
    EXPECT_TRUE(equal(shorter, Bytes(longest).first(33)));
    EXPECT_FALSE(equal(Bytes(longest).last(32), Bytes(longest).subspan(longest.size() - 64, 32)));
}

TEST(CryptoContract, CY3_ed25519_signs_as_published_and_refuses_every_forgery) {
    int forgeries = 0;
    for (const Case& vector : read_cases("spec/vectors/crypto/ed25519.json")) {
        const auto public_key = fixed<Ed25519PublicKey>(vector, "public_key");
        const auto signature = fixed<Ed25519Signature>(vector, "signature");
        const Buffer message = vector.bytes("message");
        const Result<void> verified = ed25519_verify(public_key, message, signature);
        EXPECT_EQ(verified.has_value(), vector.is_true("valid")) << vector.name();
        if (!vector.is_true("valid")) {
            ++forgeries;
            EXPECT_EQ(verified.error(), Error::signature_wrong);
            continue;
        }
        const Ed25519KeyPair pair(fixed<Ed25519Seed>(vector, "seed"));
        EXPECT_EQ(pair.public_key(), public_key) << vector.name();
        EXPECT_EQ(pair.sign(message), signature) << vector.name();
    }
    EXPECT_GE(forgeries, 10);
}

TEST(CryptoContract, CY3_ed25519_refuses_every_flipped_bit_of_a_signature) {
    const Ed25519KeyPair pair{Ed25519Seed{}};
    const Bytes message = as_bytes("message");
    Ed25519Signature signature = pair.sign(message);
    ASSERT_TRUE(ed25519_verify(pair.public_key(), message, signature));
    for (std::size_t bit = 0; bit < 512; ++bit) {
        const auto mask = static_cast<std::byte>(1u << (bit % 8));
        signature.bytes[bit / 8] ^= mask;
        EXPECT_FALSE(ed25519_verify(pair.public_key(), message, signature)) << bit;
        signature.bytes[bit / 8] ^= mask;
    }
}

TEST(CryptoContract, CY4_x25519_agrees_as_published_and_refuses_weak_points) {
    int weak_points = 0;
    for (const Case& vector : read_cases("spec/vectors/crypto/x25519.json")) {
        const auto secret = fixed<X25519Secret>(vector, "secret");
        EXPECT_EQ(to_hex(x25519_public_key(secret).view()), vector.text("own_public_key"));
        const auto shared = x25519_shared(secret, fixed<X25519PublicKey>(vector, "public_key"));
        ASSERT_EQ(shared.has_value(), vector.is_true("valid")) << vector.name();
        if (shared) {
            EXPECT_EQ(to_hex(shared->expose()), vector.text("shared")) << vector.name();
        } else {
            ++weak_points;
            EXPECT_EQ(shared.error(), Error::point_weak);
        }
    }
    EXPECT_GE(weak_points, 7);
}

TEST(CryptoContract, CY5_chacha20_poly1305_seals_as_published_and_opens_nothing_else) {
    int forgeries = 0;
    for (const Case& vector : read_cases("spec/vectors/crypto/chacha20_poly1305.json")) {
        const auto key = fixed<AeadKey>(vector, "key");
        const auto nonce = fixed<AeadNonce>(vector, "nonce");
        const Buffer extra = vector.bytes("extra");
        const Buffer sealed = vector.bytes("sealed");
        const Buffer text = vector.bytes("text");
        Buffer opened(sealed.size() < aead_tag_size ? 0 : sealed.size() - aead_tag_size);
        const auto outcome = chacha20_poly1305_open(key, nonce, extra, sealed, opened);
        EXPECT_EQ(outcome.has_value(), vector.is_true("valid")) << vector.name();
        if (vector.is_true("valid")) {
            EXPECT_EQ(opened, text) << vector.name();
            Buffer again(text.size() + aead_tag_size);
            chacha20_poly1305_seal(key, nonce, extra, text, again);
            EXPECT_EQ(again, sealed) << vector.name();
        } else {
            ++forgeries;
            EXPECT_EQ(outcome.error(),
                      sealed.size() < aead_tag_size ? Error::truncated : Error::tag_wrong);
        }
    }
    EXPECT_GE(forgeries, 10);
}

TEST(CryptoContract, CY6_sealing_and_opening_work_in_place_at_every_size) {
    const AeadKey key;
    AeadNonce nonce;
    for (const std::size_t size : {0uz, 1uz, 15uz, 16uz, 17uz, 64uz, 1000uz, 65'535uz, 200'000uz}) {
        Buffer memory(size + aead_tag_size);
        for (std::size_t i = 0; i < size; ++i) memory[i] = static_cast<std::byte>(i * 7);
        const Buffer text(memory.begin(), memory.begin() + static_cast<std::ptrdiff_t>(size));
        nonce.bytes[0] = static_cast<std::byte>(size);
        chacha20_poly1305_seal(key, nonce, as_bytes("extra"), Bytes(memory).first(size), memory);
        Buffer apart(size + aead_tag_size);
        chacha20_poly1305_seal(key, nonce, as_bytes("extra"), text, apart);
        EXPECT_EQ(memory, apart) << size;
        ASSERT_TRUE(chacha20_poly1305_open(key, nonce, as_bytes("extra"), memory,
                                           MutableBytes(memory).first(size)));
        EXPECT_TRUE(equal(Bytes(memory).first(size), text)) << size;
    }
}

TEST(CryptoContract, CY6_a_failed_opening_leaves_nothing_of_the_message) {
    const AeadKey key;
    const AeadNonce nonce;
    const Buffer text(100, std::byte{'s'});
    Buffer sealed(text.size() + aead_tag_size);
    chacha20_poly1305_seal(key, nonce, {}, text, sealed);
    sealed.back() ^= std::byte{1};
    Buffer opened(text.size(), std::byte{0xee});
    ASSERT_FALSE(chacha20_poly1305_open(key, nonce, {}, sealed, opened));
    EXPECT_EQ(std::ranges::count(opened, std::byte{'s'}), 0);
}

}  // namespace
}  // namespace core::crypto
