// libp2p's ping, /ipfs/ping/1.0.0: one side sends 32 random bytes, the other sends them back.
//
// Pinger and Responder are the two ends of one stream. They are the smallest complete machines of
// the brain, and the pattern for all others: docs/machines.md explains them line by line. Drive
// them as every StreamMachine: core/base/machine.h. Rules: PG1–PG8, spec/ping.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/machine.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/timers.h"
#include "core/base/trace.h"
#include "core/base/variant.h"

namespace net::ping {

inline constexpr std::string_view protocol = "/ipfs/ping/1.0.0";
inline constexpr std::size_t payload_size = 32;

enum class EndReason : std::uint8_t {
    completed,
    silence,
    wrong_echo,
    peer_not_reading,
    stream_ended,
};
inline constexpr std::size_t end_reason_count =
    static_cast<std::size_t>(EndReason::stream_ended) + 1;
std::string_view describe(EndReason reason);
// What the user can do about it: a sentence.
std::string_view advice(EndReason reason);

struct RoundTrip {
    std::uint32_t number;  // Counted from 1.
    core::Duration took;
};
struct Ended {
    EndReason reason;
};
using Event = core::Variant<RoundTrip, Ended>;

// For people.
std::string describe(const Event& event);
// For the trace: without the time a round trip took.
void record(core::Trace& trace, const Event& event);

// [states]
// The end that asks. States: it waits for an echo (the timer `patience` runs), or rests until the
// next ping (`interval` runs), or has ended (none runs, nothing is sent, input is ignored).
class Pinger {
    // [/states]
public:
    using Event = ping::Event;

    struct Options {
        std::uint32_t count = 0;  // Pings to send; 0 means until somebody ends the stream.
        core::Duration interval = std::chrono::seconds{15};
        core::Duration patience = std::chrono::seconds{10};
    };

    // The payloads are no secret, so chance is enough. The first ping waits to be sent at once.
    Pinger(const Options& options, core::Seed seed, core::Instant now);

    void receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    [[nodiscard]] core::Bytes outgoing() const;
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return state_ == State::ended; }

private:
    enum class State : std::uint8_t { waiting, resting, ended };
    enum class Timer : std::uint8_t { patience, interval };

    void send_ping(core::Instant now);
    void complete_ping(core::Instant now);
    void finish(EndReason reason);
    void tell(Event event);

    Options options_;
    core::Prng prng_;
    State state_ = State::resting;
    std::array<std::byte, payload_size> payload_{};
    std::size_t sent_size_ = payload_size;
    std::size_t echoed_size_ = 0;
    std::uint32_t number_ = 0;
    core::Instant sent_at_;
    core::Timers<Timer, 2> timers_;
    core::Queue<Event> events_;
};

// The end that answers.
class Responder {
public:
    using Event = ping::Event;

    struct Options {
        core::Duration silence_max = std::chrono::seconds{60};
        // Echoes that wait because the peer does not read. An honest one may send many pings at
        // once, and a driver may hand over a few pieces of them while it is busy sending.
        std::size_t unsent_size_max = 4 * core::receive_size_max;
    };

    Responder(const Options& options, core::Instant now);

    void receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    [[nodiscard]] core::Bytes outgoing() const;
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return ended_; }

private:
    enum class Timer : std::uint8_t { silence };

    void finish(EndReason reason);

    Options options_;
    core::Buffer echo_;  // Whole payloads first, then the part of one that has arrived.
    std::size_t partial_size_ = 0;
    bool ended_ = false;
    core::Timers<Timer, 1> timers_;
    core::Queue<Event> events_;
};

}  // namespace net::ping
