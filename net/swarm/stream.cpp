// When a stream wants to be woken, and what is said of its end.
#include "net/swarm/stream.h"

#include <algorithm>
#include <utility>

namespace net::swarm {

std::optional<core::Instant> Stream::deadline() const {
    const auto machines = with_machine(
        machine, [](const auto& one) { return one.deadline(); }, std::optional<core::Instant>());
    return core::earlier(machines, patience_end);
}

std::string_view describe(StreamFailure failure) {
    switch (failure) {
        case StreamFailure::protocol_refused:
            return "the peer speaks none of the protocols asked for";
        case StreamFailure::negotiation_broken:
            return "the peer does not negotiate as multistream-select does";
        case StreamFailure::negotiation_slow:
            return "the peer took too long to agree on a protocol";
        case StreamFailure::reset_by_peer: return "the peer reset the stream";
        case StreamFailure::no_room: return "the connection carries no more streams at once";
        case StreamFailure::not_closed:
            return "the peer did not finish the stream after its protocol was done";
        case StreamFailure::connection_ended: return "the connection ended";
    }
    std::unreachable();
}

std::string_view advice(StreamFailure failure) {
    switch (failure) {
        case StreamFailure::protocol_refused:
            return "Ask for a protocol that the peer speaks: identify tells which those are.";
        case StreamFailure::negotiation_broken:
            return "Update the peer: no stream to it can be used as it is.";
        case StreamFailure::negotiation_slow:
            return "Try again; the peer or the network may be overloaded.";
        case StreamFailure::reset_by_peer:
            return "Look for the reason at the peer, or open another stream.";
        case StreamFailure::no_room: return "Close streams that are done with, then open it again.";
        case StreamFailure::not_closed:
            return "Nothing is lost; let the peer finish the stream when its protocol is done.";
        case StreamFailure::connection_ended:
            return "Open another stream when the peer is connected again.";
    }
    std::unreachable();
}

}  // namespace net::swarm
