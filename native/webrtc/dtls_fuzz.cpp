// A server or a client in its handshake, at whom the input is thrown in datagrams; and two sessions
// that are up, between which the input throws garbage, and changes what goes from one to the other.
// Those two last for all inputs: nothing that is not from the other may be told, or end them.
#include <algorithm>
#include <deque>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "native/webrtc/dtls_session.h"

namespace {

using namespace native::webrtc;
using core::Buffer;

struct World {
    World() {
        while (!to_server.empty() || !to_client.empty()) {
            deliver(to_server, server);
            deliver(to_client, client);
        }
        ASSERT(server.state() == DtlsSession::State::up);
        ASSERT(client.state() == DtlsSession::State::up);
    }

    static DtlsSession::Sink sink(std::deque<Buffer>& queue) {
        return [&queue](core::Bytes bytes) { queue.emplace_back(bytes.begin(), bytes.end()); };
    }
    static void deliver(std::deque<Buffer>& queue, DtlsSession& to) {
        for (const Buffer& datagram : std::exchange(queue, {})) to.receive(datagram);
    }

    Certificate certificate = Certificate::make();
    DtlsContext context{certificate};
    std::deque<Buffer> to_server{};
    std::deque<Buffer> to_client{};
    DtlsSession server{context, DtlsRole::server, sink(to_client)};
    DtlsSession client{context, DtlsRole::client, sink(to_server), certificate.hash()};
};

// At most so many bytes as one of the input says.
core::Bytes piece(core::Reader& reader) {
    const std::size_t size = reader.u8().value_or(0) * std::size_t{8};
    return *reader.take(std::min(size, reader.remaining()));
}

void shake_hands(const World& world, DtlsContext& context, DtlsRole role, core::Reader& reader) {
    std::size_t sent_size = 0;
    std::size_t received_size = 0;
    DtlsSession session(
        context, role,
        [&](core::Bytes datagram) {
            ASSERT(datagram.size() <= dtls_datagram_size_max);
            sent_size += datagram.size();
        },
        world.certificate.hash());
    while (!reader.at_end()) {
        const core::Bytes datagram = piece(reader);
        received_size += datagram.size();
        session.receive(datagram);
        // Nobody without the key comes so far, and who has said little is told little.
        ASSERT(session.state() != DtlsSession::State::up && !session.next_packet());
        if (role == DtlsRole::server) ASSERT(sent_size <= 3 * received_size + 512);
        if (session.state() == DtlsSession::State::ended) ASSERT(!session.expires_in());
    }
}

void disturb(World& world, core::Reader& reader) {
    while (!reader.at_end()) {
        const std::uint8_t choice = *reader.u8();
        Buffer datagram;
        if (choice % 2 == 0) {
            const core::Bytes raw = piece(reader);
            datagram.assign(raw.begin(), raw.end());
        } else {  // A true one, with a byte that is changed, or cut short.
            world.client.send(core::as_bytes("0123456789"));
            datagram = std::move(world.to_server.front());
            world.to_server.clear();
            const std::size_t at = reader.u8().value_or(0) % datagram.size();
            if (choice % 4 == 1)
                datagram[at] ^= std::byte{reader.u8().value_or(1)} | std::byte{1};
            else
                datagram.resize(at);
        }
        world.server.receive(datagram);
        ASSERT(!world.server.next_packet());
        ASSERT(world.server.state() == DtlsSession::State::up);
    }
    world.client.send(core::as_bytes("still here"));
    World::deliver(world.to_server, world.server);
    const auto packet = world.server.next_packet();
    ASSERT(packet && core::as_text(*packet) == "still here");
    world.to_client.clear();
}

}  // namespace

FUZZ(dtls) {
    static World world;
    core::Reader reader(input);
    switch (reader.u8().value_or(0) % 4) {
        case 0: return shake_hands(world, world.context, DtlsRole::server, reader);
        case 1: return shake_hands(world, world.context, DtlsRole::client, reader);
        default: return disturb(world, reader);
    }
}
