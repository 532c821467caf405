// Reconciler is one end of a session in which two replicas find out how they differ. The opener
// says its root, and with it as much as is likely to settle the matter in one answer:
//
//   - all of its ids, if they are few: of an index of frontiers that is a version vector,
//   - what changed since a root that both had, if it remembers one,
//   - the first symbols of its sketch otherwise, as many as the differences it expects take,
//   - ranges' fingerprints, if it does not trust the peer.
//
// The answerer says that the roots are equal; or what it found out, which is all; or asks for more
// symbols, and tells its estimate, from which the opener knows how many; or begins with ranges,
// which always come to an end. Both then tell the same differences, seen from either side (rules
// SY1–SY12, spec/sync.md). A session that told them is no proof that they are all: that the next
// one finds equal roots is.
//
// The ends take turns: every message of one is answered by one of the other. Drive it as every
// StreamMachine. The index outlives it, and may change meanwhile: what changes may be told or not.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/machine.h"
#include "core/base/queue.h"
#include "core/base/timers.h"
#include "core/base/variant.h"
#include "core/sync/answerer.h"
#include "core/sync/opener.h"

namespace core::sync {

inline constexpr std::string_view protocol = "/selvage/sync/1";

// States: it waits for the peer's next message (the timer `patience` runs, and `session` since the
// beginning), or has ended (none runs, input is ignored).
class Reconciler {
public:
    using Event = sync::Event;

    struct Options {
        // From one message of the peer's to the next, however its bytes drip in.
        Duration patience = std::chrono::seconds{10};
        Duration session_max = std::chrono::minutes{10};
    };

    // An opener's first message waits to be sent at once.
    Reconciler(Opener opener, const Options& options, Instant now);
    Reconciler(Answerer answerer, const Options& options, Instant now);

    void receive(Bytes bytes, Instant now);
    void expire(Instant now);
    void end(Instant now);

    [[nodiscard]] Bytes outgoing() const { return Bytes(outgoing_).subspan(sent_size_); }
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return has_ended_; }

private:
    enum class Timer : std::uint8_t { patience, session };

    Reconciler(Variant<Opener, Answerer> side, const Options& options, Instant now);

    // The next whole message of what came; nothing if it is not there yet.
    [[nodiscard]] Result<std::optional<Message>> next_message();
    void follow(Step step, Instant now);
    void send(const Message& message);
    void finish(EndReason reason);

    Variant<Opener, Answerer> side_;
    Options options_;
    bool has_ended_ = false;
    Buffer received_;
    Buffer outgoing_;
    std::size_t sent_size_ = 0;
    Timers<Timer, 2> timers_;
    Queue<Event> events_;
};

}  // namespace core::sync
