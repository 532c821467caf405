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

std::string_view advice(MuxerEndReason reason) {
    switch (reason) {
        case MuxerEndReason::closed_here: return "Dial the peer again if it is still wanted.";
        case MuxerEndReason::closed_by_peer:
            return "Dial again later: the peer may have stopped, or have too many connections.";
        case MuxerEndReason::connection_lost: return "Dial again; the network may be unstable.";
        case MuxerEndReason::silence: return "Check that the peer is online, then dial it again.";
        case MuxerEndReason::protocol_violated:
            return "Update the peer, or look for what changes its bytes on the way.";
        case MuxerEndReason::limit_exceeded:
            return "Have the peer open fewer streams and read what it is sent, or raise the limits "
                   "in the options.";
    }
    std::unreachable();
}

std::string_view describe(MuxerRefusal refusal) {
    switch (refusal) {
        case MuxerRefusal::too_many_streams: return "more streams than may be open";
        case MuxerRefusal::unacknowledged: return "more streams than are acknowledged in time";
        case MuxerRefusal::number_used: return "streams with numbers used before";
        case MuxerRefusal::after_goodbye: return "streams after the peer said goodbye";
        case MuxerRefusal::too_many_early: return "more streams than may open before the handshake";
        case MuxerRefusal::early_size: return "more bytes than may come before the handshake";
        case MuxerRefusal::unread_size: return "more bytes than may lie unread";
        case MuxerRefusal::malformed: return "streams whose bytes could not be read";
    }
    std::unreachable();
}

}  // namespace net
