// DTLS 1.2 by OpenSSL as a machine of datagrams: one comes in, some go out, and there is a
// deadline. Rules DT2–DT6, spec/webrtc-body.md.
//
// After receive() take next_packet() until there is none: it decrypts in place of the datagram that
// came. What is to be sent is handed to the sink at once, one datagram at a time; the sink must not
// call back into the session. The clock of what is sent again is OpenSSL's own, which is asked only
// how long it takes.
#pragma once

#include <openssl/bio.h>
#include <openssl/types.h>
#include <functional>
#include <memory>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "native/webrtc/certificate.h"
#include "net/webrtc/channels.h"

namespace native::webrtc {

using net::webrtc::DtlsRole;

// Of a datagram without IP and UDP: less than any path of today carries.
inline constexpr std::size_t dtls_datagram_size_max = 1200;
// Header, nonce and tag of a record of AES-GCM.
inline constexpr std::size_t dtls_overhead_max = 13 + 8 + 16;
inline constexpr std::size_t dtls_packet_size_max = dtls_datagram_size_max - dtls_overhead_max;

enum class DtlsEndReason : std::uint8_t {
    closed,             // Here or there.
    failed,             // The other end refused, or does not speak DTLS as we do.
    silence,            // It answered no more.
    certificate_wrong,  // Not the one whose hash was expected.
};

// What the sessions of one certificate share.
class DtlsContext {
public:
    struct Options {
        // How long to wait for an answer before a flight is sent again. Doubles each time.
        core::Duration first_retry = std::chrono::milliseconds{400};
    };

    explicit DtlsContext(const Certificate& certificate) : DtlsContext(certificate, Options{}) {}
    DtlsContext(const Certificate& certificate, const Options& options);
    ~DtlsContext();
    DtlsContext(const DtlsContext&) = delete;
    DtlsContext& operator=(const DtlsContext&) = delete;

    [[nodiscard]] const net::webrtc::CertificateHash& hash() const { return hash_; }

private:
    friend class DtlsSession;
    friend unsigned int retry_after(SSL* session, unsigned int previous_us);

    Options options_;
    net::webrtc::CertificateHash hash_;
    SSL_CTX* context_;
    BIO_METHOD* datagram_method_;
    core::Buffer scratch_;
};

class DtlsSession {
public:
    using Sink = std::function<void(core::Bytes)>;
    enum class State : std::uint8_t { handshaking, up, ended };

    // A client sends its first flight now, and accepts only the server with that hash, if it is
    // told one.
    DtlsSession(DtlsContext& context, DtlsRole role, Sink sink,
                std::optional<net::webrtc::CertificateHash> expected = std::nullopt);
    ~DtlsSession();
    DtlsSession(const DtlsSession&) = delete;
    DtlsSession& operator=(const DtlsSession&) = delete;

    void receive(core::Bytes datagram);
    // Valid until the next call of any session of the context.
    [[nodiscard]] std::optional<core::Bytes> next_packet();
    // One datagram; at most dtls_packet_size_max, and only when up.
    void send(core::Bytes packet);
    void close();

    void expire();
    // How long from now.
    [[nodiscard]] std::optional<core::Duration> expires_in() const;

    [[nodiscard]] State state() const { return state_; }
    // When ended.
    [[nodiscard]] DtlsEndReason end_reason() const { return end_reason_; }
    // When up.
    [[nodiscard]] const net::webrtc::CertificateHash& peer_hash() const { return peer_hash_; }

private:
    friend int write_datagram(BIO* bio, const char* data, int size);

    void handshake();
    void look_at_peer();
    void end(DtlsEndReason reason);
    void end_by_error(int error);
    void say_goodbye(DtlsEndReason reason);

    DtlsContext& context_;
    Sink sink_;
    std::optional<net::webrtc::CertificateHash> expected_;
    SSL* session_;
    BIO* incoming_;  // Owned by the session.
    State state_ = State::handshaking;
    DtlsEndReason end_reason_ = DtlsEndReason::closed;
    net::webrtc::CertificateHash peer_hash_;
};

}  // namespace native::webrtc
