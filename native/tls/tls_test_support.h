// An authority of the tests' own, and the certificates that it signs.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string>

#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "native/tls/context.h"

namespace native::tls::testing {

struct Identity {
    std::string certificate{};  // PEM, as the key is.
    std::string key{};
};

struct Subject {
    std::string names = "DNS:node.example,DNS:*.many.example,IP:127.0.0.1,IP:::1";
    long begins_in_days = -1;
    long ends_in_days = 30;
    bool is_authority = false;
};

class Signer {
public:
    Signer() : key_(EVP_EC_gen("P-256")), x509_(made({.names = {}, .is_authority = true}, key_)) {}
    ~Signer() {
        X509_free(x509_);
        EVP_PKEY_free(key_);
    }
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    [[nodiscard]] std::string certificate() const { return pem_of(x509_); }

    [[nodiscard]] Identity issue(const Subject& subject = {}) const {
        EVP_PKEY* const key = EVP_EC_gen("P-256");
        X509* const x509 = made(subject, key);
        Identity issued{pem_of(x509), pem_of(key)};
        X509_free(x509);
        EVP_PKEY_free(key);
        return issued;
    }

private:
    static void extend(X509* x509, int kind, const std::string& value) {
        X509V3_CTX context;
        X509V3_set_ctx_nodb(&context);
        X509V3_set_ctx(&context, x509, x509, nullptr, nullptr, 0);
        X509_EXTENSION* const extension =
            X509V3_EXT_nconf_nid(nullptr, &context, kind, value.c_str());
        ASSERT(extension && X509_add_ext(x509, extension, -1) == 1);
        X509_EXTENSION_free(extension);
    }

    [[nodiscard]] X509* made(const Subject& subject, EVP_PKEY* key) const {
        constexpr long day = 86'400;
        X509* const x509 = X509_new();
        ASSERT(x509 && X509_set_version(x509, X509_VERSION_3) == 1);
        ASN1_INTEGER_set(X509_get_serialNumber(x509), subject.is_authority ? 1 : 2);
        const auto* const name = reinterpret_cast<const unsigned char*>(
            subject.is_authority ? "authority of a test" : "node of a test");
        X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, name, -1, -1,
                                   0);
        X509_set_issuer_name(x509, X509_get_subject_name(subject.is_authority ? x509 : x509_));
        X509_gmtime_adj(X509_getm_notBefore(x509), subject.begins_in_days * day);
        X509_gmtime_adj(X509_getm_notAfter(x509), subject.ends_in_days * day);
        X509_set_pubkey(x509, key);
        extend(x509, NID_basic_constraints,
               subject.is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
        if (!subject.names.empty()) extend(x509, NID_subject_alt_name, subject.names);
        ASSERT(X509_sign(x509, key_, EVP_sha256()) > 0);
        return x509;
    }

    static std::string text_of(BIO* bio) {
        char* data = nullptr;
        const long size = BIO_get_mem_data(bio, &data);
        std::string text(data, static_cast<std::size_t>(size));
        BIO_free(bio);
        return text;
    }
    static std::string pem_of(X509* x509) {
        BIO* const bio = BIO_new(BIO_s_mem());
        ASSERT(PEM_write_bio_X509(bio, x509) == 1);
        return text_of(bio);
    }
    static std::string pem_of(EVP_PKEY* key) {
        BIO* const bio = BIO_new(BIO_s_mem());
        ASSERT(PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
        return text_of(bio);
    }

    EVP_PKEY* key_;
    X509* x509_;
};

inline Context server_context(const Identity& identity) {
    auto made = Context::server(core::as_bytes(identity.certificate), core::as_bytes(identity.key));
    ASSERT(made);
    return *std::move(made);
}

inline Context client_context(const Signer& signer) {
    auto made =
        Context::client(core::as_bytes(signer.certificate()), Context::SystemTrust::ignored);
    ASSERT(made);
    return *std::move(made);
}

}  // namespace native::tls::testing
