// Made, saved and loaded by OpenSSL, whose failures here are bugs or a dying host.
#include "native/webrtc/certificate.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <array>

#include "core/base/assert.h"
#include "native/platform/random.h"

namespace native::webrtc {
namespace {

// Browsers look at the fingerprint and at nothing else of it, and an address should last.
constexpr long lifetime_days = 100L * 365;
constexpr long days_before = 1;  // For clocks that are behind.
constexpr long seconds_per_day = 86'400;

struct BioDeleter {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;

bool is_p256(EVP_PKEY* key) {
    std::array<char, 32> name{};
    std::size_t size = 0;
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
           EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) == 1 &&
           std::string_view(name.data(), size) == "prime256v1";
}

}  // namespace

void KeyDeleter::operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
void X509Deleter::operator()(X509* certificate) const { X509_free(certificate); }

net::webrtc::CertificateHash hash_of(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    ASSERT(size > 0);
    const auto hash =
        core::crypto::sha256(std::as_bytes(std::span(der, static_cast<std::size_t>(size))));
    OPENSSL_free(der);
    return hash;
}

Certificate Certificate::make() {
    Certificate made(EVP_EC_gen("P-256"), X509_new());
    ASSERT(made.key_ && made.x509_);
    X509* const x509 = made.x509_.get();
    std::array<std::byte, 8> random;
    fill_random(random);
    random[0] = (random[0] & std::byte{0x7f}) | std::byte{1};
    std::uint64_t serial = 0;
    for (const std::byte byte : random) serial = serial << 8 | std::to_integer<std::uint64_t>(byte);
    X509_NAME* const name = X509_get_subject_name(x509);
    const auto* const common_name = reinterpret_cast<const unsigned char*>("WebRTC");
    const bool filled =
        X509_set_version(x509, X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), serial) == 1 &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
        X509_set_issuer_name(x509, name) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(x509), -days_before * seconds_per_day) != nullptr &&
        X509_gmtime_adj(X509_getm_notAfter(x509), lifetime_days * seconds_per_day) != nullptr &&
        X509_set_pubkey(x509, made.key()) == 1 && X509_sign(x509, made.key(), EVP_sha256()) > 0;
    ASSERT(filled);
    return made;
}

std::optional<Certificate> Certificate::from_pem(core::Bytes pem) {
    constexpr std::size_t pem_size_max = std::size_t{16} * 1024;  // Ours takes less than one.
    if (pem.empty() || pem.size() > pem_size_max) return std::nullopt;
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    ASSERT(bio);
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr);
    X509* const x509 = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
    Certificate read(key, x509);
    if (!key || !x509 || !is_p256(key) || X509_check_private_key(x509, key) != 1)
        return std::nullopt;
    return read;
}

core::Buffer Certificate::to_pem() const {
    const Bio bio(BIO_new(BIO_s_mem()));
    const bool written =
        bio &&
        PEM_write_bio_PrivateKey(bio.get(), key(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
        PEM_write_bio_X509(bio.get(), x509()) == 1;
    ASSERT(written);
    const char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    const core::Bytes pem = core::as_bytes({data, static_cast<std::size_t>(size)});
    return {pem.begin(), pem.end()};
}

}  // namespace native::webrtc
