// A client and a server on a wire that the input cuts and delays, while both write, prepare, close
// and lose the connection as it says. What one wrote the other is told, in order, and nobody is
// blamed.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/websocket/websocket_twin.h"

namespace net::websocket {
namespace {

struct End {
    Session& session;
    Told told;
    core::Buffer wrote;
};

void transfer(End& from, End& to, std::size_t size) {
    const core::Bytes waiting = from.session.outgoing();
    const core::Bytes piece = waiting.first(std::min(size, waiting.size()));
    const core::Buffer bytes(piece.begin(), piece.end());
    from.session.consume(bytes.size());
    receive(to.session, bytes, to.told);
}

void write(End& end, std::size_t size, bool in_place) {
    if (size == 0 || end.session.room() < size) return;
    core::Buffer bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(end.wrote.size() + i);
    core::append(end.wrote, bytes);
    if (!in_place) return end.session.write(bytes);
    core::copy(end.session.prepare(size), bytes);
    end.session.commit();
}

void check(const End& end, const End& peer) {
    ASSERT(end.told.payload.size() <= peer.wrote.size());
    ASSERT(core::equal(end.told.payload, core::Bytes(peer.wrote).first(end.told.payload.size())));
    if (!end.told.ended) return;
    const EndReason reason = end.told.ended->reason;
    ASSERT(reason == EndReason::closed_here || reason == EndReason::closed_by_peer ||
           reason == EndReason::connection_lost || reason == EndReason::silence);
    ASSERT(end.session.ended() && !end.session.deadline());
}

}  // namespace
}  // namespace net::websocket

FUZZ(websocket_pair) {
    using namespace net::websocket;
    const Session::Options options{.unsent_size_max = 1000};
    core::Instant now = start;
    Session client(options, sample_request(), core::Seed{1}, now);
    Session server(options, now);
    End left{client, {}, {}}, right{server, {}, {}};
    core::Reader reader(input);
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const std::size_t argument = reader.u8().value_or(0);
        End& from = step & 128 ? right : left;
        End& to = step & 128 ? left : right;
        switch (step % 8) {
            case 0:
            case 1: transfer(from, to, argument * 2); break;
            case 2: write(from, argument, false); break;
            case 3: write(from, argument, true); break;
            case 4: exchange(left.session, right.session, left.told, right.told); break;
            case 5:
                if (argument < 32) from.session.close(now);
                break;
            case 6:
                if (argument < 8) from.session.end(now);
                break;
            case 7:
                now += std::chrono::milliseconds{argument * 16};
                from.session.expire(now);
                break;
        }
        take_events(client, left.told);
        take_events(server, right.told);
        check(left, right);
        check(right, left);
    }
    if (client.ended() || server.ended()) return;
    exchange(client, server, left.told, right.told);
    if (client.room() == 0) return;  // Closing.
    if (server.room() == 0) return;
    ASSERT(left.told.payload == right.wrote && right.told.payload == left.wrote);
}
