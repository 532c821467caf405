// SHA-1 and HMAC-SHA-1, for two formats that demand them: the accept key of WebSocket's handshake
// and the MESSAGE-INTEGRITY of STUN. Neither proves anything against an attacker (collisions of
// SHA-1 are made at will, and libp2p's STUN key is in the packet), so no other use is right: what
// must be believed is hashed by sha256.h and proven by noise. Rules CY12 and CY13, spec/crypto.md.
//
// It is the brain's own, since libsodium has none; a message costs a block of 64 bytes at a time,
// no heap, and nothing is wiped.
#pragma once

#include <initializer_list>

#include "core/base/bytes.h"

namespace core::crypto {

using Sha1Digest = FixedBytes<struct Sha1DigestTag, 20>;

Sha1Digest sha1(Bytes message);
Sha1Digest sha1(std::initializer_list<Bytes> parts);

Sha1Digest hmac_sha1(Bytes key, std::initializer_list<Bytes> parts);

}  // namespace core::crypto
