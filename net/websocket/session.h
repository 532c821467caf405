// Session is one end of a WebSocket that carries a byte stream, from the first byte of the
// handshake to the last of the close frame. Drive it as a ByteMuxer's lower half
// (net/base/muxer.h):
//
//     session.receive(bytes, now);                  // when there are no events left; the bytes
//     while (auto event = session.next_event(scratch, now)) …    // live until there are none again
//     send session.outgoing(), tell session.consume() how much of it went
//     arm a timer for session.deadline(), call session.expire() when it is reached
//
// Input is read in place, as events are taken: what no event has told has not happened, and views
// in an event are valid until the next call that is not const. A server's payloads come with masks
// and are unmasked into `scratch`, memory that the caller lends to all its sessions; a client's
// scratch may be empty.
//
// Whoever writes asks room() first, and either write()s bytes it has or prepare()s memory in the
// outgoing buffer, fills it and commits: so a cipher seals in the place from which the socket
// sends. After ended() the driver sends what is left of outgoing() and closes. Rules WS1–WS21,
// spec/websocket.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/base/timers.h"
#include "core/base/variant.h"
#include "net/websocket/end_reason.h"
#include "net/websocket/frame.h"
#include "net/websocket/handshake.h"

namespace net::websocket {

// Above the largest frame of noise with its length.
inline constexpr std::size_t message_size_max = std::size_t{128} * 1024;

// The handshake is done. What a server is told of the request; a client's are empty. None of it
// proves anything: noise does, and nobody is let in for where a page came from.
struct Opened {
    std::string_view path;
    std::string_view host;
    std::string_view origin;
};
struct Received {
    core::Bytes bytes;  // Never empty.
};
using Event = core::Variant<Opened, Received, Ended>;

class Session {
public:
    struct Options {
        core::Duration handshake_patience = std::chrono::seconds{10};
        core::Duration close_patience = std::chrono::seconds{5};
        // A few frames of noise. Enough for one at least, else nothing could be written.
        std::size_t unsent_size_max = std::size_t{256} * 1024;
    };

    // A client, which begins. The seed is for masks, and needs to be no secret.
    Session(const Options& options, const ClientRequest& request, core::Seed mask_seed,
            core::Instant now);
    // A server, which waits.
    Session(const Options& options, core::Instant now);

    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void receive(core::Bytes bytes, core::Instant now);
    [[nodiscard]] std::optional<Event> next_event(core::MutableBytes scratch, core::Instant now);

    // How much can be written as one message; 0 before the handshake, after a close, and when too
    // much waits to be sent.
    [[nodiscard]] std::size_t room() const;
    void write(core::Bytes bytes);
    // Exactly `size` bytes to be filled before anything else is called, and then committed.
    [[nodiscard]] core::MutableBytes prepare(std::size_t size);
    void commit();

    [[nodiscard]] core::Bytes outgoing() const { return core::Bytes(out_).subspan(sent_size_); }
    void consume(std::size_t size);

    // Says goodbye and waits for the peer's.
    void close(core::Instant now);
    // The socket was closed or lost: nothing more comes, nothing more goes.
    void end(core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return state_ == State::ended; }

private:
    enum class State : std::uint8_t { handshaking, open, closing, ended };
    enum class Timer : std::uint8_t { handshake, close };
    using Outcome = std::expected<void, Ended>;

    void advance_handshake();
    [[nodiscard]] std::expected<std::string_view, Ended> gather_head();
    [[nodiscard]] Outcome judge(std::string_view head);
    [[nodiscard]] Outcome judge_request(std::string_view head);
    [[nodiscard]] Outcome judge_answer(std::string_view head);

    void handle(const ControlFrame& frame);
    void handle_close(core::Bytes payload);
    void handle(const Violation& violation);

    void append_text(std::string_view text);
    void append_frame(Opcode opcode, core::Bytes payload);
    void append_close(std::uint16_t code);
    core::MutableBytes append_header(Opcode opcode, std::size_t payload_size);
    void send_pong();
    void finish(Ended ended);

    [[nodiscard]] std::size_t unsent_size() const { return out_.size() - sent_size_; }
    [[nodiscard]] Role role() const { return prng_ ? Role::client : Role::server; }

    Options options_;
    State state_ = State::handshaking;
    std::optional<core::Prng> prng_;  // A client's.
    HandshakeKey key_{};              // A client's.
    core::Buffer head_;               // Of the handshake; gone when it has been told.
    FrameReader reader_;
    core::Bytes input_;  // What was received and not read yet.
    std::optional<Opened> opened_;
    std::optional<Ended> ended_;

    core::Buffer out_;  // Of which so much has gone:
    std::size_t sent_size_ = 0;
    std::size_t prepared_size_ = 0;
    MaskKey prepared_mask_{};
    // Of the last ping, until it fits.
    std::array<std::byte, control_size_max> pong_{};
    std::optional<std::size_t> pong_size_;
    std::size_t pong_unsent_size_ = 0;  // What waits up to the end of the last pong.

    core::Timers<Timer, 2> timers_;
};

}  // namespace net::websocket
