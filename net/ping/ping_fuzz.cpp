// Two ends of a ping stream, connected through a wire that the input cuts, delays, changes and
// ends. Nothing may crash, no machine may find more to say after its end, and an unchanged wire
// must not be blamed.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/ping/ping.h"

namespace {

using namespace net::ping;

// Moves up to `size` bytes; returns whether one of them was changed on the way.
template <class From, class To>
bool transfer(From& from, To& to, std::size_t size, std::uint8_t change, core::Instant now) {
    const core::Bytes waiting = from.outgoing();
    core::Buffer bytes(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(
                                                              std::min(size, waiting.size())));
    from.consume(bytes.size());
    if (bytes.empty()) return false;
    bytes[0] ^= static_cast<std::byte>(change);
    to.receive(bytes, now);
    return change != 0;
}

template <class Machine>
void check_events(Machine& machine, bool wire_changed) {
    while (const auto event = machine.next_event()) {
        const auto* ended = core::get_if<Ended>(&*event);
        if (ended && !wire_changed) ASSERT(ended->reason != EndReason::wrong_echo);
    }
    if (machine.ended()) ASSERT(!machine.deadline());
}

}  // namespace

FUZZ(ping) {
    core::Reader reader(input);
    core::Instant now{};
    Pinger pinger({.count = 5}, core::Seed{1}, now);
    constexpr std::size_t unsent_size_max = 64;
    Responder responder({.unsent_size_max = unsent_size_max}, now);
    bool wire_changed = false;
    bool responder_ended = false;
    std::size_t waiting_size = 0;  // After the last step; it only shrinks after the end.
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        switch (step % 6) {
            case 0: wire_changed |= transfer(pinger, responder, argument, 0, now); break;
            case 1: wire_changed |= transfer(responder, pinger, argument, 0, now); break;
            case 2: wire_changed |= transfer(responder, pinger, 32, argument, now); break;
            case 3: {
                now += std::chrono::seconds{argument};
                pinger.expire(now);
                responder.expire(now);
                break;
            }
            case 4:
                responder.receive(
                    reader.take(std::min<std::size_t>(argument, reader.remaining())).value(), now);
                wire_changed = true;
                break;
            case 5: argument % 2 ? pinger.end(now) : responder.end(now); break;
        }
        check_events(pinger, wire_changed);
        check_events(responder, wire_changed);
        if (pinger.ended()) ASSERT(pinger.outgoing().empty());
        ASSERT(responder.outgoing().size() <= unsent_size_max);
        if (responder_ended) ASSERT(responder.outgoing().size() <= waiting_size);
        responder_ended = responder.ended();
        waiting_size = responder.outgoing().size();
    }
}
