// The brain's crypto seam in the browser: each function is an import that web/selvage/src/crypto.ts
// provides with libsodium's own WebAssembly build. Views are passed as address and size.
#include <cstdint>

#include "core/crypto/backend.h"

namespace imports {

#define CRYPTO_IMPORT(name) __attribute__((import_module("crypto"), import_name(#name)))

// As the other side reads it: an address and a size of 32 bits each.
static_assert(sizeof(core::Bytes) == 8);

CRYPTO_IMPORT(sha256)
void sha256(const core::Bytes* parts, std::size_t count, std::byte* digest);
CRYPTO_IMPORT(hmac_sha256)
void hmac_sha256(const std::byte* key, std::size_t key_size, const core::Bytes* parts,
                 std::size_t count, std::byte* tag);
CRYPTO_IMPORT(ed25519_public_key)
void ed25519_public_key(const std::byte* seed, std::byte* public_key);
CRYPTO_IMPORT(ed25519_sign)
void ed25519_sign(const std::byte* seed, const std::byte* public_key, const std::byte* message,
                  std::size_t message_size, std::byte* signature);
CRYPTO_IMPORT(ed25519_verify)
std::uint32_t ed25519_verify(const std::byte* public_key, const std::byte* message,
                             std::size_t message_size, const std::byte* signature);
CRYPTO_IMPORT(x25519_public_key)
void x25519_public_key(const std::byte* secret, std::byte* public_key);
CRYPTO_IMPORT(x25519_shared)
std::uint32_t x25519_shared(const std::byte* secret, const std::byte* public_key,
                            std::byte* shared);
CRYPTO_IMPORT(chacha20_poly1305_seal)
void chacha20_poly1305_seal(const std::byte* key, const std::byte* nonce, const std::byte* extra,
                            std::size_t extra_size, const std::byte* text, std::size_t text_size,
                            std::byte* sealed);
CRYPTO_IMPORT(chacha20_poly1305_open)
std::uint32_t chacha20_poly1305_open(const std::byte* key, const std::byte* nonce,
                                     const std::byte* extra, std::size_t extra_size,
                                     const std::byte* sealed, std::size_t sealed_size,
                                     std::byte* text);

}  // namespace imports

namespace core::crypto::backend {

void sha256(Parts message, MutableBytes digest) {
    imports::sha256(message.data(), message.size(), digest.data());
}

void hmac_sha256(Bytes key, Parts message, MutableBytes tag) {
    imports::hmac_sha256(key.data(), key.size(), message.data(), message.size(), tag.data());
}

void ed25519_public_key(Bytes seed, MutableBytes public_key) {
    imports::ed25519_public_key(seed.data(), public_key.data());
}

void ed25519_sign(Bytes seed, Bytes public_key, Bytes message, MutableBytes signature) {
    imports::ed25519_sign(seed.data(), public_key.data(), message.data(), message.size(),
                          signature.data());
}

bool ed25519_verify(Bytes public_key, Bytes message, Bytes signature) {
    return imports::ed25519_verify(public_key.data(), message.data(), message.size(),
                                   signature.data()) != 0;
}

void x25519_public_key(Bytes secret, MutableBytes public_key) {
    imports::x25519_public_key(secret.data(), public_key.data());
}

bool x25519_shared(Bytes secret, Bytes public_key, MutableBytes shared) {
    return imports::x25519_shared(secret.data(), public_key.data(), shared.data()) != 0;
}

void chacha20_poly1305_seal(Bytes key, Bytes nonce, Bytes extra, Bytes text, MutableBytes sealed) {
    imports::chacha20_poly1305_seal(key.data(), nonce.data(), extra.data(), extra.size(),
                                    text.data(), text.size(), sealed.data());
}

bool chacha20_poly1305_open(Bytes key, Bytes nonce, Bytes extra, Bytes sealed, MutableBytes text) {
    return imports::chacha20_poly1305_open(key.data(), nonce.data(), extra.data(), extra.size(),
                                           sealed.data(), sealed.size(), text.data()) != 0;
}

}  // namespace core::crypto::backend
