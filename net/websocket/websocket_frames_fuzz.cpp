// An open session whose peer sends whatever it likes: the same is told and answered however it was
// cut, and what waits to be sent stays small.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/websocket/websocket_twin.h"

namespace net::websocket {
namespace {

// A pong and a close: what a peer that reads nothing can make a session hold.
constexpr std::size_t waiting_size_max = 2 * (frame_header_size_max + control_size_max);

struct Outcome {
    Told told;
    core::Buffer sent;
};

void open(Session& session, Role role) {
    const bool is_server = role == Role::server;
    const Told told =
        told_after(session, core::as_bytes(is_server ? short_request_text : sample_answer_text));
    ASSERT(told.opened);
    sent_by(session);
}

Outcome play(Session& session, Role role, core::Bytes input, std::size_t piece_size) {
    open(session, role);
    Outcome outcome;
    while (!input.empty()) {
        const core::Bytes piece = input.first(std::min(piece_size, input.size()));
        input = input.subspan(piece.size());
        receive(session, piece, outcome.told);
        ASSERT(session.outgoing().size() <= waiting_size_max);
        if (session.ended()) ASSERT(outcome.told.ended && session.room() == 0);
    }
    outcome.sent = sent_by(session);
    ASSERT(outcome.told.ended.has_value() == session.ended());
    return outcome;
}

void check_same(const Outcome& left, const Outcome& right) {
    ASSERT(left.told.payload == right.told.payload);
    ASSERT(left.told.ended == right.told.ended);
    ASSERT(left.sent == right.sent);
}

}  // namespace
}  // namespace net::websocket

FUZZ(websocket_frames) {
    using namespace net::websocket;
    if (input.empty()) return;
    const std::size_t piece_size = 1 + std::to_integer<std::size_t>(input[0]) / 2;
    const bool is_server = (input[0] & std::byte{1}) != std::byte{0};
    const core::Bytes frames = input.subspan(1);
    if (is_server) {
        Session whole({}, start), cut({}, start);
        check_same(play(whole, Role::server, frames, frames.size() + 1),
                   play(cut, Role::server, frames, piece_size));
    } else {
        Session whole({}, sample_request(), core::Seed{1}, start);
        Session cut({}, sample_request(), core::Seed{1}, start);
        check_same(play(whole, Role::client, frames, frames.size() + 1),
                   play(cut, Role::client, frames, piece_size));
    }
}
