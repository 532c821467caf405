// Signed envelopes (libp2p RFC 0002): a payload with the key and signature of who made it, which
// any third party can hand on. The domain, a text that each use has for itself, is signed but not
// sent: a signature made for one use is worth nothing in another (rules SE1–SE6, spec/codec.md).
#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/public_key.h"
#include "core/crypto/ed25519.h"

namespace core::codec {

// The largest that we sign, a peer's list of addresses, stays far below it.
inline constexpr std::size_t envelope_size_max = std::size_t{64} * 1024;

// Domain and payload type are constants of their protocol, neither may be empty.
// Error::too_large if the envelope would not fit.
Result<Buffer> seal_envelope(const crypto::Ed25519KeyPair& pair, std::string_view domain,
                             Bytes payload_type, Bytes payload);

struct OpenedEnvelope {
    PublicKey signer;
    Bytes payload;  // A view of the envelope.
};

// The payload only if the signer's signature covers it, with this domain and this type.
// Error::type_wrong if it is of another type, Error::signature_wrong if anything signed differs.
Result<OpenedEnvelope> open_envelope(Bytes envelope, std::string_view domain, Bytes payload_type);

}  // namespace core::codec
