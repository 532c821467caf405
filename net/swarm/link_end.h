// Why a link ended: before it became a connection, or after.
#pragma once

#include <string_view>
#include <variant>

#include "net/base/dial_failure.h"
#include "net/base/muxer.h"

namespace net::swarm {

using LinkEnd = std::variant<DialFailure, MuxerEndReason>;

inline std::string_view describe(const LinkEnd& end) {
    return std::visit([](auto reason) { return net::describe(reason); }, end);
}

}  // namespace net::swarm
