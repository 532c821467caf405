// Options of OpenSSL, and PEM.
#include "native/tls/context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <algorithm>
#include <vector>

#include "core/base/assert.h"
#include "native/tls/byte_bio.h"

namespace native::tls {

namespace {

struct BioDeleter {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;

struct X509Deleter {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, X509Deleter>;

struct KeyDeleter {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

constexpr std::size_t pem_size_max = std::size_t{4} << 20;  // More than the roots of any system.

// The protocols of RFC 7301 are texts behind their sizes.
constexpr unsigned char alpn_protocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

Bio reader_of(core::Bytes pem) {
    Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    ASSERT(bio);
    return bio;
}

// All that are there; none if anything else stands between.
std::vector<Certificate> certificates_of(core::Bytes pem) {
    std::vector<Certificate> found;
    if (pem.empty() || pem.size() > pem_size_max) return found;
    const Bio bio = reader_of(pem);
    while (X509* const next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
        found.emplace_back(next);
    const bool is_whole = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!is_whole) found.clear();
    return found;
}

// Without this a key that is locked would be asked for at the terminal.
int no_password(char*, int, int, void*) { return -1; }

// Who offers protocols and not ours is refused; who offers none is not.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
    unsigned char* found = nullptr;
    const int outcome = SSL_select_next_proto(&found, chosen_size, alpn_protocols,
                                              sizeof(alpn_protocols), offered, offered_size);
    *chosen = found;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

void Context::Deleter::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

Context::Context(Role role)
    : role_(role), context_(SSL_CTX_new(TLS_method())), bytes_method_(make_byte_method()) {
    ASSERT(context_);
    SSL_CTX* const context = context_.get();
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    const bool is_configured = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                               SSL_CTX_set_num_tickets(context, 0) == 1 &&
                               SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
    ASSERT(is_configured);
}

std::expected<Context, std::string> Context::server(core::Bytes chain, core::Bytes key) {
    const std::vector<Certificate> certificates = certificates_of(chain);
    if (certificates.empty()) return std::unexpected("no certificate chain in PEM");
    if (key.empty() || key.size() > pem_size_max) return std::unexpected("no key in PEM");
    const std::unique_ptr<EVP_PKEY, KeyDeleter> private_key(
        PEM_read_bio_PrivateKey(reader_of(key).get(), nullptr, no_password, nullptr));
    ERR_clear_error();
    if (!private_key) return std::unexpected("no key in PEM, or one with a password");
    Context made(Role::server);
    SSL_CTX* const context = made.context_.get();
    bool is_taken = SSL_CTX_use_certificate(context, certificates[0].get()) == 1 &&
                    SSL_CTX_use_PrivateKey(context, private_key.get()) == 1;
    for (std::size_t i = 1; i < certificates.size() && is_taken; ++i)
        is_taken = SSL_CTX_add1_chain_cert(context, certificates[i].get()) == 1;
    ERR_clear_error();
    if (!is_taken) return std::unexpected("the key is not that of the first certificate");
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    return made;
}

std::expected<Context, std::string> Context::client(core::Bytes authorities, SystemTrust trust) {
    Context made(Role::client);
    SSL_CTX* const context = made.context_.get();
    if (trust == SystemTrust::used && SSL_CTX_set_default_verify_paths(context) != 1)
        return std::unexpected("the system's certificates cannot be read");
    const std::vector<Certificate> roots = certificates_of(authorities);
    if (roots.empty() && !authorities.empty())
        return std::unexpected("no certificates of authorities in PEM");
    for (const Certificate& root : roots) {
        const bool is_added = X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root.get()) == 1;
        ASSERT(is_added);
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    ERR_clear_error();
    const int refused = SSL_CTX_set_alpn_protos(context, alpn_protocols, sizeof(alpn_protocols));
    ASSERT(refused == 0);
    return made;
}

}  // namespace native::tls
