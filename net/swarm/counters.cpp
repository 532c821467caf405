// A connection in one line.
#include "net/swarm/counters.h"

#include "core/base/format.h"

namespace net::swarm {

std::string describe(const ConnectionFacts& facts) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(facts.age).count();
    std::string text = core::formatted(
        "{} {} {} over {}: {} streams, {} s, {} bytes in, {} bytes out",
        facts.peer ? facts.peer->to_text() : "(not yet known)", describe(facts.direction),
        facts.remote.to_text(), describe(facts.transport), facts.streams, seconds,
        facts.received_size, facts.sent_size);
    if (facts.round_trip) text += core::formatted(", round trip {} µs", facts.round_trip->count());
    return text;
}

}  // namespace net::swarm
