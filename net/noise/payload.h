// What libp2p says inside the second and third message of a Noise handshake: who speaks, proved by
// a signature of the key that this handshake uses, and which muxers it knows (rules NO5–NO8,
// spec/noise.md).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/small_vector.h"
#include "core/codec/public_key.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/x25519.h"

namespace net::noise {

// The largest key and signature of libp2p, RSA's with 8192 bits, take 2.1 kB, and the extensions of
// today a few hundred bytes.
inline constexpr std::size_t payload_size_max = 4096;
inline constexpr std::size_t muxers_max = 16;
// As for any protocol's name, a little more than the longest in use.
inline constexpr std::size_t muxer_name_size_max = 128;
inline constexpr std::size_t certificate_hashes_max = 16;
// A multihash of the longest digest in use, with room.
inline constexpr std::size_t certificate_hash_size_max = 128;

struct Payload {
    core::Bytes identity_key = {};
    core::Bytes signature = {};
    core::SmallVector<std::string_view, 4> muxers = {};
};

// The payload's parts are views of what is decoded. Error::too_large when a limit is passed. Hashes
// of certificates, which only WebTransport uses, are counted and left alone.
[[nodiscard]] core::Result<Payload> decode_payload(core::Bytes encoded);

// Our own. No extension is written when there are no muxers.
[[nodiscard]] core::Buffer encode_payload(const core::crypto::Ed25519KeyPair& identity,
                                          const core::crypto::X25519PublicKey& static_key,
                                          std::span<const std::string_view> muxers);

// Whether the payload's signer vouches for the static key of this handshake.
// Error::key_type_unknown if its key's type cannot be verified here, Error::signature_wrong if it
// does not vouch; other errors are about the key.
[[nodiscard]] core::Result<core::codec::PublicKey> verify_identity(
    const Payload& payload, const core::crypto::X25519PublicKey& static_key);

}  // namespace net::noise
