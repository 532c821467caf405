// What a connection keeps of one of its streams.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/deadlines.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "net/base/muxer.h"
#include "net/multistream/negotiation.h"
#include "net/swarm/machine.h"

namespace net::swarm {

// Why a stream ended other than by both ends finishing.
enum class StreamFailure : std::uint8_t {
    protocol_refused,    // The peer speaks none of the protocols that were asked for.
    negotiation_broken,  // What came was no negotiation.
    negotiation_slow,
    reset_by_peer,
    no_room,     // The connection carries no more streams at once.
    not_closed,  // Its protocol was done, and the peer did not finish it.
    connection_ended,
};
inline constexpr std::size_t stream_failure_count =
    static_cast<std::size_t>(StreamFailure::connection_ended) + 1;
std::string_view describe(StreamFailure failure);
// What the user can do about it: a sentence.
std::string_view advice(StreamFailure failure);

struct Stream {
    using Negotiation = core::Variant<core::Nothing, multistream::Proposer, multistream::Selector>;

    Negotiation negotiation;  // Nothing once it is agreed what the stream is for.
    core::Buffer unsent;      // Of the negotiation; goes before anything else.
    Machine machine;
    // What the peer proposed and we accept is still to be told to who gives it its machine.
    bool awaits_machine = false;
    // The muxer did not take all: it tells when it takes more.
    bool is_blocked = false;
    // The peer reads no more, and the machine has more to say.
    bool is_unheard = false;
    bool wants_finish = false;
    bool is_finished_here = false;
    bool is_finished_there = false;
    // For negotiating, and for the peer to finish.
    std::optional<core::Instant> patience_end;
    core::Deadlines<StreamId>::Place wake;

    [[nodiscard]] bool is_agreed() const {
        return core::holds_alternative<core::Nothing>(negotiation);
    }
    // Nobody but this end of the negotiation has heard of it.
    [[nodiscard]] bool is_unknown() const {
        return core::holds_alternative<multistream::Selector>(negotiation);
    }
    [[nodiscard]] bool is_gone() const { return is_finished_here && is_finished_there; }
    [[nodiscard]] std::optional<core::Instant> deadline() const;
};

}  // namespace net::swarm
