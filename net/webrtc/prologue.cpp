// Hashes of certificates as multihashes, in addresses and in front of noise.
#include "net/webrtc/prologue.h"

#include "core/codec/multihash.h"

namespace net::webrtc {

using core::codec::HashFunction;

core::Buffer certificate_multihash(const CertificateHash& hash) {
    return core::codec::encode_multihash({HashFunction::sha2_256, hash.view()});
}

core::Buffer noise_prologue(const CertificateHash& client, const CertificateHash& server) {
    core::Buffer prologue;
    core::append(prologue, core::as_bytes("libp2p-webrtc-noise:"));
    core::append(prologue, certificate_multihash(client));
    core::append(prologue, certificate_multihash(server));
    return prologue;
}

core::Result<CertificateHash> certificate_hash_in(const core::codec::Multiaddr& address) {
    for (const core::codec::Component& component : address) {
        if (component.protocol != core::codec::Protocol::certhash) continue;
        const auto multihash = TRY(core::codec::parse_multihash(component.value));
        if (multihash.function != HashFunction::sha2_256) continue;
        CertificateHash hash;
        core::copy(hash.mutable_view(), multihash.digest);
        return hash;
    }
    return core::fail(core::Error::hash_unknown);
}

}  // namespace net::webrtc
