// The handshake, records, and what OpenSSL says of failures.
#include "native/tls/session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <algorithm>

#include "core/base/assert.h"

namespace native::tls {

namespace {

// A flight with a long chain of certificates fits beside what waits.
constexpr std::size_t answers_size_max = std::size_t{192} * 1024;

EndReason reason_of_verification(long result) {
    switch (result) {
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH: return EndReason::name_wrong;
        case X509_V_ERR_CERT_HAS_EXPIRED: return EndReason::expired;
        case X509_V_ERR_CERT_NOT_YET_VALID: return EndReason::not_yet_valid;
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:  // Somebody has its name, and not its key.
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return EndReason::authority_unknown;
        default: return EndReason::certificate_wrong;
    }
}

EndReason reason_of_error(unsigned long error) {
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) return EndReason::violation;
    const int reason = ERR_GET_REASON(error);
    switch (reason) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_HTTPS_PROXY_REQUEST: return EndReason::not_tls;
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_VERSION_TOO_LOW:
        case SSL_R_NO_SHARED_CIPHER:
        case SSL_R_NO_SUITABLE_KEY_SHARE:
        case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
        case SSL_R_NO_APPLICATION_PROTOCOL:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE: return EndReason::nothing_in_common;
        default: break;
    }
    const bool is_alert = reason >= SSL_AD_REASON_OFFSET;
    return is_alert ? EndReason::refused_by_peer : EndReason::violation;
}

}  // namespace

void Session::Deleter::operator()(SSL* session) const { SSL_free(session); }

Session::Session(const Context& context, const Options& options, core::Instant now)
    : options_(options), patience_end_(now + options.handshake_patience) {
    ASSERT(context.role() == Context::Role::server);
    begin(context);
    SSL_set_accept_state(session_.get());
}

Session::Session(const Context& context, const PeerName& peer, const Options& options,
                 core::Instant now)
    : options_(options), patience_end_(now + options.handshake_patience) {
    ASSERT(context.role() == Context::Role::client && !peer.text.empty());
    begin(context);
    SSL* const session = session_.get();
    SSL_set_connect_state(session);
    X509_VERIFY_PARAM* const wanted = SSL_get0_param(session);
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // A name that can be nobody's is refused here, before anything is sent.
    const bool is_set =
        peer.is_ip ? X509_VERIFY_PARAM_set1_ip_asc(wanted, peer.text.c_str()) == 1
                   : X509_VERIFY_PARAM_set1_host(wanted, peer.text.data(), peer.text.size()) == 1 &&
                         SSL_set_tlsext_host_name(session, peer.text.c_str()) == 1;
    is_set ? shake_hands() : finish(EndReason::name_wrong);
}

void Session::begin(const Context& context) {
    method_ = context.bytes_method_;
    ends_.output_size_max = options_.unsent_size_max + answers_size_max;
    session_.reset(SSL_new(context.context_.get()));
    ASSERT(session_);
    BIO* const bio = make_byte_bio(method_.get(), ends_);
    SSL_set_bio(session_.get(), bio, bio);
}

void Session::receive(core::Bytes sealed) {
    if (state_ == State::ended) return;
    ASSERT(ends_.input.empty());
    ends_.input = sealed;
    if (state_ == State::handshaking) shake_hands();
}

void Session::shake_hands() {
    ERR_clear_error();
    const int result = SSL_do_handshake(session_.get());
    if (result != 1) return fail(result);
    state_ = State::up;
}

core::Bytes Session::read(core::MutableBytes room) {
    std::size_t filled = 0;
    while (state_ == State::up && filled < room.size()) {
        ERR_clear_error();
        std::size_t size = 0;
        const int result =
            SSL_read_ex(session_.get(), room.data() + filled, room.size() - filled, &size);
        if (result == 1) {
            filled += size;
            continue;
        }
        fail(result);
        break;
    }
    return room.first(filled);
}

// Or nothing has failed: more must come first.
void Session::fail(int result) {
    const int error = SSL_get_error(session_.get(), result);
    if (ends_.is_overfull) return finish(EndReason::peer_not_reading);
    if (error == SSL_ERROR_WANT_READ) return;
    if (error == SSL_ERROR_ZERO_RETURN) {
        SSL_shutdown(session_.get());  // Goodbye from here, too.
        return finish(EndReason::closed_by_peer);
    }
    const long verified = SSL_get_verify_result(session_.get());
    if (verified != X509_V_OK) return finish(reason_of_verification(verified));
    finish(reason_of_error(ERR_peek_error()));
}

void Session::end() {
    if (state_ != State::ended) finish(EndReason::cut_off);
}

std::size_t Session::room() const {
    return state_ == State::up && outgoing().empty() ? options_.unsent_size_max : 0;
}

void Session::write(core::Bytes text) {
    ASSERT(text.size() <= room());
    while (state_ == State::up && !text.empty()) {
        ERR_clear_error();
        std::size_t size = 0;
        const int result = SSL_write_ex(session_.get(), text.data(), text.size(), &size);
        if (result != 1) return fail(result);
        text = text.subspan(size);
    }
}

void Session::close() {
    if (state_ == State::ended) return;
    ERR_clear_error();
    if (state_ == State::up) SSL_shutdown(session_.get());
    finish(EndReason::closed_here);
}

void Session::consume(std::size_t size) {
    sent_size_ += size;
    ASSERT(sent_size_ <= ends_.output.size());
    if (sent_size_ < ends_.output.size()) return;
    ends_.output.release();  // An idle connection owns nothing.
    sent_size_ = 0;
}

void Session::expire(core::Instant now) {
    if (state_ == State::handshaking && now >= patience_end_) finish(EndReason::silence);
}

std::optional<core::Instant> Session::deadline() const {
    return state_ == State::handshaking ? std::optional(patience_end_) : std::nullopt;
}

void Session::finish(EndReason reason) {
    ERR_clear_error();
    state_ = State::ended;
    end_ = reason;
    ends_.input = {};
    session_.reset();
}

}  // namespace native::tls
