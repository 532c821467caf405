// Why a session of WebSocket ended, from its first byte on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace net::websocket {

enum class EndReason : std::uint8_t {
    // Handshake, as a client.
    address_unusable,  // Host or path cannot stand in a request.
    refused,           // The server answered, but not with 101.
    answer_wrong,
    // Handshake, as a server.
    request_malformed,
    not_websocket,  // A request of HTTP that asks for no upgrade.
    version_unsupported,
    // Either.
    head_too_large,
    silence,
    connection_lost,
    closed_here,
    closed_by_peer,
    protocol_violated,
    text_received,
};
std::string_view describe(EndReason reason);

struct Ended {
    EndReason reason;
    // Of `refused` the status of HTTP, of `closed_by_peer` the code of the close frame; or 0.
    std::uint16_t code = 0;

    friend bool operator==(const Ended&, const Ended&) = default;
};
std::string describe(const Ended& ended);

}  // namespace net::websocket
