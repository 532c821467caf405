// libp2p's perf, /perf/1.0.0: uploads, then downloads, and measures both.
//
// Client and Server are the two ends of one stream, driven as every StreamMachine
// (core/base/machine.h); the client is a HalfClosingMachine, for the server answers when the client
// has finished its half. Not for nodes that anybody can reach. Rules PF1–PF8, spec/perf.md.
#pragma once

#include <array>
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

namespace net::perf {

inline constexpr std::string_view protocol = "/perf/1.0.0";
inline constexpr std::size_t request_size = 8;
// As much as is shown to be sent at once.
inline constexpr std::size_t block_size = std::size_t{64} * 1024;

enum class EndReason : std::uint8_t {
    completed,
    silence,
    answered_early,
    too_much,
    ended_early,
};
inline constexpr std::size_t end_reason_count =
    static_cast<std::size_t>(EndReason::ended_early) + 1;
std::string_view describe(EndReason reason);
// What the user can do about it: a sentence.
std::string_view advice(EndReason reason);

// Since the last one, or since the beginning.
struct Progress {
    std::uint64_t uploaded;
    std::uint64_t downloaded;
    core::Duration took;
};
struct Measured {
    std::uint64_t uploaded;
    core::Duration upload_took;
    std::uint64_t downloaded;
    core::Duration download_took;
};
struct Ended {
    EndReason reason;
};
using Event = core::Variant<Progress, Measured, Ended>;

// For people.
std::string describe(const Event& event);
// For the trace: without times, and without progress, which depends on them.
void record(core::Trace& trace, const Event& event);

struct ClientOptions {
    std::uint64_t upload_size = 0;
    std::uint64_t download_size = 0;
    core::Duration progress_interval = std::chrono::seconds{1};
    core::Duration silence_max = std::chrono::seconds{30};
};

// States: it sends (the request, then zeros), it hears, or it has ended.
class Client {
public:
    using Event = perf::Event;
    using Options = ClientOptions;

    Client(const Options& options, core::Instant now);

    void receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    [[nodiscard]] core::Bytes outgoing() const;
    void consume(std::size_t size);
    [[nodiscard]] bool finished_sending() const { return state_ != State::sending; }
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return state_ == State::ended; }

private:
    enum class State : std::uint8_t { sending, hearing, ended };
    enum class Timer : std::uint8_t { progress, silence };

    void tell_progress(core::Instant now);
    [[nodiscard]] std::uint64_t uploaded() const { return options_.upload_size - upload_left_; }
    void finish(EndReason reason);
    void tell(Event event);

    Options options_;
    State state_ = State::sending;
    std::array<std::byte, request_size> request_{};
    std::size_t request_sent_size_ = 0;
    std::uint64_t upload_left_;
    std::uint64_t downloaded_ = 0;
    core::Instant started_at_;
    std::optional<core::Instant> answered_at_;
    // Of the last progress.
    std::uint64_t told_uploaded_ = 0;
    std::uint64_t told_downloaded_ = 0;
    core::Instant told_at_;
    bool moved_ = false;  // Since the timer of silence was set.
    core::Timers<Timer, 2> timers_;
    core::Queue<Event> events_;
};

// States: it reads, it sends, or it has ended.
class Server {
public:
    using Event = perf::Event;

    struct Options {
        core::Duration silence_max = std::chrono::seconds{30};
    };

    Server(const Options& options, core::Instant now);

    void receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    [[nodiscard]] core::Bytes outgoing() const;
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return state_ == State::ended; }

private:
    enum class State : std::uint8_t { reading, sending, ended };
    enum class Timer : std::uint8_t { silence };

    void finish(EndReason reason);

    Options options_;
    State state_ = State::reading;
    std::array<std::byte, request_size> request_{};
    std::size_t request_filled_ = 0;
    std::uint64_t download_left_ = 0;
    bool moved_ = false;  // Since the timer of silence was set.
    core::Timers<Timer, 1> timers_;
    core::Queue<Event> events_;
};

// So many zeros, as far as the block goes.
[[nodiscard]] core::Bytes zeros(std::uint64_t size);

}  // namespace net::perf
