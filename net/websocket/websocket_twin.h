// What the tests and fuzzers of this folder share: the handshake in short, and what a session says.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/format.h"
#include "core/base/hex.h"
#include "net/websocket/session.h"

namespace net::websocket {

inline constexpr core::Instant start{};

inline ClientRequest sample_request() {
    ClientRequest request{.host = "example.org:4002", .path = "/", .key = {}};
    core::copy(request.key, core::as_bytes("the sample nonce"));
    return request;
}

// Its accept key is the one of RFC 6455, section 1.3.
inline constexpr std::string_view sample_request_text =
    "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Origin: http://example.com\r\nSec-WebSocket-Version: 13\r\n\r\n";
inline constexpr std::string_view sample_answer_text =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

inline core::Buffer sent_by(Session& session) {
    const core::Bytes bytes = session.outgoing();
    core::Buffer sent(bytes.begin(), bytes.end());
    session.consume(sent.size());
    return sent;
}

// The same with as little as may be, for those who open many.
inline constexpr std::string_view short_request_text =
    "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

// All that a session tells, with the payloads joined.
struct Told {
    bool opened = false;
    core::Buffer payload;
    std::optional<Ended> ended;
};

inline void take_events(Session& session, Told& told) {
    std::array<std::byte, 64> scratch;
    while (const auto event = session.next_event(scratch, start)) {
        if (core::holds_alternative<Opened>(*event)) told.opened = true;
        if (const auto* received = core::get_if<Received>(&*event))
            core::append(told.payload, received->bytes);
        if (const auto* ended = core::get_if<Ended>(&*event)) told.ended = *ended;
    }
}

inline void receive(Session& session, core::Bytes bytes, Told& told) {
    session.receive(bytes, start);
    take_events(session, told);
}

inline Told told_after(Session& session, core::Bytes bytes) {
    Told told;
    receive(session, bytes, told);
    return told;
}

// The same bytes in two pieces; the last of them says where they are cut.
inline Told told_in_pieces(Session& session, core::Bytes bytes) {
    Told told;
    const std::size_t size = bytes.empty() ? 0 : std::to_integer<std::size_t>(bytes.back()) % 60;
    const core::Bytes first = bytes.first(std::min(size, bytes.size()));
    receive(session, first, told);
    receive(session, bytes.subspan(first.size()), told);
    return told;
}

// The text, right but for what the input does to it: it says where, how much goes, and what comes.
inline std::string altered(std::string_view sample, core::Bytes input) {
    std::string text(sample);
    if (input.size() < 2) return text;
    const std::size_t at = std::to_integer<std::size_t>(input[0]) % text.size();
    const std::size_t size = std::to_integer<std::size_t>(input[1]) % 16;
    return text.replace(at, size, core::as_text(input.subspan(2)));
}

// Moves everything both ways until nothing moves.
inline void exchange(Session& left, Session& right, Told& left_told, Told& right_told) {
    while (!left.outgoing().empty() || !right.outgoing().empty()) {
        receive(right, sent_by(left), right_told);
        receive(left, sent_by(right), left_told);
    }
}

}  // namespace net::websocket
