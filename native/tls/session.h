// TLS by OpenSSL as a machine of bytes: what came from a socket goes in, what is to be sent comes
// out, and between is the text. Rules TL1–TL11, spec/tls.md.
//
//     session.receive(sealed, now);
//     while (!(text = session.read(room)).empty()) …   // the sealed bytes live until there is none
//     session.write(text)                              // at most room()
//     send session.outgoing(), tell session.consume() how much of it went
//     arm a timer for session.deadline(), call session.expire() when it is reached
//
// Nothing that came is kept but part of a record, and what is to be sent is bounded. After ended()
// the driver sends what is left of outgoing() (an alert says why) and closes. Only the dates of
// certificates are compared with OpenSSL's own clock.
#pragma once

#include <openssl/types.h>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "native/tls/byte_bio.h"
#include "native/tls/context.h"
#include "native/tls/end_reason.h"

namespace native::tls {

// Who must answer: a certificate's name, or its IP address as text.
struct PeerName {
    std::string text;
    bool is_ip;
};

class Session {
public:
    struct Options {
        core::Duration handshake_patience = std::chrono::seconds{10};
        // Of text that may be written before anything was sent: a few records.
        std::size_t unsent_size_max = std::size_t{64} * 1024;
    };

    // A server, which waits.
    Session(const Context& context, const Options& options, core::Instant now);
    // A client, which begins.
    Session(const Context& context, const PeerName& peer, const Options& options,
            core::Instant now);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void receive(core::Bytes sealed);
    // Fills the room with text as far as there is any.
    [[nodiscard]] core::Bytes read(core::MutableBytes room);
    // The stream below has ended.
    void end();

    // How much can be written: 0 unless the handshake is done and nothing waits to be sent.
    [[nodiscard]] std::size_t room() const;
    void write(core::Bytes text);
    // Says goodbye, and ends.
    void close();

    [[nodiscard]] core::Bytes outgoing() const { return ends_.output.view().subspan(sent_size_); }
    void consume(std::size_t size);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // Whether the handshake is done.
    [[nodiscard]] bool is_up() const { return state_ == State::up; }
    [[nodiscard]] const std::optional<EndReason>& ended() const { return end_; }

private:
    enum class State : std::uint8_t { handshaking, up, ended };
    struct Deleter {
        void operator()(SSL* session) const;
    };

    void begin(const Context& context);
    void shake_hands();
    void fail(int result);
    void finish(EndReason reason);

    Options options_;
    core::Instant patience_end_;
    State state_ = State::handshaking;
    std::optional<EndReason> end_;
    ByteEnds ends_;
    std::size_t sent_size_ = 0;  // Of the output.
    std::shared_ptr<BIO_METHOD> method_;
    std::unique_ptr<SSL, Deleter> session_;
};

}  // namespace native::tls
