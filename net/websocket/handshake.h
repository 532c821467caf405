// The handshake of RFC 6455 as functions: what a client asks, what a server makes of it, and how
// the client judges the answer (rules WS1–WS8, spec/websocket.md). The session gathers the heads.
#pragma once

#include <array>
#include <expected>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "net/websocket/end_reason.h"

namespace net::websocket {

// 16 bytes by chance, fresh for each handshake. No secret: they show that the server speaks
// WebSocket.
using HandshakeKey = std::array<std::byte, 16>;

inline constexpr std::size_t host_size_max = 512;
inline constexpr std::size_t path_size_max = 2048;

struct ClientRequest {
    std::string_view host;  // With the port unless it is the scheme's own: `example.org:4002`.
    std::string_view path = "/";
    HandshakeKey key;
};

// Whether host and path can stand in a request.
[[nodiscard]] bool is_usable(const ClientRequest& request);
[[nodiscard]] std::string write_request(const ClientRequest& request);

// What a server should answer to a key, which is sent as text.
[[nodiscard]] std::string key_text(const HandshakeKey& key);
[[nodiscard]] std::string accept_key(std::string_view key);

// Views of the head.
struct ServerRequest {
    std::string_view path;
    std::string_view host;
    std::string_view origin;  // Empty if there is none: not a page.
    std::string_view key;
};

// Whether a head that begins so can still become a request. Tells a TLS hello or libp2p's own first
// bytes at once from a slow client.
[[nodiscard]] bool may_become_request(std::string_view beginning);
[[nodiscard]] std::expected<ServerRequest, EndReason> read_request(std::string_view head);
[[nodiscard]] std::string write_acceptance(std::string_view key);
// A whole answer with a short text, after which the connection ends.
[[nodiscard]] std::string write_refusal(EndReason reason);

[[nodiscard]] std::expected<void, Ended> read_answer(std::string_view head,
                                                     const HandshakeKey& key);

}  // namespace net::websocket
