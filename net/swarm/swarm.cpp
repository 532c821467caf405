// Links, peers, and who hears what.
#include "net/swarm/swarm.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "net/swarm/host_text.h"
#include "net/swarm/swarm_link.h"

namespace net::swarm {

using core::Instant;
using core::codec::Multiaddr;
using core::codec::PeerId;

namespace {
// Far above what limits on connections let come; a body takes all after every call.
constexpr std::size_t queue_size_max = std::size_t{1} << 20;
// For what is unmasked: a frame of noise and a little more.
constexpr std::size_t scratch_size = std::size_t{128} * 1024;
}  // namespace

Swarm::Swarm(const Options& options, const core::crypto::Ed25519KeyPair& identity,
             core::crypto::SecretRoot root, core::Seed seed, Instant now)
    : options_(options),
      identity_(identity),
      id_(PeerId::of(core::codec::PublicKey(identity.public_key()))),
      secrets_(std::move(root)),
      noise_secret_(secrets_.draw<core::crypto::X25519Secret>()),
      prng_(seed),
      record_sequence_(options.record_sequence),
      scratch_(scratch_size),
      active_(queue_size_max),
      ready_(queue_size_max),
      events_(queue_size_max),
      orders_(queue_size_max) {
    protocols_.add(std::string(ping::protocol), ProtocolUse::ping);
    protocols_.add(std::string(identify::protocol), ProtocolUse::identify);
    protocols_.add(std::string(identify::push_protocol), ProtocolUse::identify_push);
    if (options_.gossip) {
        gossip_.emplace(*options_.gossip, identity, options.gossip_seqno, core::Seed{prng_.next()},
                        now);
        for (const std::string_view name : gossip_protocols)
            protocols_.add(std::string(name), ProtocolUse::gossip);
    }
    if (options.serves_perf) protocols_.add(std::string(perf::protocol), ProtocolUse::perf);
}

Swarm::~Swarm() = default;

Swarm::Link* Swarm::find(LinkId id) {
    const auto* link = connections_.find(id);
    return link ? link->get() : nullptr;
}

Swarm::Link* Swarm::link_of(const PeerId& peer) {
    const auto* links = peers_.find(peer);
    return links ? find((*links)[0]) : nullptr;
}

std::optional<LinkId> Swarm::accept(Transport transport, const Multiaddr& remote, Instant now) {
    const LinkId id{++last_id_};
    Carrier carrier = carrier_of_bytes(transport, Direction::incoming, remote, std::nullopt, now);
    wake(add(id, transport, Direction::incoming, remote, std::move(carrier)));
    return id;
}

std::optional<LinkId> Swarm::accept_channels(Transport transport, const Multiaddr& remote,
                                             const CertificateHashes& certificates, Instant now) {
    const LinkId id{++last_id_};
    Carrier carrier = carrier_of_channels(Direction::incoming, certificates, std::nullopt, now);
    wake(add(id, transport, Direction::incoming, remote, std::move(carrier)));
    return id;
}

void Swarm::dialed(LinkId id, Instant now) {
    const PendingDial* const pending = dials_.find(id);
    if (!pending) return;
    const Multiaddr& address = pending->address;
    begin_dialed(id, carrier_of_bytes(*transport_of(address), Direction::outgoing, address,
                                      peer_of(address), now));
}

void Swarm::dialed_channels(LinkId id, const CertificateHashes& certificates, Instant now) {
    const PendingDial* const pending = dials_.find(id);
    if (!pending) return;
    begin_dialed(
        id, carrier_of_channels(Direction::outgoing, certificates, peer_of(pending->address), now));
}

void Swarm::begin_dialed(LinkId id, Carrier carrier) {
    const PendingDial& pending = *dials_.find(id);
    Link& link = add(id, *transport_of(pending.address), Direction::outgoing, pending.address,
                     std::move(carrier));
    link.dial = pending.dial;
    dials_.erase(id);
    wake(link);
}

void Swarm::dial_failed(LinkId id, DialFailure failure, Instant) {
    const PendingDial* const pending = dials_.find(id);
    if (!pending) return;
    ASSERT(events_.push(DialEnded{pending->dial, {{pending->address, failure}}}));
    dials_.erase(id);
}

Swarm::Link& Swarm::add(LinkId id, Transport transport, Direction direction,
                        const Multiaddr& remote, Carrier carrier) {
    auto link = std::make_unique<Link>(Link{
        .id = id,
        .transport = transport,
        .direction = direction,
        .remote = remote,
        .dial = std::nullopt,
        .connection = Connection(std::move(carrier), protocols_, options_.connection),
    });
    Link& added = *link;
    const bool is_new = connections_.insert(id, std::move(link));
    ASSERT(is_new);
    return added;
}

Carrier Swarm::carrier_of_bytes(Transport transport, Direction direction, const Multiaddr& remote,
                                std::optional<PeerId> expected_peer, Instant now) {
    ByteStack::Options stack = options_.stack;
    stack.direction = direction;
    stack.expected_peer = std::move(expected_peer);
    return Carrier(std::make_unique<ByteStack>(
        stack, wire_of(transport, direction, remote, now), identity_, noise_secret_.clone(),
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
    if (direction == Direction::incoming) return Wire::websocket_server(now);
    const std::string host = host_text(remote);
    websocket::HandshakeKey key;
    prng_.fill(key);
    return Wire::websocket_client({.host = host, .path = "/", .key = key}, core::Seed{prng_.next()},
                                  now);
}

void Swarm::receive(LinkId id, core::Bytes bytes, Instant now) {
    Link* const link = find(id);
    if (!link || bytes.empty()) return;
    link->connection.carrier().receive(bytes, now);
    wake(*link);
}

void Swarm::end(LinkId id, Instant now) {
    if (Link* const link = find(id)) {
        link->connection.carrier().end(now);
        wake(*link);
    } else {
        dial_failed(id, DialFailure::connection_lost, now);
    }
}

// It may have something to tell, and after that to send.
void Swarm::wake(Link& link) {
    if (!std::exchange(link.is_active, true)) ASSERT(active_.push(link.id));
}

// It may have something to send, and another deadline.
void Swarm::touch(Link& link) {
    if (!std::exchange(link.is_ready, true)) ASSERT(ready_.push(link.id));
    deadlines_.set(link.id, link.wake, link.connection.deadline());
}

std::optional<LinkId> Swarm::next_ready() {
    while (const auto id = ready_.pop()) {
        Link* const link = find(*id);
        if (!link) continue;
        link->is_ready = false;
        return id;
    }
    return std::nullopt;
}

core::Bytes Swarm::outgoing(LinkId id) {
    Link* const link = find(id);
    return link ? link->connection.carrier().outgoing() : core::Bytes();
}

void Swarm::consume(LinkId id, std::size_t size) {
    Link* const link = find(id);
    if (!link) return;
    link->connection.carrier().consume(size);
    wake(*link);  // There may be room now for who waits for it.
}

void Swarm::expire(Instant now) {
    while (const auto id = deadlines_.first_due(now)) {
        Link* const link = find(*id);
        ASSERT(link);
        deadlines_.remove(*id, link->wake);
        link->connection.expire(now);
        deadlines_.set(*id, link->wake, link->connection.deadline());
        wake(*link);
    }
    if (gossip_ && gossip_->deadline() && now >= *gossip_->deadline()) {
        gossip_->expire(now);
        pump_gossip();
    }
}

std::optional<Instant> Swarm::deadline() const {
    const auto links = deadlines_.earliest();
    const auto gossip = gossip_ ? gossip_->deadline() : std::nullopt;
    if (!links || !gossip) return links ? links : gossip;
    return std::min(*links, *gossip);
}

DialId Swarm::dial(const Multiaddr& address, Instant) {
    const LinkId link{++last_id_};
    const DialId dial{link.value};
    if (!transport_of(address)) {
        ASSERT(events_.push(DialEnded{dial, {{address, DialFailure::address_unsupported}}}));
        return dial;
    }
    dials_.insert(link, PendingDial{dial, address});
    ASSERT(orders_.push(Dial{link, without_peer(address)}));
    return dial;
}

void Swarm::close(LinkId id, Instant now) {
    Link* const link = find(id);
    if (!link) return;
    link->connection.carrier().close(now);
    wake(*link);
}

void Swarm::close(const PeerId& peer, Instant now) {
    const auto* links = peers_.find(peer);
    if (!links) return;
    for (const LinkId id : *links) close(id, now);
}

std::optional<Event> Swarm::next_event(Instant now) {
    while (true) {
        if (auto event = events_.pop()) return event;
        if (gossip_) {
            if (auto event = gossip_->next_event()) return GossipTold{*std::move(event)};
        }
        if (active_.empty()) {
            if (!std::exchange(has_new_identity_, false)) return std::nullopt;
            push_identity(now);
            continue;
        }
        Link* const link = find(active_.front());
        if (!link) {
            active_.drop_front();
            continue;
        }
        auto told = link->connection.next_event(now);
        if (!told) {
            active_.drop_front();
            link->is_active = false;
            touch(*link);
            continue;
        }
        if (auto event = hear(*link, *std::move(told), now)) return event;
    }
}

std::optional<Event> Swarm::hear(Link& link, ConnectionEvent event, Instant now) {
    return std::visit(
        [&](auto& told) -> std::optional<Event> {
            using Told = std::remove_cvref_t<decltype(told)>;
            if constexpr (std::is_same_v<Told, Established>)
                return hear_established(link, told, now);
            else if constexpr (std::is_same_v<Told, LinkEnded>)
                return hear_ended(link, told, now);
            else if constexpr (std::is_same_v<Told, Accepted>)
                return hear_accepted(link, told, now);
            else if constexpr (std::is_same_v<Told, MachineTold>)
                return hear_machine(link, std::move(told), now);
            else
                return hear_stream(link, std::move(told), now);
        },
        event);
}

std::optional<Event> Swarm::hear_established(Link& link, const Established& established,
                                             Instant now) {
    link.peer = established.peer;
    peers_.ensure(established.peer).push_back(link.id);
    if (link.dial) ASSERT(events_.push(Dialed{*link.dial, *link.peer, link.id}));
    ask_identity(link, now);
    return Connected{*link.peer, link.id, link.direction, link.transport, link.remote};
}

std::optional<Event> Swarm::hear_ended(Link& link, const LinkEnded& ended, Instant now) {
    Event event = Rejected{link.remote, ended.reason};
    if (link.peer) {
        leave_gossip(link, now);
        auto* links = peers_.find(*link.peer);
        ASSERT(links);
        std::erase_if(*links, [&](LinkId id) { return id == link.id; });
        const bool is_last = links->empty();
        if (is_last) peers_.erase(*link.peer);
        event = Disconnected{*link.peer, link.id, ended.reason, is_last};
    } else if (link.dial) {
        const auto* failure = std::get_if<DialFailure>(&ended.reason);
        ASSERT(failure);
        event = DialEnded{*link.dial, {{link.remote, *failure}}};
    }
    close_link(link);
    return event;
}

void Swarm::close_link(Link& link) {
    const core::Bytes last = link.connection.carrier().outgoing();
    ASSERT(orders_.push(Close{link.id, core::Buffer(last.begin(), last.end())}));
    deadlines_.remove(link.id, link.wake);
    connections_.erase(link.id);
}

}  // namespace net::swarm
