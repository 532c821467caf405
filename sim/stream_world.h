// StreamWorld joins two stream machines by two wires and lets virtual time pass: it is the
// simulator's driver, as native/asio/stream_driver.h is the operating system's.
//
// Time jumps to whatever happens next. When two things happen at once the left end goes first, then
// arrivals before deadlines: the order must not depend on anything but the seed.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/assert.h"
#include "core/base/machine.h"
#include "sim/run.h"
#include "sim/wire.h"

namespace sim {

template <core::StreamMachine Left, core::StreamMachine Right>
class StreamWorld {
public:
    // No run of two machines needs more; one that does goes in circles.
    static constexpr std::uint64_t steps_max = 100'000;

    StreamWorld(Run& run, const WireOptions& options, Left& left, Right& right)
        : run_(run),
          left_{left, "left", {options, run.prng().fork(), run.faults()}},
          right_{right, "right", {options, run.prng().fork(), run.faults()}} {}

    [[nodiscard]] core::Instant now() const { return now_; }

    // Runs until nothing can happen any more, or past the given time. The observer is called with
    // every event: on_event(end's name, event).
    template <class OnEvent>
    void run_until(core::Instant last, OnEvent&& on_event) {
        settle(on_event);
        while (const auto next = next_time()) {
            if (*next > last) break;
            ASSERT(*next >= now_);
            if (run_.steps() >= steps_max) break;
            now_ = std::max(now_, *next);
            arrive(left_, right_);
            arrive(right_, left_);
            expire(left_);
            expire(right_);
            settle(on_event);
        }
        run_.check("finite", run_.steps() < steps_max, "the machines go round in circles");
    }

    // Both ends learn that the stream is gone.
    void cut() {
        if (std::exchange(cut_, true)) return;
        count(run_.faults(), Fault::cut);
        end(left_);
        end(right_);
    }

    // The stream dies without telling anybody.
    void vanish() {
        vanished_ = true;
        left_.wire.vanish();
        right_.wire.vanish();
    }

private:
    template <class Machine>
    struct End {
        Machine& machine;
        std::string_view name;
        Wire wire;  // For what this end sends.
        bool closed = false;
    };

    std::optional<core::Instant> next_time() const {
        std::optional<core::Instant> next;
        const auto consider = [&](std::optional<core::Instant> when) {
            if (when && (!next || *when < *next)) next = std::max(*when, now_);
        };
        if (!cut_) {
            consider(left_.wire.next_arrival());
            consider(right_.wire.next_arrival());
        }
        consider(left_.machine.deadline());
        consider(right_.machine.deadline());
        return next;
    }

    template <class From, class To>
    void arrive(End<From>& from, End<To>& to) {
        while (!cut_) {
            const auto bytes = from.wire.deliver(now_);
            if (!bytes) break;
            run_.step(now_, to.name, "receives", *bytes);
            to.machine.receive(*bytes, now_);
        }
    }

    template <class Machine>
    void expire(End<Machine>& end) {
        const auto deadline = end.machine.deadline();
        if (!deadline || *deadline > now_) return;
        run_.step(now_, end.name, "expires", {});
        end.machine.expire(now_);
        const auto after = end.machine.deadline();
        ASSERT(!after || *after > now_);  // Else time would stand still.
    }

    template <class Machine>
    void end(End<Machine>& end) {
        run_.step(now_, end.name, "loses the stream", {});
        end.machine.end(now_);
    }

    // What every driver does after every call: send, take events, note who is done.
    template <class OnEvent>
    void settle(OnEvent& on_event) {
        settle_end(left_, on_event);
        settle_end(right_, on_event);
        if (!cut_ && (close_if_done(left_, right_) || close_if_done(right_, left_))) {
            settle_end(left_, on_event);
            settle_end(right_, on_event);
        }
    }

    // [settle]
    template <class Machine, class OnEvent>
    void settle_end(End<Machine>& end, OnEvent& on_event) {
        while (!cut_) {
            const std::size_t size = end.wire.accept(end.machine.outgoing(), now_);
            if (size == 0) break;
            run_.step(now_, end.name, "sends", end.machine.outgoing().first(size));
            end.machine.consume(size);
        }
        while (const auto event = end.machine.next_event()) {
            run_.step(now_, end.name, describe(*event), {});
            on_event(end.name, *event);
        }
    }
    // [/settle]

    // An end that is done closes the stream, and the other learns of it when all has arrived.
    template <class Done, class Other>
    bool close_if_done(End<Done>& done, End<Other>& other) {
        if (vanished_ || done.closed || !done.machine.ended()) return false;
        if (!done.machine.outgoing().empty() || done.wire.next_arrival()) return false;
        done.closed = true;
        if (!other.machine.ended()) end(other);
        return true;
    }

    Run& run_;
    End<Left> left_;
    End<Right> right_;
    core::Instant now_{};
    bool cut_ = false;
    bool vanished_ = false;
};

}  // namespace sim
