// OpenSSL between a memory BIO, which holds one datagram, and one of our own, whose every write is
// one.
#include "native/webrtc/dtls_session.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/time.h>

#include "core/base/assert.h"
#include "core/base/reader.h"

namespace native::webrtc {
namespace {

// The largest record.
constexpr std::size_t packet_size_max = std::size_t{16} * 1024;
constexpr core::Duration retry_max = std::chrono::seconds{6};

// Certificates prove nothing here: their hashes go into noise's prologue.
int accept_any(int, X509_STORE_CTX*) { return 1; }

long control_datagram(BIO*, int command, long, void*) {
    switch (command) {
        case BIO_CTRL_FLUSH: return 1;
        case BIO_CTRL_DGRAM_QUERY_MTU:
        case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
        case BIO_CTRL_DGRAM_GET_MTU: return dtls_datagram_size_max;
        case BIO_CTRL_DGRAM_SET_MTU: return dtls_datagram_size_max;
        default: return 0;
    }
}

// Of AES-GCM, beside what is encrypted: a nonce and a tag. There are no other ciphers here.
constexpr std::size_t record_overhead = 8 + 16;

// OpenSSL 3.0 reads nothing any more once it was given an encrypted record that is shorter than
// that, which anybody can send who knows both addresses.
bool breaks_openssl(core::Bytes datagram) {
    core::Reader reader(datagram);
    while (true) {
        const auto type = reader.u8();
        const auto version = reader.u16_be();
        const auto epoch = reader.u16_be();
        const auto sequence = reader.take(6);
        const auto size = reader.u16_be();
        if (!type || !version || !epoch || !sequence || !size) return false;
        if (*epoch > 0 && *size < record_overhead) return true;
        if (!reader.take(*size)) return false;
    }
}

int create_datagram(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

}  // namespace

// A memory BIO would join what is written; here each write is a datagram.
int write_datagram(BIO* bio, const char* data, int size) {
    auto* const session = static_cast<DtlsSession*>(BIO_get_data(bio));
    session->sink_(core::as_bytes({data, static_cast<std::size_t>(size)}));
    return size;
}

unsigned int retry_after(SSL* session, unsigned int previous_us) {
    const auto* const context =
        static_cast<DtlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)));
    if (previous_us == 0) return static_cast<unsigned int>(context->options_.first_retry.count());
    return std::min(previous_us * 2, static_cast<unsigned int>(retry_max.count()));
}

DtlsContext::DtlsContext(const Certificate& certificate, const Options& options)
    : options_(options),
      hash_(certificate.hash()),
      context_(SSL_CTX_new(DTLS_method())),
      datagram_method_(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams")),
      scratch_(packet_size_max) {
    ASSERT(context_ && datagram_method_);
    BIO_meth_set_write(datagram_method_, write_datagram);
    BIO_meth_set_ctrl(datagram_method_, control_datagram);
    BIO_meth_set_create(datagram_method_, create_datagram);
    SSL_CTX_set_app_data(context_, this);
    SSL_CTX_set_options(context_, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                      SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
    const bool configured = SSL_CTX_set_min_proto_version(context_, DTLS1_2_VERSION) == 1 &&
                            SSL_CTX_set_max_proto_version(context_, DTLS1_2_VERSION) == 1 &&
                            SSL_CTX_set_cipher_list(context_, "ECDHE+AESGCM") == 1 &&
                            SSL_CTX_use_certificate(context_, certificate.x509()) == 1 &&
                            SSL_CTX_use_PrivateKey(context_, certificate.key()) == 1;
    ASSERT(configured);
}

DtlsContext::~DtlsContext() {
    SSL_CTX_free(context_);
    BIO_meth_free(datagram_method_);
}

DtlsSession::DtlsSession(DtlsContext& context, DtlsRole role, Sink sink,
                         std::optional<net::webrtc::CertificateHash> expected)
    : context_(context),
      sink_(std::move(sink)),
      expected_(expected),
      session_(SSL_new(context.context_)),
      incoming_(BIO_new(BIO_s_mem())) {
    BIO* const outgoing = BIO_new(context.datagram_method_);
    ASSERT(session_ && incoming_ && outgoing);
    BIO_set_data(outgoing, this);
    BIO_set_mem_eof_return(incoming_, -1);
    SSL_set_bio(session_, incoming_, outgoing);
    SSL_set_mtu(session_, dtls_datagram_size_max);
    DTLS_set_timer_cb(session_, retry_after);
    if (role == DtlsRole::server) {
        SSL_set_accept_state(session_);
    } else {
        SSL_set_connect_state(session_);
        handshake();
    }
}

DtlsSession::~DtlsSession() { SSL_free(session_); }

void DtlsSession::receive(core::Bytes datagram) {
    if (state_ == State::ended || datagram.empty() || breaks_openssl(datagram)) return;
    // What an earlier datagram left is of no use behind this one's beginning.
    (void)BIO_reset(incoming_);
    const int written = BIO_write(incoming_, datagram.data(), static_cast<int>(datagram.size()));
    ASSERT(written == static_cast<int>(datagram.size()));
    if (state_ == State::handshaking) handshake();
}

void DtlsSession::handshake() {
    ERR_clear_error();
    const int result = SSL_do_handshake(session_);
    if (result == 1) return look_at_peer();
    end_by_error(SSL_get_error(session_, result));
}

void DtlsSession::end_by_error(int error) {
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return;
    end(error == SSL_ERROR_ZERO_RETURN ? DtlsEndReason::closed : DtlsEndReason::failed);
}

void DtlsSession::end(DtlsEndReason reason) {
    if (state_ == State::ended) return;
    state_ = State::ended;
    end_reason_ = reason;
}

void DtlsSession::look_at_peer() {
    X509* const certificate = SSL_get0_peer_certificate(session_);
    if (!certificate) return end(DtlsEndReason::failed);
    peer_hash_ = hash_of(certificate);
    if (expected_ && *expected_ != peer_hash_) return say_goodbye(DtlsEndReason::certificate_wrong);
    state_ = State::up;
}

std::optional<core::Bytes> DtlsSession::next_packet() {
    if (state_ != State::up) return std::nullopt;
    ERR_clear_error();
    const int size =
        SSL_read(session_, context_.scratch_.data(), static_cast<int>(packet_size_max));
    if (size > 0) return core::Bytes(context_.scratch_).first(static_cast<std::size_t>(size));
    end_by_error(SSL_get_error(session_, size));
    return std::nullopt;
}

void DtlsSession::send(core::Bytes packet) {
    if (state_ != State::up || packet.empty()) return;
    ASSERT(packet.size() <= dtls_packet_size_max);
    ERR_clear_error();
    const int size = SSL_write(session_, packet.data(), static_cast<int>(packet.size()));
    if (size <= 0) end(DtlsEndReason::failed);
}

void DtlsSession::close() { say_goodbye(DtlsEndReason::closed); }

void DtlsSession::say_goodbye(DtlsEndReason reason) {
    if (state_ == State::ended) return;
    ERR_clear_error();
    if (SSL_is_init_finished(session_)) SSL_shutdown(session_);
    end(reason);
}

void DtlsSession::expire() {
    if (state_ == State::ended) return;
    ERR_clear_error();
    if (DTLSv1_handle_timeout(session_) < 0) end(DtlsEndReason::silence);
}

std::optional<core::Duration> DtlsSession::expires_in() const {
    timeval left{};
    if (state_ == State::ended || DTLSv1_get_timeout(session_, &left) != 1) return std::nullopt;
    return core::Duration(std::chrono::seconds{left.tv_sec}) +
           std::chrono::microseconds{left.tv_usec};
}

}  // namespace native::webrtc
