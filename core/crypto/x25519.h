// X25519 (RFC 7748): two public keys and one secret each make one shared secret.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crypto/secret.h"

namespace core::crypto {

using X25519Secret = Secret<struct X25519SecretTag, 32>;
using X25519PublicKey = FixedBytes<struct X25519PublicKeyTag, 32>;
using X25519Shared = Secret<struct X25519SharedTag, 32>;

[[nodiscard]] X25519PublicKey x25519_public_key(const X25519Secret& secret);

// Refuses a public key that makes every secret lead to the same shared one (Error::point_weak).
[[nodiscard]] Result<X25519Shared> x25519_shared(const X25519Secret& secret,
                                                 const X25519PublicKey& public_key);

}  // namespace core::crypto
