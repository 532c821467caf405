// How links come about, and how they end.
#include <utility>

#include "core/base/assert.h"
#include "core/base/variant.h"
#include "net/base/ip_address.h"
#include "net/swarm/host_text.h"
#include "net/swarm/swarm.h"

namespace net::swarm {

using core::Instant;
using core::codec::Multiaddr;
using core::codec::PeerId;

std::optional<LinkId> Swarm::accept(Transport transport, const Multiaddr& remote, Instant now) {
    const auto id =
        admit({Direction::incoming, transport, stranger(ip_of(remote)), std::nullopt}, now);
    if (!id) return std::nullopt;
    Carrier carrier = carrier_of_bytes(transport, Direction::incoming, remote, std::nullopt, now);
    links_.wake(add(*id, transport, Direction::incoming, remote, std::move(carrier), now));
    return id;
}

std::optional<LinkId> Swarm::accept_channels(Transport transport, const Multiaddr& remote,
                                             const CertificateHashes& certificates, Instant now) {
    const auto id =
        admit({Direction::incoming, transport, stranger(ip_of(remote)), std::nullopt}, now);
    if (!id) return std::nullopt;
    Carrier carrier = carrier_of_channels(Direction::incoming, certificates, std::nullopt, now);
    links_.wake(add(*id, transport, Direction::incoming, remote, std::move(carrier), now));
    return id;
}

std::optional<LinkId> Swarm::admit(const peers::Opening& opening, Instant now) {
    const LinkId id{++last_id_};
    if (manager_.open(id, opening, now)) return std::nullopt;
    ++counters_of(opening.transport).accepted;
    return id;
}

DialId Swarm::dial(const Multiaddr& address, Instant now) {
    const dialing::DialRequest request{.peer = std::nullopt,
                                       .addresses = std::span(&address, 1),
                                       .back_off = dialing::BackOffUse::ignored};
    return dial(request, now);
}

DialId Swarm::dial(const PeerId& peer, Instant now) {
    return dial(dialing::DialRequest{.peer = peer, .addresses = {}}, now);
}

DialId Swarm::dial(const dialing::DialRequest& request, Instant now) {
    std::optional<PeerId> peer = request.peer;
    for (const Multiaddr& address : request.addresses)
        if (!peer) peer = peer_of(address);
    if (Link* const link = peer ? link_of(*peer) : nullptr) {
        const DialId id = dials_.new_id();
        ASSERT(events_.push(Dialed{id, *peer, link->id}));
        return id;
    }
    std::vector<Multiaddr> addresses(request.addresses.begin(), request.addresses.end());
    if (request.peer)
        for (Multiaddr& known : store_.addresses(*request.peer, now))
            addresses.push_back(std::move(known));
    const DialId id = dials_.begin({request.peer, addresses, request.back_off}, now);
    follow_dials(now);
    return id;
}

void Swarm::cancel(DialId dial, Instant now) {
    dials_.cancel(dial, now);
    follow_dials(now);
}

void Swarm::follow_dials(Instant now) {
    while (auto step = dials_.next_step())
        core::match(*step, [&](auto& taken) { follow(taken, now); });
}

void Swarm::follow(const Dials::Connect& connect, Instant now) {
    const auto transport = transport_of(connect.address);
    ASSERT(transport);
    const LinkId id{++last_id_};
    const auto limit = manager_.open(
        id, {Direction::outgoing, *transport, stranger(ip_of(connect.address)), connect.peer}, now);
    if (limit) return dials_.refuse(connect, DialFailure::limit_reached, now);
    ++counters_of(*transport).dialed;
    dials_.connect_as(id, connect);
    ASSERT(orders_.push(Dial{id, connect.address}));
}

void Swarm::follow(const Dials::Abandon& abandoned, Instant now) {
    if (links_.find(abandoned.link)) return close(abandoned.link, now);
    manager_.closed(abandoned.link, now);
    ASSERT(orders_.push(Close{abandoned.link, {}}));
}

void Swarm::follow(const Dials::Reached& reached, Instant) {
    Link* link = reached.link ? links_.find(*reached.link) : link_of(*reached.peer);
    ASSERT(link && link->peer);
    if (!link->is_connected) link = link_of(*link->peer);  // There is a better one.
    ASSERT(link);
    for (const DialId dial : reached.dials)
        ASSERT(events_.push(Dialed{dial, *link->peer, link->id}));
}

void Swarm::follow(DialEnded& ended, Instant) { ASSERT(events_.push(std::move(ended))); }

const Dials::Attempt* Swarm::connecting(LinkId id) {
    return links_.find(id) ? nullptr : dials_.find(id);
}

void Swarm::dialed(LinkId id, Instant now) {
    const Dials::Attempt* const attempt = connecting(id);
    if (!attempt) return;
    begin_dialed(id,
                 carrier_of_bytes(*transport_of(attempt->address), Direction::outgoing,
                                  attempt->address, attempt->peer, now),
                 now);
}

void Swarm::dialed_channels(LinkId id, const CertificateHashes& certificates, Instant now) {
    const Dials::Attempt* const attempt = connecting(id);
    if (!attempt) return;
    begin_dialed(id, carrier_of_channels(Direction::outgoing, certificates, attempt->peer, now),
                 now);
}

void Swarm::begin_dialed(LinkId id, Carrier carrier, Instant now) {
    const Multiaddr& address = dials_.find(id)->address;
    const Transport transport = *transport_of(address);
    Link& link = add(id, transport, Direction::outgoing, address, std::move(carrier), now);
    link.is_dialed = true;
    dials_.upgrading(id);
    links_.wake(link);
}

void Swarm::dial_failed(LinkId id, DialFailure failure, Instant now) {
    const Dials::Attempt* const attempt = connecting(id);
    if (!attempt) return;
    ++counters_of(*transport_of(attempt->address)).failed[static_cast<std::size_t>(failure)];
    manager_.closed(id, now);
    dials_.failed(id, failure, now);
    dials_.forget(id);
    follow_dials(now);
}

Link& Swarm::add(LinkId id, Transport transport, Direction direction, const Multiaddr& remote,
                 Carrier carrier, Instant now) {
    return links_.add({
        .id = id,
        .transport = transport,
        .direction = direction,
        .remote = remote,
        .opened_at = now,
        .connection = Connection(std::move(carrier), protocols_, options_.connection),
    });
}

Carrier Swarm::carrier_of_bytes(Transport transport, Direction direction, const Multiaddr& remote,
                                std::optional<PeerId> expected_peer, Instant now) {
    ByteStack::Options stack = options_.stack;
    stack.direction = direction;
    stack.expected_peer = std::move(expected_peer);
    Wire wire = wire_of(transport, direction, remote, now);
    wire.borrow_from(spare_);
    return Carrier(
        std::make_unique<ByteStack>(stack, std::move(wire), identity_, noise_secret_.clone(),
                                    secrets_.draw<core::crypto::X25519Secret>(), scratch_, now));
}

Carrier Swarm::carrier_of_channels(Direction direction, const CertificateHashes& certificates,
                                   std::optional<PeerId> expected_peer, Instant now) {
    ChannelStack::Options stack = options_.channel_stack;
    stack.direction = direction;
    stack.expected_peer = std::move(expected_peer);
    return Carrier(
        std::make_unique<ChannelStack>(stack, certificates, identity_, noise_secret_.clone(),
                                       secrets_.draw<core::crypto::X25519Secret>(), now));
}

Wire Swarm::wire_of(Transport transport, Direction direction, const Multiaddr& remote,
                    Instant now) {
    if (transport != Transport::websocket || options_.body_frames_websockets) return {};
    ASSERT(parts.websocket_frames);
    if (direction == Direction::incoming) return Wire::websocket_server(now);
    const std::string host = host_text(remote);
    websocket::HandshakeKey key;
    prng_.fill(key);
    return Wire::websocket_client({.host = host, .path = "/", .key = key}, core::Seed{prng_.next()},
                                  now);
}

std::optional<Event> Swarm::hear_established(Link& link, const Established& established,
                                             Instant now) {
    const PeerId& peer = established.peer;
    link.peer = peer;
    judge(link, now);
    if (link.verdict) {
        // Who dialled has what it wanted.
        if (*link.verdict == LinkEnd(peers::CloseReason::duplicate)) dials_.succeeded(link.id, now);
        follow_dials(now);
        return std::nullopt;
    }
    links_.connect(link);
    ++counters_of(link.transport).established;
    store_.connected(peer, now);
    static_cast<void>(store_.set_key(peer, established.key, now));
    if (link.is_dialed) static_cast<void>(store_.reached(peer, link.remote, now));
    dials_.succeeded(link.id, now);
    dials_.connected(peer, now);
    follow_dials(now);
    if (introductions_) introductions_->connected(peer, link.id, now);
    ask_identity(link, now);
    return Connected{peer,           link.id,     link.direction,
                     link.transport, link.remote, established.binding};
}

// Now that it is known whose it is, something may speak against it.
void Swarm::judge(Link& link, Instant now) {
    if (*link.peer == id_) {
        link.verdict = DialFailure::ourselves;
        return close(link.id, now);
    }
    manager_.upgraded(link.id, *link.peer, now);
    obey_manager(now);
}

std::optional<Event> Swarm::hear_ended(Link& link, const LinkEnded& ended, Instant now) {
    const LinkEnd reason = link.verdict.value_or(ended.reason);
    if (link.is_connected) return lose_peer(link, reason, now);
    std::optional<Event> event;
    const DialFailure failure = failure_of(reason);
    ++counters_of(link.transport).failed[static_cast<std::size_t>(failure)];
    if (link.is_dialed)
        dials_.failed(link.id, failure, now);
    else
        event = Rejected{link.remote, reason};
    if (introductions_) introductions_->lost(link.id);
    close_link(link, now);
    follow_dials(now);
    return event;
}

Event Swarm::lose_peer(Link& link, const LinkEnd& reason, Instant now) {
    const PeerId peer = *link.peer;
    if (gossip_) gossip_->lose(link, now);
    store_.disconnected(peer, now);
    const bool is_last = links_.of(peer).size() == 1;
    Event event = Disconnected{peer, link.id, reason, is_last};
    close_link(link, now);
    return event;
}

void Swarm::close_link(Link& link, Instant now) {
    const core::Bytes last = link.connection.carrier().outgoing();
    ASSERT(orders_.push(Close{link.id, core::Buffer(last.begin(), last.end())}));
    add_link(counters_, link);
    dials_.forget(link.id);
    identify_retries_.forget(link.id);
    manager_.closed(link.id, now);
    obey_manager(now);
    links_.remove(link);
}

}  // namespace net::swarm
