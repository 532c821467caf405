// PublicKey is a peer's key as libp2p writes it: the protobuf message {Type, Data}, in its one
// encoding, so that one key has one peer id (rules PK1–PK6, spec/codec.md). Keys of all four types
// are kept and compared; only Ed25519 signatures can be verified here.
//
// Private keys are read and written for Ed25519 alone, the type of all our own keys.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/secret.h"

namespace core::codec {

enum class KeyType : std::uint8_t { rsa = 0, ed25519 = 1, secp256k1 = 2, ecdsa = 3 };

inline constexpr std::size_t ed25519_data_size = 32;
// A compressed point.
inline constexpr std::size_t secp256k1_data_size = 33;
// A public key of P-521, the largest curve in use, is 158 bytes of DER.
inline constexpr std::size_t ecdsa_data_size_max = 200;
// DER of moduli from 2048 bits (with the exponent 3) to 8192 bits (with an exponent of four bytes):
// shorter ones are weak, longer ones make verifying a weapon.
inline constexpr std::size_t rsa_data_size_min = 292;
inline constexpr std::size_t rsa_data_size_max = 1064;

// The encoding of the largest: tag, type, tag, length of two bytes, data.
inline constexpr std::size_t public_key_size_max = 5 + rsa_data_size_max;

class PublicKey {
public:
    explicit PublicKey(const crypto::Ed25519PublicKey& key);

    // From the encoding of the whole message.
    [[nodiscard]] static Result<PublicKey> from_bytes(Bytes encoded);

    [[nodiscard]] KeyType type() const { return type_; }
    [[nodiscard]] Bytes data() const { return data_; }
    [[nodiscard]] Buffer encode() const;

    // Error::key_type_unknown if it is of another type.
    [[nodiscard]] Result<crypto::Ed25519PublicKey> ed25519() const;

    // Error::key_type_unknown for keys that cannot be used here, else Error::signature_wrong.
    [[nodiscard]] Result<void> verify(Bytes message, Bytes signature) const;

    friend auto operator<=>(const PublicKey&, const PublicKey&) = default;

private:
    PublicKey(KeyType type, Bytes data) : type_(type), data_(data.begin(), data.end()) {}

    KeyType type_;
    Buffer data_;
};

// The protobuf message of an Ed25519 private key: seed and public key behind one another.
using EncodedPrivateKey = crypto::Secret<struct EncodedPrivateKeyTag, 68>;

[[nodiscard]] EncodedPrivateKey encode_private_key(const crypto::Ed25519KeyPair& pair);

// Also reads the old form, which repeats the public key. Error::key_mismatch if the public key is
// not the seed's.
Result<crypto::Ed25519KeyPair> decode_private_key(Bytes encoded);

}  // namespace core::codec
