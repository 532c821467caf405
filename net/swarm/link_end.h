// Why a link ended: before it became a connection, or after; by itself, or because it was one too
// many.
#pragma once

#include <string_view>

#include "core/base/variant.h"
#include "net/base/dial_failure.h"
#include "net/base/muxer.h"
#include "net/peers/connection_manager.h"

namespace net::swarm {

using LinkEnd = core::Variant<DialFailure, MuxerEndReason, peers::CloseReason>;

inline std::string_view describe(const LinkEnd& end) {
    if (const auto* surplus = core::get_if<peers::CloseReason>(&end))
        return peers::describe(*surplus);
    if (const auto* muxer = core::get_if<MuxerEndReason>(&end)) return net::describe(*muxer);
    return net::describe(core::get<DialFailure>(end));
}

inline std::string_view advice(const LinkEnd& end) {
    if (const auto* surplus = core::get_if<peers::CloseReason>(&end))
        return peers::advice(*surplus);
    if (const auto* muxer = core::get_if<MuxerEndReason>(&end)) return net::advice(*muxer);
    return net::advice(core::get<DialFailure>(end));
}

// What it is to who dialled.
inline DialFailure failure_of(const LinkEnd& end) {
    if (const auto* failure = core::get_if<DialFailure>(&end)) return *failure;
    return core::holds_alternative<peers::CloseReason>(end) ? DialFailure::limit_reached
                                                            : DialFailure::connection_lost;
}

}  // namespace net::swarm
