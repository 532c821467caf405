// A body's cryptography for fuzzers of routers alone: signatures that cost next to nothing and keep
// nobody out, in place of a body's, so that runs are spent on the protocol. Whoever includes this
// defines all of core/crypto/backend.h, and the linker takes none of the body's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/crypto/backend.h"

namespace core::crypto::backend {

// FNV-1a, spread over as many bytes as are wanted.
inline void toy_mix(std::uint64_t& state, Bytes bytes) {
    for (const std::byte byte : bytes)
        state = (state ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
}
inline void toy_fill(std::uint64_t state, MutableBytes output) {
    for (std::byte& byte : output) {
        state = state * 0x5851f42d4c957f2d + 1;
        byte = static_cast<std::byte>(state >> 56);
    }
}

void ed25519_public_key(Bytes seed, MutableBytes public_key) {
    std::uint64_t state = 1;
    toy_mix(state, seed);
    toy_fill(state, public_key);
}
void ed25519_sign(Bytes, Bytes public_key, Bytes message, MutableBytes signature) {
    std::uint64_t state = 2;
    toy_mix(state, public_key);
    toy_mix(state, message);
    toy_fill(state, signature);
}
bool ed25519_verify(Bytes public_key, Bytes message, Bytes signature) {
    std::array<std::byte, 64> expected{};
    ed25519_sign({}, public_key, message, expected);
    return equal(signature, expected);
}

// Not used by routers.
void sha256(Parts, MutableBytes) { ASSERT(false); }
void hmac_sha256(Bytes, Parts, MutableBytes) { ASSERT(false); }
void x25519_public_key(Bytes, MutableBytes) { ASSERT(false); }
bool x25519_shared(Bytes, Bytes, MutableBytes) { return false; }
void chacha20_poly1305_seal(Bytes, Bytes, Bytes, Bytes, MutableBytes) { ASSERT(false); }
bool chacha20_poly1305_open(Bytes, Bytes, Bytes, Bytes, MutableBytes) { return false; }

}  // namespace core::crypto::backend
