// The seam to the vetted library: what a body must provide. Natively it is libsodium
// (native/platform/crypto_sodium.cpp), in the browser libsodium's own WebAssembly build behind
// imports (web/wasm/crypto_imports.cpp). crypto_contract_test.cpp is run over both.
//
// Sizes were checked by the callers, the typed functions of this folder; nobody else calls these.
// Output may be the very memory of the input text, nothing else may overlap.
#pragma once

#include <span>

#include "core/base/bytes.h"

namespace core::crypto::backend {

using Parts = std::span<const Bytes>;

void sha256(Parts message, MutableBytes digest);
void hmac_sha256(Bytes key, Parts message, MutableBytes tag);

void ed25519_public_key(Bytes seed, MutableBytes public_key);
void ed25519_sign(Bytes seed, Bytes public_key, Bytes message, MutableBytes signature);
[[nodiscard]] bool ed25519_verify(Bytes public_key, Bytes message, Bytes signature);

void x25519_public_key(Bytes secret, MutableBytes public_key);
// False if the shared secret would be all zero.
[[nodiscard]] bool x25519_shared(Bytes secret, Bytes public_key, MutableBytes shared);

void chacha20_poly1305_seal(Bytes key, Bytes nonce, Bytes extra, Bytes text, MutableBytes sealed);
[[nodiscard]] bool chacha20_poly1305_open(Bytes key, Bytes nonce, Bytes extra, Bytes sealed,
                                          MutableBytes text);

}  // namespace core::crypto::backend
