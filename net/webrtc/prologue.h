// What ties noise to the DTLS connection below it: the hashes of both certificates (libp2p/specs,
// webrtc-direct.md). Rules SD8 and SD9, spec/webrtc.md.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/multiaddr.h"
#include "core/crypto/sha256.h"

namespace net::webrtc {

// SHA-256 of a certificate's DER.
using CertificateHash = core::crypto::Sha256Digest;

core::Buffer noise_prologue(const CertificateHash& client, const CertificateHash& server);

// The value of an address's /certhash.
core::Buffer certificate_multihash(const CertificateHash& hash);
// Of the first one that is of SHA-256; Error::hash_unknown if there is none.
core::Result<CertificateHash> certificate_hash_in(const core::codec::Multiaddr& address);

}  // namespace net::webrtc
