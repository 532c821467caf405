// Pulse decides when a session pings its peer, learns from the answers how long a round trip
// takes, and notices when nothing at all is heard any more. At most one ping is under way.
//
// Any byte counts as being heard: the answer to a ping may have to wait behind much data.
// Rules: YM22 and YM23, spec/yamux.md.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.h"
#include "core/base/timers.h"

namespace net::yamux {

class Pulse {
public:
    struct Options {
        // The peer is pinged when it was not heard for so long; 0 is never.
        core::Duration keepalive_interval = std::chrono::seconds{30};
        // The session ends when after a ping nothing is heard for so long.
        core::Duration silence_max = std::chrono::seconds{30};
        // While data comes in, the round trip is measured so often; 0 is never.
        core::Duration measure_interval = std::chrono::seconds{10};
    };

    Pulse(const Options& options, core::Instant now);

    void hear(core::Instant now) { heard_at_ = now; }
    // Data comes in that makes it worth to know the round trip.
    void want_measure(core::Instant now);
    // False when no such ping is under way.
    [[nodiscard]] bool answer(std::uint32_t number, core::Instant now);
    // The number of a ping that has to be sent now.
    [[nodiscard]] std::optional<std::uint32_t> take_ping(core::Instant now);
    [[nodiscard]] bool take_silence(core::Instant now);
    void stop() { timers_.stop_all(); }

    [[nodiscard]] std::optional<core::Duration> round_trip() const { return round_trip_; }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }

private:
    enum class Timer : std::uint8_t { keepalive, measure, silence };

    Options options_;
    core::Timers<Timer, 3> timers_;
    core::Instant heard_at_;
    core::Instant pinged_at_;
    std::optional<core::Duration> round_trip_;
    std::uint32_t number_ = 0;  // Of the last ping.
    bool is_pinging_ = false;
};

}  // namespace net::yamux
