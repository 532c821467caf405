// The certificate with which webrtc-direct listens and dials: ECDSA P-256, signed by itself. Made
// once and kept by the caller as PEM, since addresses name its hash. Rule DT1, spec/webrtc-body.md.
#pragma once

#include <openssl/types.h>
#include <memory>
#include <optional>

#include "core/base/bytes.h"
#include "net/webrtc/prologue.h"

namespace native::webrtc {

struct KeyDeleter {
    void operator()(EVP_PKEY* key) const;
};
struct X509Deleter {
    void operator()(X509* certificate) const;
};

// What SHA-256 of its DER is.
net::webrtc::CertificateHash hash_of(X509* certificate);

class Certificate {
public:
    static Certificate make();
    // Nothing if it is not what to_pem() made.
    static std::optional<Certificate> from_pem(core::Bytes pem);

    // With the key, which is secret.
    [[nodiscard]] core::Buffer to_pem() const;
    [[nodiscard]] net::webrtc::CertificateHash hash() const { return hash_of(x509_.get()); }

    [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }
    [[nodiscard]] X509* x509() const { return x509_.get(); }

private:
    Certificate(EVP_PKEY* key, X509* x509) : key_(key), x509_(x509) {}

    std::unique_ptr<EVP_PKEY, KeyDeleter> key_;
    std::unique_ptr<X509, X509Deleter> x509_;
};

}  // namespace native::webrtc
