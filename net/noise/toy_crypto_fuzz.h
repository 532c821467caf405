// The crypto seam (core/crypto/backend.h) for fuzzers, in place of a body's: what is sealed with
// one key opens with it alone, signatures and shared secrets fit, and all of it takes next to no
// time, so that handshakes can be tried by the million. Hides nothing from anybody.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>

#include "core/crypto/backend.h"

namespace core::crypto::backend {

// Multiplies its way through all parts, eight bytes at once, and spreads the outcome.
inline void toy_hash(Parts parts, MutableBytes digest) {
    std::uint64_t state = 0xcbf29ce484222325;
    for (const Bytes part : parts) {
        for (std::size_t at = 0; at < part.size(); at += sizeof state) {
            std::uint64_t word = 0;
            std::memcpy(&word, part.data() + at, std::min(sizeof word, part.size() - at));
            state = (state ^ word) * 0x9e3779b97f4a7c15;
            state ^= state >> 32;
        }
        state = (state ^ part.size()) * 0xbf58476d1ce4e5b9;
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
