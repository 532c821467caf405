// Streams of gossip: opened, lost, and replaced.
#include "net/swarm/gossip_streams.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "core/base/machine.h"
#include "net/base/ip_address.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;

GossipStreams::GossipStreams(const gossipsub::Options& options,
                             const core::crypto::Ed25519KeyPair& identity, std::uint64_t seqno,
                             core::Seed seed, Links& links, Instant now)
    : links_(links), options_(options), router_(options_, identity, seqno, seed, now) {}

bool GossipStreams::is_ours(const Link& link, StreamId stream) const {
    const Peer* const peer = peers_.find(*link.peer);
    const StreamHandle handle{link.id, stream};
    return peer && (peer->incoming == handle || peer->outgoing == handle);
}

// A second one takes the place of the first.
void GossipStreams::accept(Link& link, const Accepted& accepted, Instant now) {
    link.connection.run(accepted.stream, UserStream{}, now);
    if (!link.speaks(accepted.protocol)) link.protocols.push_back(accepted.protocol);
    if (!retries_.is_shut_out(*link.peer)) join(link, now);
    Peer* const peer = peers_.find(*link.peer);
    if (!peer) return link.connection.reset(accepted.stream);
    const auto replaced = std::exchange(peer->incoming, StreamHandle{link.id, accepted.stream});
    if (replaced) {
        router_.stream_ended(*link.peer);
        reset(*replaced);
    }
    follow(link, now);
}

// A peer that died and came back has a new connection before we notice that the old one is dead.
void GossipStreams::follow(Link& newer, Instant now) {
    Peer& peer = *peers_.find(*newer.peer);
    if (!peer.outgoing || newer.id <= peer.outgoing->link) return;
    const auto ours = open(newer, now);
    if (!ours) return;
    reset(*std::exchange(peer.outgoing, ours));
    router_.start_over(*newer.peer);
    pump();
}

void GossipStreams::reset(const StreamHandle& stream) {
    Link* const link = links_.find(stream.link);
    if (!link) return;
    link->connection.reset(stream.stream);
    links_.touch(*link);
}

void GossipStreams::begin(Link& link, Instant now) {
    if (!retries_.is_waiting(*link.peer)) join(link, now);
}

void GossipStreams::join(Link& link, Instant now) {
    if (peers_.contains(*link.peer)) return;
    const auto spoken =
        std::ranges::find_if(gossip_protocols, [&](auto name) { return link.speaks(name); });
    if (spoken == gossip_protocols.end()) return;
    const auto stream = open(link, now);
    if (!stream) return;
    const auto direction = link.direction == Direction::outgoing ? gossipsub::Direction::outbound
                                                                 : gossipsub::Direction::inbound;
    const auto ip = ip_of(link.remote);
    const bool is_added = router_.add_peer(*link.peer, *gossipsub::version_of(*spoken), direction,
                                           ip ? ip->subscriber().bytes() : core::Bytes(), now);
    if (!is_added) return link.connection.reset(stream->stream);
    peers_.insert(*link.peer, {.incoming = {}, .outgoing = stream});
    pump();
}

std::optional<StreamHandle> GossipStreams::open(Link& link, Instant now) {
    const auto spoken =
        std::ranges::find_if(gossip_protocols, [&](auto name) { return link.speaks(name); });
    if (spoken == gossip_protocols.end()) return std::nullopt;
    const auto stream = link.connection.open({std::string(*spoken)}, UserStream{}, now);
    links_.wake(link);
    return stream ? std::optional(StreamHandle{link.id, *stream}) : std::nullopt;
}

void GossipStreams::hear(Link& link, const StreamEvent& event, Instant now) {
    if (const auto* received = core::get_if<Received>(&event)) {
        receive(link, *received, now);
    } else if (const auto* finished = core::get_if<Finished>(&event)) {
        end_stream(link, finished->stream, now);
    } else if (const auto* failed = core::get_if<Failed>(&event)) {
        // With its connection: lose() follows when that has ended, with all its streams.
        if (failed->failure == StreamFailure::connection_ended) return;
        end_stream(link, failed->stream, now);
        if (failed->failure == StreamFailure::protocol_refused) retries_.forget(*link.peer);
    } else {
        send(*link.peer);  // It was agreed on, or takes more.
    }
}

void GossipStreams::receive(Link& link, const Received& received, Instant now) {
    core::Bytes bytes = received.bytes;
    while (!bytes.empty()) {
        const core::Bytes piece = bytes.first(std::min(bytes.size(), core::receive_size_max));
        bytes = bytes.subspan(piece.size());
        router_.receive(*link.peer, piece, now);
        pump();
    }
    link.connection.credit(received.stream, received.bytes.size());
}

// The peer may open its own anew; one that does not want ours is none of the router's.
void GossipStreams::end_stream(Link& link, StreamId stream, Instant now) {
    Peer& peer = *peers_.find(*link.peer);
    if (peer.outgoing == StreamHandle{link.id, stream}) return end_ours(*link.peer, now);
    peer.incoming.reset();
    link.connection.finish(stream, now);
    router_.stream_ended(*link.peer);
    pump();
}

void GossipStreams::end_ours(const PeerId& peer, Instant now) {
    leave(peer, now);
    retries_.failed(peer, now);
}

void GossipStreams::shut_out(const PeerId& peer, Instant now) {
    if (!peers_.contains(peer)) return;
    leave(peer, now);
    retries_.shut_out(peer, now);
}

void GossipStreams::lose(const Link& link, Instant now) {
    const PeerId id = *link.peer;
    if (links_.of(id).size() <= 1) retries_.forget(id);
    Peer* const peer = peers_.find(id);
    if (!peer) return;
    if (peer->incoming && peer->incoming->link == link.id) {
        peer->incoming.reset();
        router_.stream_ended(id);
    }
    if (peer->outgoing && peer->outgoing->link == link.id) replace_outgoing(id, link.id, now);
}

void GossipStreams::replace_outgoing(const PeerId& id, LinkId lost, Instant now) {
    Peer& peer = *peers_.find(id);
    peer.outgoing.reset();
    for (const LinkId other : links_.of(id)) {
        Link* const link = links_.find(other);
        if (other == lost || peer.outgoing) continue;
        peer.outgoing = open(*link, now);
    }
    if (!peer.outgoing) return leave(id, now);
    router_.start_over(id);
    pump();
}

void GossipStreams::leave(const PeerId& id, Instant now) {
    const Peer peer = *peers_.find(id);
    peers_.erase(id);
    // What comes on them would be for nobody.
    for (const auto& stream : {peer.incoming, peer.outgoing})
        if (stream) reset(*stream);
    router_.remove_peer(id, now);
    pump();
}

void GossipStreams::expire(Instant now) {
    // On whichever connection there is now.
    for (const PeerId& peer : retries_.take_due(now))
        for (const LinkId each : links_.of(peer)) begin(*links_.find(each), now);
    if (!router_.deadline() || now < *router_.deadline()) return;
    router_.expire(now);
    pump();
}

std::optional<Instant> GossipStreams::deadline() const {
    return core::earlier(router_.deadline(), retries_.deadline());
}

void GossipStreams::pump() {
    while (const auto peer = router_.next_dirty_peer()) send(*peer);
}

// As far as the stream takes it. What is left goes when the stream says that it takes more.
void GossipStreams::send(const PeerId& id) {
    const Peer* const peer = peers_.find(id);
    Link* const link = peer && peer->outgoing ? links_.find(peer->outgoing->link) : nullptr;
    if (!link) return;
    while (true) {
        const core::Bytes bytes = router_.outgoing(id);
        if (bytes.empty()) break;
        const std::size_t taken = link->connection.write(peer->outgoing->stream, bytes);
        router_.consume(id, taken);
        if (taken < bytes.size()) break;
    }
    links_.touch(*link);
}

std::optional<GossipStreams::MeshChange> GossipStreams::mesh_change(const gossipsub::Event& event) {
    if (const auto* grafted = core::get_if<gossipsub::Grafted>(&event))
        return MeshChange{grafted->peer, ++mesh_counts_.ensure(grafted->peer)};
    const auto* pruned = core::get_if<gossipsub::Pruned>(&event);
    std::uint32_t* const count = pruned ? mesh_counts_.find(pruned->peer) : nullptr;
    if (!count) return std::nullopt;
    const std::uint32_t left = --*count;
    if (left == 0) mesh_counts_.erase(pruned->peer);
    return MeshChange{pruned->peer, left};
}

}  // namespace net::swarm
