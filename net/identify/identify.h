// libp2p's identify and identify/push: one end of a stream says who it is, the other reads it.
//
// Sender and Receiver are stream machines: core/base/machine.h. Which end is which depends on the
// protocol: the peer that opened /ipfs/id/1.0.0 receives, the one that opened push sends. Rules
// IY1–IY13, spec/identify.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/base/machine.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/timers.h"
#include "core/base/trace.h"
#include "core/base/variant.h"
#include "core/codec/peer_record.h"
#include "net/identify/identity.h"

namespace net::identify {

inline constexpr std::string_view protocol = "/ipfs/id/1.0.0";
inline constexpr std::string_view push_protocol = "/ipfs/id/push/1.0.0";

enum class EndReason : std::uint8_t {
    completed,
    silence,
    ended_early,
    malformed,
    limit_exceeded,  // Of the sender too: it had more to say than may be sent.
    key_wrong,       // Not the key of the connected peer.
    record_wrong,    // Not a signed record of the connected peer.
};
std::string_view describe(EndReason reason);

struct Identified {
    Identity identity;
    // What the peer has signed; it then stands for the listen addresses.
    std::optional<core::codec::PeerRecord> record;
};
struct Ended {
    EndReason reason;
};
using Event = core::Variant<Identified, Ended>;

// For people.
std::string describe(const Event& event);
void record(core::Trace& trace, const Event& event);

// Has ended from the beginning, with its bytes left to send.
class Sender {
public:
    using Event = identify::Event;

    explicit Sender(const Identity& identity);

    void receive(core::Bytes, core::Instant) {}
    void expire(core::Instant) {}
    void end(core::Instant) {}

    [[nodiscard]] core::Bytes outgoing() const { return core::Bytes(stream_).subspan(sent_size_); }
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return std::nullopt; }
    [[nodiscard]] bool ended() const { return true; }

private:
    core::Buffer stream_;
    std::size_t sent_size_ = 0;
    core::Queue<Event> events_;
};

// Reads until the sender has finished, then tells all of it at once and ends.
class Receiver {
public:
    using Event = identify::Event;

    struct Options {
        core::Duration patience = std::chrono::seconds{10};
    };

    // The peer is the one that the connection has proven.
    Receiver(const Options& options, const core::codec::PeerId& peer, core::Instant now);

    void receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    [[nodiscard]] core::Bytes outgoing() const { return {}; }
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return ended_; }

private:
    enum class Timer : std::uint8_t { patience };
    enum class Progress : std::uint8_t { went_on, needs_more, failed };

    Progress read_message();
    void conclude();
    void finish(EndReason reason);

    core::codec::PeerId peer_;
    core::Buffer unread_;  // The beginning of a message.
    std::size_t received_size_ = 0;
    std::size_t message_count_ = 0;
    IdentityReader reader_;
    bool ended_ = false;
    core::Timers<Timer, 1> timers_;
    core::Queue<Event> events_;
};

}  // namespace net::identify
