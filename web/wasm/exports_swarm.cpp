// Swarms for the page, by handle: the side of the body. The functions are those of
// net/swarm/swarm.h; what is told and ordered crosses as bytes (swarm_events.h). Links are numbers
// that count up; nobody opens 2^32 of them.
#include <string>
#include <utility>

#include "core/codec/varint.h"
#include "net/swarm/host_text.h"
#include "web/wasm/export.h"
#include "web/wasm/open_document.h"
#include "web/wasm/open_swarm.h"
#include "web/wasm/swarm_events.h"
#include "web/wasm/window.h"

namespace {

using core::Bytes;
using net::LinkId;
using wasm::Handle;
using wasm::instant;
using wasm::OpenSwarm;

OpenSwarm& open(Handle handle) { return wasm::swarms().at(handle); }
net::swarm::Swarm& swarm(Handle handle) { return open(handle).swarm; }

std::uint64_t nanoseconds(double milliseconds) {
    constexpr double nanoseconds_each = 1e6;
    return static_cast<std::uint64_t>(milliseconds * nanoseconds_each);
}

template <class Fixed>
Fixed take(Bytes& bytes) {
    Fixed taken;
    core::copy(taken.mutable_view(), bytes.first(Fixed::size_bytes));
    bytes = bytes.subspan(Fixed::size_bytes);
    return taken;
}

// What a page says when a link could not be made, in as much as a browser tells.
enum class PageFailure : std::uint8_t { unreachable, forbidden };

net::DialFailure dial_failure_of(std::uint32_t failure) {
    return failure == static_cast<std::uint32_t>(PageFailure::forbidden)
               ? net::DialFailure::denied
               : net::DialFailure::unreachable;
}

// False if there is no way for a page; then the swarm was told.
bool write_dial(core::BufferWriter& writer, OpenSwarm& swarm, const net::swarm::Dial& dial,
                core::Instant now) {
    if (const auto url = net::swarm::websocket_url(dial.address)) {
        wasm::write_websocket(writer, dial.link, *url);
        return true;
    }
    if (swarm.direct_dials.begin(dial.link, dial.address)) {
        wasm::write_direct(writer, dial.link);
        return true;
    }
    swarm.swarm.dial_failed(dial.link, net::DialFailure::address_unsupported, now);
    return false;
}

}  // namespace

// The window holds the seed of the key, the root of all secrets, 8 bytes of chance, and what we
// call ourselves; the secrets are wiped. The time on the wall, in milliseconds, numbers what is
// signed.
EXPORT(swarm_create)
Handle swarm_create(std::size_t agent_size, bool gossips, bool serves_perf, bool introduces,
                    bool meets, bool asks, double wall_time, double now) {
    using core::crypto::Ed25519Seed;
    using core::crypto::SecretRoot;
    constexpr std::size_t secret_size = Ed25519Seed::size_bytes + SecretRoot::size_bytes;
    ASSERT(agent_size <= wasm::name_of_node_size_max);
    Bytes shown = wasm::in_window(secret_size + sizeof(std::uint64_t) + agent_size);
    auto seed = take<Ed25519Seed>(shown);
    auto root = take<SecretRoot>(shown);
    core::Reader reader(shown);
    const core::Seed chance{reader.u64_be().value()};
    wasm::wipe_window(secret_size);
    net::swarm::Swarm::Options options;
    if (agent_size > 0) options.agent = core::as_text(reader.rest());
    options.body_frames_websockets = true;
    options.connections = net::peers::ConnectionManagerOptions::for_page();
    options.stack.yamux = wasm::yamux_for_page();
    options.dialing.transports = {net::Transport::webrtc_direct, net::Transport::websocket};
    options.serves_perf = serves_perf;
    if (introduces) options.introducers.emplace();
    if (meets) {
        using net::swarm::Consent;
        options.introductions.emplace().consent = asks ? Consent::by_user : Consent::given;
    }
    options.record_sequence = nanoseconds(wall_time);
    if (gossips) {
        options.gossip.emplace();
        options.gossip_seqno = nanoseconds(wall_time);
    }
    return wasm::swarms().add(std::make_unique<OpenSwarm>(options, std::move(seed), std::move(root),
                                                          chance, instant(now)));
}

EXPORT(swarm_free) void swarm_free(Handle handle) {
    static_cast<void>(wasm::swarms().take(handle));
}

EXPORT(swarm_id) void swarm_id(Handle handle) {
    core::Buffer& buffer = wasm::fresh_buffer();
    core::append(buffer, core::as_bytes(swarm(handle).id().to_text()));
    wasm::show(buffer);
}

// Where bytes of a link are put before swarm_receive(): free once all events were taken.
EXPORT(swarm_reading_room) std::byte* swarm_reading_room(Handle handle) {
    return open(handle).reading_room.data();
}
EXPORT(swarm_reading_room_size) std::size_t swarm_reading_room_size() {
    return wasm::reading_room_size;
}

EXPORT(swarm_receive)
void swarm_receive(Handle handle, std::uint32_t link, std::size_t size, double now) {
    ASSERT(size <= wasm::reading_room_size);
    swarm(handle).receive(LinkId{link}, Bytes(open(handle).reading_room).first(size), instant(now));
}

EXPORT(swarm_dialed) void swarm_dialed(Handle handle, std::uint32_t link, double now) {
    swarm(handle).dialed(LinkId{link}, instant(now));
}

EXPORT(swarm_dial_failed)
void swarm_dial_failed(Handle handle, std::uint32_t link, std::uint32_t failure, double now) {
    static_cast<void>(open(handle).direct_dials.finish(LinkId{link}));
    swarm(handle).dial_failed(LinkId{link}, dial_failure_of(failure), instant(now));
}

EXPORT(swarm_end) void swarm_end(Handle handle, std::uint32_t link, double now) {
    swarm(handle).end(LinkId{link}, instant(now));
}

// 0 if there is none.
EXPORT(swarm_next_ready) std::uint32_t swarm_next_ready(Handle handle) {
    const auto link = swarm(handle).next_ready();
    return link ? static_cast<std::uint32_t>(link->value) : 0;
}

// Shows where the bytes lie, until the next call.
EXPORT(swarm_outgoing) void swarm_outgoing(Handle handle, std::uint32_t link) {
    wasm::show(swarm(handle).outgoing(LinkId{link}));
}

EXPORT(swarm_consume)
void swarm_consume(Handle handle, std::uint32_t link, std::size_t size) {
    swarm(handle).consume(LinkId{link}, size);
}

// False if there is none.
EXPORT(swarm_next_event) bool swarm_next_event(Handle handle, double now) {
    OpenSwarm& opened = open(handle);
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    while ((opened.event = opened.swarm.next_event(instant(now)))) {
        opened.meetings.hear(*opened.event);
        if (opened.mesh && opened.mesh->hear(*opened.event, instant(now))) continue;
        if (!wasm::write_event(writer, *opened.event)) continue;
        wasm::show(buffer);
        return true;
    }
    return false;
}

EXPORT(swarm_next_order) bool swarm_next_order(Handle handle, double now) {
    OpenSwarm& opened = open(handle);
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    while (const auto order = opened.swarm.next_order()) {
        if (const auto* close = core::get_if<net::swarm::Close>(&*order)) {
            static_cast<void>(opened.direct_dials.finish(close->link));  // Was it given up?
            wasm::write_close(writer, *close);
        } else if (!write_dial(writer, opened, core::get<net::swarm::Dial>(*order), instant(now))) {
            continue;
        }
        wasm::show(buffer);
        return true;
    }
    return false;
}

EXPORT(swarm_expire) void swarm_expire(Handle handle, double now) {
    OpenSwarm& opened = open(handle);
    opened.swarm.expire(instant(now));
    if (auto* const board = opened.meetings.board()) board->expire(instant(now));
    if (opened.mesh) opened.mesh->expire(instant(now));
}

// Negative if there is none.
EXPORT(swarm_deadline) double swarm_deadline(Handle handle) {
    OpenSwarm& opened = open(handle);
    auto deadline = opened.swarm.deadline();
    if (auto* const board = opened.meetings.board())
        deadline = core::earlier(deadline, board->deadline());
    if (opened.mesh) deadline = core::earlier(deadline, opened.mesh->deadline());
    return deadline ? static_cast<double>(deadline->time_since_epoch().count()) : -1.0;
}
