// Ed25519 (RFC 8032): the signatures of peers, changes and certificates. Verification is strict:
// keys of small order and signatures whose scalar is not reduced are refused, so that all nodes
// agree.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crypto/secret.h"

namespace core::crypto {

using Ed25519Seed = Secret<struct Ed25519SeedTag, 32>;
using Ed25519PublicKey = FixedBytes<struct Ed25519PublicKeyTag, 32>;
using Ed25519Signature = FixedBytes<struct Ed25519SignatureTag, 64>;

class Ed25519KeyPair {
public:
    explicit Ed25519KeyPair(Ed25519Seed seed);

    [[nodiscard]] const Ed25519PublicKey& public_key() const { return public_key_; }
    [[nodiscard]] const Ed25519Seed& seed() const { return seed_; }
    [[nodiscard]] Ed25519Signature sign(Bytes message) const;

private:
    Ed25519Seed seed_;
    Ed25519PublicKey public_key_;
};

[[nodiscard]] Result<void> ed25519_verify(const Ed25519PublicKey& key, Bytes message,
                                          const Ed25519Signature& signature);

}  // namespace core::crypto
