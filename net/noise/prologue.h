// What both ends of a Noise handshake must already agree about. Over streams that is nothing. Over
// webrtc-direct it is the certificates of DTLS: neither of them is verified there, so the Noise
// handshake must fail if somebody stands between (rule NO10, spec/noise.md).
#pragma once

#include "core/base/bytes.h"
#include "core/crypto/sha256.h"

namespace net::noise {

// The hashes of both certificates in DER. The client is the one that dialled, Noise's responder.
[[nodiscard]] core::Buffer webrtc_prologue(
    const core::crypto::Sha256Digest& client_certificate_hash,
    const core::crypto::Sha256Digest& server_certificate_hash);

}  // namespace net::noise
