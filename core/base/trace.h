// Trace sums up what a run did in one hash: two runs with the same digest did the same things in
// the same order. Traced<Machine> is a machine that keeps the trace of a stream machine inside it;
// every body can drive it in place of the machine, and all must come to the same digest (rules
// TR1–TR3, spec/base.md).
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "core/base/assert.h"
#include "core/base/blake3.h"
#include "core/base/machine.h"
#include "core/base/writer.h"

namespace core {

class Trace {
public:
    // The kind and the length are hashed too, so that no two different lists of records look alike.
    void record(std::string_view kind, Bytes bytes);
    void record(std::string_view kind, std::uint64_t number);

    [[nodiscard]] Blake3Digest digest() const;

private:
    Blake3 hasher_;
    Buffer gathered_;  // Much is hashed faster than many times a little.
};

// Leaves out what differs between bodies though the machine does the same: how the stream was cut
// into pieces, and the time. The machine's events record themselves by a function `record(Trace&,
// event)`.
template <StreamMachine Machine>
class Traced {
public:
    using Event = Machine::Event;

    template <class... Arguments>
    explicit Traced(Arguments&&... arguments) : machine_(std::forward<Arguments>(arguments)...) {}

    void receive(Bytes bytes, Instant now) {
        received_.update(bytes);
        machine_.receive(bytes, now);
    }
    void expire(Instant now) { machine_.expire(now); }
    void end(Instant now) { machine_.end(now); }

    [[nodiscard]] Bytes outgoing() const { return machine_.outgoing(); }
    void consume(std::size_t size) {
        ASSERT(size <= machine_.outgoing().size());
        sent_.update(machine_.outgoing().first(size));
        machine_.consume(size);
    }

    [[nodiscard]] std::optional<Event> next_event() {
        auto event = machine_.next_event();
        if (event) record(events_, *event);
        return event;
    }

    [[nodiscard]] std::optional<Instant> deadline() const { return machine_.deadline(); }
    [[nodiscard]] bool ended() const { return machine_.ended(); }
    [[nodiscard]] bool finished_sending() const { return core::finished_sending(machine_); }

    [[nodiscard]] Blake3Digest trace() const {
        Trace whole;
        whole.record("sent", sent_.digest().view());
        whole.record("received", received_.digest().view());
        whole.record("events", events_.digest().view());
        return whole.digest();
    }

private:
    Machine machine_;
    Blake3 sent_;
    Blake3 received_;
    Trace events_;
};

}  // namespace core
