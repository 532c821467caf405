// What both ends of a ping stream say to their users.
#include "net/ping/ping.h"

#include <utility>

#include "core/base/format.h"

namespace net::ping {

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::completed: return "all pings were answered";
        case EndReason::silence: return "the peer was silent for too long";
        case EndReason::wrong_echo: return "the peer sent something else than the ping";
        case EndReason::peer_not_reading:
            return "the peer sends pings but does not read the answers";
        case EndReason::stream_ended: return "the stream was closed";
    }
    std::unreachable();
}

std::string_view advice(EndReason reason) {
    switch (reason) {
        case EndReason::completed: return "Nothing needs to be done.";
        case EndReason::silence:
            return "Check that the peer is online, or give it more time in the options.";
        case EndReason::wrong_echo:
            return "Update the peer: it does not answer pings as it should.";
        case EndReason::peer_not_reading:
            return "Let the peer read its answers, or send fewer pings.";
        case EndReason::stream_ended:
            return "Ping again: the peer serves few pings at the same time.";
    }
    std::unreachable();
}

std::string describe(const Event& event) {
    if (const auto* round_trip = core::get_if<RoundTrip>(&event))
        return core::formatted("round trip {}: {} us", round_trip->number,
                               round_trip->took.count());
    return core::formatted("ended: {}", describe(core::get<Ended>(event).reason));
}

void record(core::Trace& trace, const Event& event) {
    if (const auto* round_trip = core::get_if<RoundTrip>(&event))
        trace.record("round trip", round_trip->number);
    else
        trace.record("ended", std::to_underlying(core::get<Ended>(event).reason));
}

}  // namespace net::ping
