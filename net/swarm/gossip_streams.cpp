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

namespace {
constexpr core::Duration pause_min = std::chrono::seconds{1};
// Who failed longer ago than this begins with the shortest pause again.
constexpr core::Duration pause_max = std::chrono::seconds{64};
}  // namespace

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
    const Retry* const retry = retries_.find(*link.peer);
    if (!retry || !retry->is_waiting || !retry->is_shut_out) join(link, now);
    Peer* const peer = peers_.find(*link.peer);
    if (!peer) return link.connection.reset(accepted.stream);
    const auto replaced = std::exchange(peer->incoming, StreamHandle{link.id, accepted.stream});
    if (!replaced) return;
    router_.stream_ended(*link.peer);
    if (Link* const other = links_.find(replaced->link)) {
        other->connection.reset(replaced->stream);
        links_.touch(*other);
    }
}

void GossipStreams::begin(Link& link, Instant now) {
    const Retry* const retry = retries_.find(*link.peer);
    if (!retry || !retry->is_waiting) join(link, now);
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
    if (const auto* received = std::get_if<Received>(&event)) {
        receive(link, *received, now);
    } else if (const auto* finished = std::get_if<Finished>(&event)) {
        end_stream(link, finished->stream, now);
    } else if (const auto* failed = std::get_if<Failed>(&event)) {
        // With its connection: lose() follows when that has ended, with all its streams.
        if (failed->failure == StreamFailure::connection_ended) return;
        end_stream(link, failed->stream, now);
        if (failed->failure == StreamFailure::protocol_refused) retries_.erase(*link.peer);
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
    Retry& retry = retries_.ensure(peer);
    const bool is_new = retry.pause == core::Duration{} || now - retry.failed_at > 2 * pause_max;
    retry = {now, is_new ? pause_min : std::min(retry.pause * 2, pause_max), true};
}

void GossipStreams::shut_out(const PeerId& peer, Instant now) {
    if (!peers_.contains(peer)) return;
    leave(peer, now);
    retries_.ensure(peer) = {now, pause_max, true, true};
}

// On whichever connection there is now.
void GossipStreams::retry(const PeerId& id, Instant now) {
    for (const LinkId each : links_.of(id)) begin(*links_.find(each), now);
}

void GossipStreams::lose(const Link& link, Instant now) {
    const PeerId id = *link.peer;
    if (links_.of(id).size() <= 1) retries_.erase(id);
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
    for (const auto& stream : {peer.incoming, peer.outgoing}) {
        Link* const link = stream ? links_.find(stream->link) : nullptr;
        if (!link) continue;
        link->connection.reset(stream->stream);
        links_.touch(*link);
    }
    router_.remove_peer(id, now);
    pump();
}

void GossipStreams::expire(Instant now) {
    std::vector<PeerId> due;
    for (const auto& [peer, retry] : retries_)
        if (retry.is_waiting && now >= retry.due()) due.push_back(peer);
    for (const PeerId& peer : due) {
        retries_.find(peer)->is_waiting = false;
        retry(peer, now);
    }
    if (!router_.deadline() || now < *router_.deadline()) return;
    router_.expire(now);
    pump();
}

std::optional<Instant> GossipStreams::deadline() const {
    std::optional<Instant> first = router_.deadline();
    for (const auto& [peer, retry] : retries_)
        if (retry.is_waiting) first = first ? std::min(*first, retry.due()) : retry.due();
    return first;
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
    if (const auto* grafted = std::get_if<gossipsub::Grafted>(&event))
        return MeshChange{grafted->peer, ++mesh_counts_.ensure(grafted->peer)};
    const auto* pruned = std::get_if<gossipsub::Pruned>(&event);
    std::uint32_t* const count = pruned ? mesh_counts_.find(pruned->peer) : nullptr;
    if (!count) return std::nullopt;
    const std::uint32_t left = --*count;
    if (left == 0) mesh_counts_.erase(pruned->peer);
    return MeshChange{pruned->peer, left};
}

}  // namespace net::swarm
