// A fixed text and two multihashes.
#include "net/noise/prologue.h"

#include "core/codec/multihash.h"

namespace net::noise {

core::Buffer webrtc_prologue(const core::crypto::Sha256Digest& client_certificate_hash,
                             const core::crypto::Sha256Digest& server_certificate_hash) {
    using core::codec::encode_multihash;
    using core::codec::HashFunction;
    core::Buffer prologue;
    core::append(prologue, core::as_bytes("libp2p-webrtc-noise:"));
    for (const auto* hash : {&client_certificate_hash, &server_certificate_hash})
        core::append(prologue, encode_multihash({HashFunction::sha2_256, hash->view()}));
    return prologue;
}

}  // namespace net::noise
