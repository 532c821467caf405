// IceDialer is the client's side of webrtc-direct's ICE: it checks the one address it was told
// until an answer comes, nominates it, and then asks for consent for as long as the connection
// lives. Rules IL15–IL19, spec/webrtc.md.
//
// Drive it as IceLite, with the same events; there is one session, number 1. DTLS may begin with
// SessionBegan.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/prng.h"
#include "core/base/timers.h"
#include "net/webrtc/ice_lite.h"

namespace net::webrtc {

class IceDialer {
public:
    static constexpr SessionId session{1};

    struct Options {
        std::size_t datagram_size_max = 1500;
        core::Duration first_retry = std::chrono::milliseconds{100};  // Doubles up to
        core::Duration retry_max = std::chrono::milliseconds{1600};
        core::Duration patience = std::chrono::seconds{10};  // For the first answer.
        core::Duration consent_interval = std::chrono::seconds{5};
        core::Duration consent_max = std::chrono::seconds{30};
    };

    // Transactions are drawn from the seed, which therefore must be random: who guesses them can
    // answer for the server, though not as DTLS goes on.
    IceDialer(const Options& options, const Credentials& credentials, const UdpAddress& server,
              core::Seed seed, core::Instant now);

    void receive(core::Bytes datagram, const UdpAddress& from, core::Instant now);
    void expire(core::Instant now);

    [[nodiscard]] std::optional<IceEvent> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return state_ == State::ended; }
    [[nodiscard]] const DroppedCounts& dropped() const { return dropped_; }

private:
    enum class State : std::uint8_t { checking, connected, ended };
    enum class Timer : std::uint8_t { check, silence };

    void send_check(core::Instant now);
    void receive_stun(core::Bytes datagram, core::Instant now);
    void use_answer(const StunMessage& answer, core::Instant now);
    void answer(const StunMessage& check);
    void tell(IceEvent event);
    void drop(Dropped why) { ++dropped_[static_cast<std::size_t>(why)]; }

    Options options_;
    Credentials credentials_;
    UdpAddress server_;
    core::Prng prng_;
    std::uint64_t tie_breaker_;
    StunTransaction transaction_;  // Of the last check.
    core::Duration retry_;
    State state_ = State::checking;
    core::Timers<Timer, 2> timers_;
    DroppedCounts dropped_{};
    core::Queue<IceEvent> events_{16};
};

}  // namespace net::webrtc
