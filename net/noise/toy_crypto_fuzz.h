// The crypto seam (core/crypto/backend.h) for fuzzers, in place of a body's: what is sealed with
// one key opens with it alone, signatures and shared secrets fit, and all of it takes next to no
// time, so that handshakes can be tried by the hundred thousand. Hides nothing from anybody.
#pragma once

#include <array>

#include "core/crypto/backend.h"

namespace core::crypto::backend {

// FNV-1a over all parts, spread over the digest.
inline void toy_hash(Parts parts, MutableBytes digest) {
    std::uint64_t state = 0xcbf29ce484222325;
    for (const Bytes part : parts) {
        for (const std::byte byte : part)
            state = (state ^ std::to_integer<unsigned>(byte)) * 0x100000001b3;
        state = (state ^ part.size()) * 0x100000001b3;
    }
    for (std::byte& byte : digest) {
        state = (state ^ state >> 29) * 0xbf58476d1ce4e5b9 + 1;
        byte = static_cast<std::byte>(state >> 56);
    }
}

void sha256(Parts message, MutableBytes digest) { toy_hash(message, digest); }

void hmac_sha256(Bytes key, Parts message, MutableBytes tag) {
    std::array<std::byte, 32> inner;
    toy_hash(message, inner);
    const std::array<Bytes, 2> parts{key, inner};
    toy_hash(parts, tag);
}

void ed25519_public_key(Bytes seed, MutableBytes public_key) { copy(public_key, seed); }
void ed25519_sign(Bytes, Bytes public_key, Bytes message, MutableBytes signature) {
    const std::array<Bytes, 2> parts{public_key, message};
    toy_hash(parts, signature);
}
bool ed25519_verify(Bytes public_key, Bytes message, Bytes signature) {
    std::array<std::byte, 64> expected;
    ed25519_sign({}, public_key, message, expected);
    return equal(expected, signature);
}

void x25519_public_key(Bytes secret, MutableBytes public_key) { copy(public_key, secret); }
bool x25519_shared(Bytes secret, Bytes public_key, MutableBytes shared) {
    bool is_weak = true;
    for (std::size_t i = 0; i < shared.size(); ++i) {
        shared[i] = secret[i] ^ public_key[i];
        is_weak &= public_key[i] == std::byte{0};
    }
    return !is_weak;
}

void chacha20_poly1305_seal(Bytes key, Bytes nonce, Bytes extra, Bytes text, MutableBytes sealed) {
    copy(sealed, text);
    const std::array<Bytes, 4> parts{key, nonce, extra, sealed.first(text.size())};
    toy_hash(parts, sealed.last(sealed.size() - text.size()));
}
bool chacha20_poly1305_open(Bytes key, Bytes nonce, Bytes extra, Bytes sealed, MutableBytes text) {
    std::array<std::byte, 16> tag;
    const std::array<Bytes, 4> parts{key, nonce, extra, sealed.first(text.size())};
    toy_hash(parts, tag);
    if (!equal(tag, sealed.last(tag.size()))) return false;
    copy(text, sealed.first(text.size()));
    return true;
}

}  // namespace core::crypto::backend
