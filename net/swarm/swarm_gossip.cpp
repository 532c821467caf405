// Gossip's streams: the router decides, here its bytes find their way.
//
// Each end opens one stream to the other and writes on it. A peer is the router's from the moment
// that either stream is there.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "net/base/ip_address.h"
#include "net/swarm/swarm_link.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;

bool Swarm::subscribe(std::string_view topic, Instant now) {
    const bool is_new = gossip_->subscribe(topic, now);
    pump_gossip();
    return is_new;
}

void Swarm::unsubscribe(std::string_view topic, Instant now) {
    gossip_->unsubscribe(topic, now);
    pump_gossip();
}

std::expected<gossipsub::MessageId, gossipsub::PublishError> Swarm::publish(std::string_view topic,
                                                                            core::Bytes data,
                                                                            Instant now) {
    auto published = gossip_->publish(topic, data, now);
    pump_gossip();
    return published;
}

bool Swarm::validate(const gossipsub::MessageId& message, gossipsub::Verdict verdict, Instant now) {
    const bool waited = gossip_->validate(message, verdict, now);
    pump_gossip();
    return waited;
}

std::optional<Event> Swarm::hear_stream(Link& link, StreamEvent event, Instant now) {
    const StreamId stream = std::visit([](const auto& told) { return told.stream; }, event);
    if (is_gossip(link, stream)) return hear_gossip(link, std::move(event), now);
    return StreamTold{*link.peer, link.id, std::move(event)};
}

bool Swarm::is_gossip(const Link& link, StreamId stream) {
    const GossipPeer* const peer = gossip_peers_.find(*link.peer);
    return peer && peer->link == link.id && (peer->incoming == stream || peer->outgoing == stream);
}

// The peer has opened its stream. A second one takes the place of the first.
void Swarm::accept_gossip(Link& link, const Accepted& accepted, Instant now) {
    link.connection.run(accepted.stream, UserStream{}, now);
    const auto* known = gossip_peers_.find(*link.peer);
    if (known && known->link != link.id) return link.connection.reset(accepted.stream);
    if (known && known->incoming) {
        link.connection.reset(*known->incoming);
        gossip_->stream_ended(*link.peer);
    }
    if (std::ranges::find(link.protocols, accepted.protocol) == link.protocols.end())
        link.protocols.push_back(accepted.protocol);
    begin_gossip(link, now);
    if (GossipPeer* const peer = gossip_peers_.find(*link.peer))
        peer->incoming = accepted.stream;
    else
        link.connection.reset(accepted.stream);
}

// Opens our stream, if the peer speaks any of the protocols and has none yet.
void Swarm::begin_gossip(Link& link, Instant now) {
    if (!gossip_ || gossip_peers_.contains(*link.peer)) return;
    const auto spoken =
        std::ranges::find_if(gossip_protocols, [&](auto name) { return link.speaks(name); });
    if (spoken == gossip_protocols.end()) return;
    const auto stream = link.connection.open({std::string(*spoken)}, UserStream{}, now);
    if (!stream) return;
    const auto direction = link.direction == Direction::outgoing ? gossipsub::Direction::outbound
                                                                 : gossipsub::Direction::inbound;
    const auto ip = ip_of(link.remote);
    const bool is_added = gossip_->add_peer(*link.peer, *gossipsub::version_of(*spoken), direction,
                                            ip ? ip->subscriber().bytes() : core::Bytes(), now);
    if (!is_added) return link.connection.reset(*stream);
    gossip_peers_.insert(*link.peer, {.link = link.id, .incoming = {}, .outgoing = *stream});
    pump_gossip();
}

std::optional<Event> Swarm::hear_gossip(Link& link, StreamEvent event, Instant now) {
    GossipPeer& peer = *gossip_peers_.find(*link.peer);
    if (const auto* received = std::get_if<Received>(&event)) {
        receive_gossip(link, *received, now);
    } else if (const auto* finished = std::get_if<Finished>(&event)) {
        end_gossip(link, finished->stream, now);
    } else if (const auto* failed = std::get_if<Failed>(&event)) {
        end_gossip(link, failed->stream, now);
    } else if (std::holds_alternative<Agreed>(event)) {
        peer.is_agreed = true;
        send_gossip(*link.peer);
    } else if (std::holds_alternative<Writable>(event)) {
        send_gossip(*link.peer);
    }
    return std::nullopt;
}

void Swarm::receive_gossip(Link& link, const Received& received, Instant now) {
    core::Bytes bytes = received.bytes;
    while (!bytes.empty()) {
        const core::Bytes piece = bytes.first(std::min(bytes.size(), core::receive_size_max));
        bytes = bytes.subspan(piece.size());
        gossip_->receive(*link.peer, piece, now);
        pump_gossip();
    }
    link.connection.credit(received.stream, received.bytes.size());
}

// The peer may open its own anew; without ours it is none of the router's.
void Swarm::end_gossip(Link& link, StreamId stream, Instant now) {
    GossipPeer* const peer = gossip_peers_.find(*link.peer);
    if (!peer) return;
    if (peer->outgoing == stream) return leave_gossip(link, now);
    peer->incoming.reset();
    link.connection.finish(stream, now);
    gossip_->stream_ended(*link.peer);
    pump_gossip();
}

void Swarm::leave_gossip(const Link& link, Instant now) {
    const GossipPeer* const peer = gossip_peers_.find(*link.peer);
    if (!peer || peer->link != link.id) return;
    gossip_peers_.erase(*link.peer);
    gossip_->remove_peer(*link.peer, now);
    pump_gossip();
}

void Swarm::pump_gossip() {
    while (const auto peer = gossip_->next_dirty_peer()) send_gossip(*peer);
}

// As far as the stream takes it. What is left goes when the stream says that it takes more.
void Swarm::send_gossip(const PeerId& id) {
    const GossipPeer* const peer = gossip_peers_.find(id);
    Link* const link = peer ? find(peer->link) : nullptr;
    if (!link || !peer->outgoing) return;
    while (true) {
        const core::Bytes bytes = gossip_->outgoing(id);
        if (bytes.empty()) break;
        const std::size_t taken = link->connection.write(*peer->outgoing, bytes);
        gossip_->consume(id, taken);
        if (taken < bytes.size()) break;
    }
    touch(*link);
}

}  // namespace net::swarm
