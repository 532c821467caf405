// Why a link ended: before it became a connection, or after; by itself, or because it was one too
// many.
#pragma once

#include <string_view>
#include <variant>

#include "net/base/dial_failure.h"
#include "net/base/muxer.h"
#include "net/peers/connection_manager.h"

namespace net::swarm {

using LinkEnd = std::variant<DialFailure, MuxerEndReason, peers::CloseReason>;

inline std::string_view describe(const LinkEnd& end) {
    if (const auto* surplus = std::get_if<peers::CloseReason>(&end))
        return peers::describe(*surplus);
    if (const auto* muxer = std::get_if<MuxerEndReason>(&end)) return net::describe(*muxer);
    return net::describe(std::get<DialFailure>(end));
}

// What it is to who dialled.
inline DialFailure failure_of(const LinkEnd& end) {
    if (const auto* failure = std::get_if<DialFailure>(&end)) return *failure;
    return std::holds_alternative<peers::CloseReason>(end) ? DialFailure::limit_reached
                                                           : DialFailure::connection_lost;
}

}  // namespace net::swarm
