// What users read when a WebSocket ends.
#include "net/websocket/end_reason.h"

#include <utility>

#include "core/base/format.h"

namespace net::websocket {

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::address_unusable: return "the address cannot stand in a request";
        case EndReason::refused: return "the server refused the WebSocket";
        case EndReason::answer_wrong: return "the server's handshake is wrong";
        case EndReason::request_malformed: return "the client's handshake is malformed";
        case EndReason::not_websocket:
            return "the client asked for something else than a WebSocket";
        case EndReason::version_unsupported:
            return "the client speaks another version of WebSocket";
        case EndReason::head_too_large: return "the peer's handshake is too large";
        case EndReason::silence: return "the peer did not finish its handshake";
        case EndReason::connection_lost: return "the connection was lost";
        case EndReason::closed_here: return "the WebSocket was closed here";
        case EndReason::closed_by_peer: return "the peer closed the WebSocket";
        case EndReason::protocol_violated: return "the peer broke the rules of WebSocket";
        case EndReason::text_received: return "the peer sent text";
    }
    std::unreachable();
}

std::string describe(const Ended& ended) {
    if (ended.code == 0) return std::string(describe(ended.reason));
    return core::formatted("{} ({})", describe(ended.reason), ended.code);
}

}  // namespace net::websocket
