// The contract between the brain and its bodies, as concepts.
//
// A StreamMachine is one end of a reliable byte stream. After every call that is not const its
// driver
//   1. sends outgoing() and tells consume() how much of it went,
//   2. takes next_event() until there is none,
//   3. arms one timer for deadline(), and calls expire() when it is reached.
// It hands over at most receive_size_max bytes in one call of receive(), so that a machine knows
// how much one call can ask of it. end() says that nothing more will come: the peer closed the
// stream or the network lost it. When ended() is true the machine is done: its driver sends what is
// left of outgoing(), to a peer that is still there, and closes the stream. Time never goes back
// between calls. Early calls of expire() are harmless. Views returned by outgoing() are valid until
// the next call that is not const. docs/machines.md walks through an example.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/time.h"

namespace core {

// A driver cuts what is longer, and does its three things after each piece. What a machine may hold
// for a peer must be more than this, or it would blame the peer for the driver's generosity.
inline constexpr std::size_t receive_size_max = std::size_t{16} * 1024;

// [stream-machine]
template <class Machine>
concept StreamMachine =
    requires(Machine machine, const Machine constant, Bytes bytes, Instant now, std::size_t size) {
        typename Machine::Event;
        { machine.receive(bytes, now) } -> std::same_as<void>;
        { machine.expire(now) } -> std::same_as<void>;
        { machine.end(now) } -> std::same_as<void>;
        { constant.outgoing() } -> std::same_as<Bytes>;
        { machine.consume(size) } -> std::same_as<void>;
        { machine.next_event() } -> std::same_as<std::optional<typename Machine::Event>>;
        { constant.deadline() } -> std::same_as<std::optional<Instant>>;
        { constant.ended() } -> std::same_as<bool>;
    };
// [/stream-machine]

// A stream has two halves. Most machines finish theirs by ending; one that finishes it and still
// reads, because its peer waits for that, says so: from then on outgoing() grows no more, and its
// driver closes the sending half when it is empty.
template <class Machine>
concept HalfClosingMachine = StreamMachine<Machine> && requires(const Machine constant) {
    { constant.finished_sending() } -> std::same_as<bool>;
};

// What a driver asks of every machine.
template <StreamMachine Machine>
[[nodiscard]] bool finished_sending(const Machine& machine) {
    if constexpr (HalfClosingMachine<Machine>)
        return machine.ended() || machine.finished_sending();
    else
        return machine.ended();
}

}  // namespace core
