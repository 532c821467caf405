// What users read when a connection ends.
#include "net/base/muxer.h"

#include <utility>

namespace net {

std::string_view describe(MuxerEndReason reason) {
    switch (reason) {
        case MuxerEndReason::closed_here: return "the connection was closed here";
        case MuxerEndReason::closed_by_peer: return "the peer closed the connection";
        case MuxerEndReason::connection_lost: return "the connection was lost";
        case MuxerEndReason::silence: return "the peer answers no more";
        case MuxerEndReason::protocol_violated:
            return "the peer broke the rules of the stream multiplexer";
        case MuxerEndReason::limit_exceeded: return "the peer exceeded a limit of the connection";
    }
    std::unreachable();
}

}  // namespace net
