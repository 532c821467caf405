// Peers that come and go, what is sent to them, and the calls that only pass on.
#include "net/gossipsub/router.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/machine.h"
#include "core/codec/public_key.h"

namespace net::gossipsub {
namespace {

// One call makes at most as many events as an RPC has fields, as one more piece could hold, and as
// many as there are peers in all meshes.
constexpr std::size_t events_max = std::size_t{1} << 20;

// Of a prune with all peers that may be exchanged, in the topic with the longest name.
constexpr std::size_t rpc_size_min = 4096;

}  // namespace

std::string_view protocol_of(Version version) {
    switch (version) {
        case Version::floodsub: return "/floodsub/1.0.0";
        case Version::gossipsub_1_0: return "/meshsub/1.0.0";
        case Version::gossipsub_1_1: return "/meshsub/1.1.0";
        case Version::gossipsub_1_2: return "/meshsub/1.2.0";
    }
}

std::optional<Version> version_of(std::string_view protocol) {
    for (const Version version : {Version::floodsub, Version::gossipsub_1_0, Version::gossipsub_1_1,
                                  Version::gossipsub_1_2})
        if (protocol_of(version) == protocol) return version;
    return std::nullopt;
}

std::string_view describe(PublishError error) {
    switch (error) {
        case PublishError::topic_size_wrong: return "the topic's name is empty or too long";
        case PublishError::message_too_large: return "the message is larger than an RPC may be";
    }
}

std::string_view advice(PublishError error) {
    switch (error) {
        case PublishError::topic_size_wrong: return "Choose a name of 1 to 256 bytes.";
        case PublishError::message_too_large: return "Publish it in parts, or send it on a stream.";
    }
    std::unreachable();
}

Router::Router(const Options& options, const core::crypto::Ed25519KeyPair& key_pair,
               std::uint64_t seqno, core::Seed seed, core::Instant now)
    : options_(options),
      key_pair_(key_pair),
      own_id_(core::codec::PeerId::of(core::codec::PublicKey(key_pair.public_key()))),
      seqno_(seqno),
      prng_(seed),
      topics_(options.score),
      seen_(options.limits.seen_max, options.limits.seen_life),
      cache_(options.history_windows, options.gossip_windows, options.limits.cached_size_max),
      wanted_(options.limits.asked_max),
      promises_(2 * options.limits.asked_max),
      dirty_(options.limits.peers_max),
      events_(events_max),
      next_decay_(now + options.score.decay_interval) {
    ASSERT(options.limits.rpc_size_max >= rpc_size_min);
    ASSERT(options.limits.topic_size_max <= rpc_size_min / 8);
    ASSERT(options.limits.exchanged_peers_max <= 16);
    ASSERT(options.mesh.heartbeat > core::Duration{});
    // Nodes that start together do not beat together.
    const auto interval = static_cast<std::uint64_t>(options.mesh.heartbeat.count());
    next_heartbeat_ =
        now + core::Duration(static_cast<core::Duration::rep>(prng_.below(interval) + 1));
}

Peer* Router::find(const core::codec::PeerId& peer) const {
    const auto* const found = peers_.find(peer);
    return found ? found->get() : nullptr;
}

Peer* Router::find(PeerNumber number) const {
    Peer* const* const found = peers_by_number_.find(number);
    return found ? *found : nullptr;
}

void Router::tell(Event event) {
    const bool told = events_.push(std::move(event));
    ASSERT(told);  // Else the driver did not take events after every call.
}

void Router::mark_dirty(Peer& peer) {
    if (peer.is_dirty || peer.has_ended || peer.queue.empty()) return;
    peer.is_dirty = true;
    const bool marked = dirty_.push(peer.number);
    ASSERT(marked);  // Each peer is in it once.
}

bool Router::add_peer(const core::codec::PeerId& peer_id, Version version, Direction direction,
                      core::Bytes address, core::Instant now) {
    if (peers_.size() >= options_.limits.peers_max || find(peer_id) || peer_id == own_id_)
        return false;
    auto made = std::make_unique<Peer>(PeerNumber{++numbers_used_}, peer_id, options_.limits);
    Peer& peer = *made;
    peer.version = version;
    peer.direction = direction;
    peer.address.assign(address.begin(), address.end());
    peer.is_direct =
        std::ranges::find(options_.direct_peers, peer_id) != options_.direct_peers.end();
    RetainedScore* const retained = retained_.find(peer_id);
    if (retained && retained->until > now) peer.score = std::move(retained->score);
    retained_.erase(peer_id);
    count_address(peer, true);
    peers_by_number_.insert(peer.number, &peer);
    peers_.insert(peer_id, std::move(made));
    greet(peer);
    return true;
}

// What we are subscribed to, and what we know besides the protocol.
void Router::greet(Peer& peer) {
    if (options_.forward.choke && peer.version >= Version::gossipsub_1_2) peer.queue.knows_choke();
    for (const Topic* const topic : active_topics_)
        if (topic->mesh) peer.queue.subscription(true, topic->name);
    mark_dirty(peer);
}

void Router::remove_peer(const core::codec::PeerId& peer_id, core::Instant now) {
    Peer* const peer = find(peer_id);
    if (!peer) return;
    while (!peer->topics.empty())
        remove_subscription(*peer, *peer->topics.back(), PruneReason::peer_gone, now);
    // A mesh may hold a peer that never said that it is subscribed.
    for (Topic* const topic : active_topics_) {
        remove_from_mesh(*topic, *peer, PruneReason::peer_gone, now);
        if (topic->fanout) topic->fanout->peers.remove(*peer);
    }
    retain_score(*peer, now);
    count_address(*peer, false);
    if (peer->is_dirty) {
        for (std::size_t left = dirty_.size(); left > 0; --left) {
            const PeerNumber number = *dirty_.pop();
            if (number == peer->number) continue;
            const bool kept = dirty_.push(number);
            ASSERT(kept);
        }
    }
    peers_by_number_.erase(peer->number);
    peers_.erase(peer_id);
}

void Router::retain_score(Peer& peer, core::Instant now) {
    peer.score.leave(now);
    if (!peer.score.worth_retaining(options_.score)) return;
    if (retained_.size() >= options_.limits.retained_scores_max)
        return reach(Limit::retained_scores);
    retained_.insert(peer.id, {std::move(peer.score), now + options_.score.retention});
}

void Router::count_address(const Peer& peer, bool is_there) {
    if (peer.address.empty()) return;
    std::size_t& count = address_counts_.ensure(peer.address);
    is_there ? ++count : --count;
    if (count == 0) address_counts_.erase(peer.address);
}

double Router::score_of(const Peer& peer) const {
    const std::size_t* const colocated =
        peer.address.empty() ? nullptr : address_counts_.find(peer.address);
    return peer.score.value(options_.score, colocated ? *colocated : 0);
}

void Router::penalize(Peer& peer, double penalty) {
    ++counters_.penalties;
    peer.score.penalize(penalty);
}

void Router::end_peer(Peer& peer, EndReason reason) {
    peer.has_ended = true;
    peer.partial = {};
    tell(PeerEnded{peer.id, reason});
}

void Router::stream_ended(const core::codec::PeerId& peer_id) {
    if (Peer* const peer = find(peer_id)) peer->partial = {};
}

void Router::start_over(const core::codec::PeerId& peer_id) {
    Peer* const peer = find(peer_id);
    if (!peer || peer->has_ended) return;
    std::destroy_at(&peer->queue);
    std::construct_at(&peer->queue, options_.limits);
    for (const Topic* const topic : active_topics_)
        if (topic->mesh && topic->mesh->contains(*peer)) peer->queue.graft(topic->name);
    greet(*peer);
}

std::optional<core::codec::PeerId> Router::next_dirty_peer() {
    while (const auto number = dirty_.pop()) {
        Peer& peer = *find(*number);
        peer.is_dirty = false;
        if (!peer.has_ended) return peer.id;
    }
    return std::nullopt;
}

core::Bytes Router::outgoing(const core::codec::PeerId& peer_id) {
    Peer* const peer = find(peer_id);
    return peer && !peer->has_ended ? peer->queue.outgoing() : core::Bytes();
}

void Router::consume(const core::codec::PeerId& peer_id, std::size_t size) {
    if (Peer* const peer = find(peer_id)) peer->queue.consume(size);
}

void Router::activate(Topic& topic) {
    if (!std::exchange(topic.is_active, true)) active_topics_.push_back(&topic);
}

void Router::set_user_score(const core::codec::PeerId& peer_id, double score) {
    if (Peer* const peer = find(peer_id)) peer->score.set_user_score(score);
}

void Router::expire(core::Instant now) {
    while (const auto id = wanted_.take_due(now)) ask_next(*id, now);
    if (next_decay_ <= now) decay_scores(now);
    if (next_heartbeat_ <= now) beat(now);
}

std::optional<core::Instant> Router::deadline() const {
    core::Instant first = std::min(next_heartbeat_, next_decay_);
    if (const auto asking = wanted_.deadline()) first = std::min(first, *asking);
    return first;
}

std::optional<double> Router::score(const core::codec::PeerId& peer_id) const {
    const Peer* const peer = find(peer_id);
    if (!peer) return std::nullopt;
    return score_of(*peer);
}

std::vector<core::codec::PeerId> Router::mesh(std::string_view name) {
    std::vector<core::codec::PeerId> ids;
    const Topic* const topic = topics_.find(name);
    if (!topic || !topic->mesh) return ids;
    for (const MeshLink& link : *topic->mesh) ids.push_back(link.peer->id);
    return ids;
}

std::vector<core::codec::PeerId> Router::subscribers(std::string_view name) {
    std::vector<core::codec::PeerId> ids;
    const Topic* const topic = topics_.find(name);
    if (!topic) return ids;
    for (const Peer* const peer : topic->peers) ids.push_back(peer->id);
    return ids;
}

Router::Holdings Router::holdings() const {
    std::size_t backoffs = 0;
    for (const auto& [name, topic] : topics_) backoffs += topic->backoffs.size();
    return {peers_.size(), topics_.size(),      backoffs,       retained_.size(), seen_.size(),
            cache_.size(), unvalidated_.size(), wanted_.size(), promises_.size()};
}

}  // namespace net::gossipsub
