// Who is in a mesh, and who must wait before grafting again.
#include <algorithm>
#include <utility>

#include "core/base/heap_sort.h"
#include "net/gossipsub/router.h"

namespace net::gossipsub {

// Random ones of those that are eligible, at most so many.
std::vector<Peer*> Router::draw(std::vector<Peer*> eligible, std::size_t count_max) {
    prng_.shuffle(std::span<Peer*>(eligible));
    if (eligible.size() > count_max) eligible.resize(count_max);
    return eligible;
}

bool Router::subscribe(std::string_view name, core::Instant now) {
    if (name.empty() || name.size() > options_.limits.topic_size_max) return false;
    Topic& topic = topics_.ensure(name);
    if (topic.mesh) return true;
    topic.mesh.emplace();
    activate(topic);
    for (const auto& [id, peer] : peers_) {
        peer->queue.subscription(true, name);
        mark_dirty(*peer);
    }
    // Those who got what we published have shown that they take it.
    if (const auto fanout = std::exchange(topic.fanout, nullptr))
        for (Peer* const peer : fanout->peers)
            if (may_graft(topic, *peer) && topic.mesh->size() < options_.mesh.degree)
                graft(topic, *peer, now);
    if (topic.mesh->size() < options_.mesh.degree) graft_missing(topic, now);
    return true;
}

void Router::unsubscribe(std::string_view name, core::Instant now) {
    Topic* const topic = topics_.find(name);
    if (!topic || !topic->mesh) return;
    for (const auto& [id, peer] : peers_) {
        peer->queue.subscription(false, name);
        mark_dirty(*peer);
    }
    while (topic->mesh->size() > 0)
        prune(*topic, *topic->mesh->begin()->peer, PruneReason::unsubscribed_here, MayExchange::yes,
              now);
    topic->mesh.reset();
}

bool Router::may_graft(const Topic& topic, const Peer& peer) const {
    return peer.has_mesh() && !peer.is_direct && !peer.has_ended && !topic.mesh->contains(peer) &&
           !topic.backoffs.contains(peer.id) && score_of(peer) >= 0;
}

void Router::graft(Topic& topic, Peer& peer, core::Instant now) {
    add_to_mesh(topic, peer, now);
    peer.queue.graft(topic.name);
    mark_dirty(peer);
}

void Router::add_to_mesh(Topic& topic, Peer& peer, core::Instant now) {
    topic.mesh->add(peer);
    peer.score.graft(topic.scored(), now);
    tell(Grafted{peer.id, topic.name});
}

void Router::remove_from_mesh(Topic& topic, Peer& peer, PruneReason reason, core::Instant now) {
    if (!topic.mesh || !topic.mesh->remove(peer)) return;
    peer.score.prune(topic.scored(), now);
    tell(Pruned{peer.id, topic.name, reason});
}

void Router::prune(Topic& topic, Peer& peer, PruneReason reason, MayExchange exchange,
                   core::Instant now) {
    remove_from_mesh(topic, peer, reason, now);
    const core::Duration backoff = reason == PruneReason::unsubscribed_here
                                       ? options_.mesh.unsubscribe_backoff
                                       : options_.mesh.prune_backoff;
    set_backoff(topic, peer, backoff, now);
    std::vector<core::codec::PeerId> others;
    if (exchange == MayExchange::yes) others = peers_to_exchange(topic, peer);
    std::optional<std::uint64_t> seconds;
    if (peer.version >= Version::gossipsub_1_1)
        seconds =
            static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(backoff).count());
    peer.queue.prune(topic.name, seconds, std::move(others));
    mark_dirty(peer);
}

void Router::refuse_graft(Topic& topic, Peer& peer, MayExchange exchange, core::Instant now) {
    prune(topic, peer, PruneReason::mesh_full, exchange, now);
}

void Router::set_backoff(Topic& topic, const Peer& peer, core::Duration backoff,
                         core::Instant now) {
    Backoff* const known = topic.backoffs.find(peer.id);
    if (known) {
        *known = {now, std::max(known->until, now + backoff)};
        return;
    }
    if (topic.backoffs.size() >= options_.limits.backoffs_per_topic_max)
        return reach(Limit::backoffs);
    topic.backoffs.insert(peer.id, {now, now + backoff});
    activate(topic);
}

std::vector<core::codec::PeerId> Router::peers_to_exchange(const Topic& topic, const Peer& peer) {
    std::vector<core::codec::PeerId> ids;
    if (!options_.mesh.peer_exchange || peer.version < Version::gossipsub_1_1 || score_of(peer) < 0)
        return ids;
    const auto is_good = [&](const Peer& other) { return &other != &peer && score_of(other) >= 0; };
    for (const Peer* const other :
         draw(topic.peers.where(is_good), options_.limits.exchanged_peers_max))
        ids.push_back(other->id);
    return ids;
}

void Router::prune_negative(Topic& topic, core::Instant now) {
    std::vector<Peer*> negative;
    for (const MeshLink& link : *topic.mesh)
        if (score_of(*link.peer) < 0) negative.push_back(link.peer);
    for (Peer* const peer : negative)
        prune(topic, *peer, PruneReason::score_negative, MayExchange::no, now);
}

void Router::graft_missing(Topic& topic, core::Instant now) {
    const std::size_t missing = options_.mesh.degree - topic.mesh->size();
    const auto is_eligible = [&](const Peer& peer) { return may_graft(topic, peer); };
    for (Peer* const peer : draw(topic.peers.where(is_eligible), missing)) graft(topic, *peer, now);
}

// The best stay, the others are drawn; among those that stay enough must have been dialled by us,
// since who dials us may be one and the same.
void Router::prune_excess(Topic& topic, core::Instant now) {
    const MeshOptions& mesh = options_.mesh;
    struct Candidate {
        Peer* peer;
        double score;
        std::uint64_t lot;  // Among equals.
    };
    std::vector<Candidate> candidates;
    for (const MeshLink& link : *topic.mesh)
        candidates.push_back({link.peer, score_of(*link.peer), prng_.next()});
    core::heap_sort(candidates, [](const Candidate& left, const Candidate& right) {
        return left.score > right.score || (left.score == right.score && left.lot < right.lot);
    });
    const std::size_t best_kept = std::min(mesh.best_kept, mesh.degree);
    prng_.shuffle(std::span<Candidate>(candidates).subspan(best_kept));

    const auto is_outbound = [](const Candidate& candidate) {
        return candidate.peer->direction == Direction::outbound;
    };
    const auto kept_end = candidates.begin() + static_cast<std::ptrdiff_t>(mesh.degree);
    auto outbound =
        static_cast<std::size_t>(std::count_if(candidates.begin(), kept_end, is_outbound));
    for (auto other = kept_end; other != candidates.end() && outbound < mesh.outbound_min;
         ++other) {
        if (!is_outbound(*other)) continue;
        // In exchange for the last kept that is not outbound.
        auto leaves = kept_end;
        while (leaves != candidates.begin() && is_outbound(*std::prev(leaves))) --leaves;
        if (leaves == candidates.begin()) break;
        std::swap(*std::prev(leaves), *other);
        ++outbound;
    }
    for (auto other = kept_end; other != candidates.end(); ++other)
        prune(topic, *other->peer, PruneReason::mesh_full, MayExchange::yes, now);
}

void Router::graft_outbound(Topic& topic, core::Instant now) {
    const auto outbound =
        static_cast<std::size_t>(std::ranges::count_if(*topic.mesh, [](const MeshLink& link) {
            return link.peer->direction == Direction::outbound;
        }));
    if (outbound >= options_.mesh.outbound_min) return;
    const auto is_eligible = [&](const Peer& peer) {
        return peer.direction == Direction::outbound && may_graft(topic, peer);
    };
    for (Peer* const peer :
         draw(topic.peers.where(is_eligible), options_.mesh.outbound_min - outbound))
        graft(topic, *peer, now);
}

void Router::graft_opportunistically(Topic& topic, core::Instant now) {
    if (topic.mesh->size() < 2) return;
    std::vector<double> scores;
    for (const MeshLink& link : *topic.mesh) scores.push_back(score_of(*link.peer));
    core::heap_sort(scores, [](double left, double right) { return left < right; });
    const double median = scores[scores.size() / 2];
    if (median >= options_.score.thresholds.opportunistic_graft) return;
    const auto is_better = [&](const Peer& peer) {
        return may_graft(topic, peer) && score_of(peer) > median;
    };
    for (Peer* const peer : draw(topic.peers.where(is_better), options_.mesh.opportunistic_count))
        graft(topic, *peer, now);
}

void Router::maintain_mesh(Topic& topic, core::Instant now) {
    prune_negative(topic, now);
    const MeshOptions& mesh = options_.mesh;
    if (topic.mesh->size() < mesh.degree_low) graft_missing(topic, now);
    if (topic.mesh->size() > mesh.degree_high) prune_excess(topic, now);
    if (topic.mesh->size() >= mesh.degree_low) graft_outbound(topic, now);
    if (heartbeats_ % mesh.opportunistic_heartbeats == 0) graft_opportunistically(topic, now);
}

void Router::maintain_fanout(Topic& topic, core::Instant now) {
    if (now - topic.fanout->published_at >= options_.mesh.fanout_life) {
        topic.fanout.reset();
        return;
    }
    const double threshold = options_.score.thresholds.publish;
    PeerSet& peers = topic.fanout->peers;
    std::vector<Peer*> bad;
    for (Peer* const peer : peers)
        if (score_of(*peer) < threshold) bad.push_back(peer);
    for (Peer* const peer : bad) peers.remove(*peer);
    if (peers.size() >= options_.mesh.degree) return;
    const auto is_eligible = [&](const Peer& peer) {
        return !peers.contains(peer) && !topic.always_served.contains(peer) &&
               score_of(peer) >= threshold;
    };
    for (Peer* const peer :
         draw(topic.peers.where(is_eligible), options_.mesh.degree - peers.size()))
        peers.add(*peer);
}

// Tells some who are not sent whole messages which there are.
void Router::gossip(Topic& topic) {
    const std::vector<MessageId> ids = cache_.gossip_ids(topic.name);
    if (ids.empty()) return;
    const auto is_eligible = [&](const Peer& peer) {
        return peer.has_mesh() && !peer.is_direct && !(topic.mesh && topic.mesh->contains(peer)) &&
               !(topic.fanout && topic.fanout->peers.contains(peer)) &&
               score_of(peer) >= options_.score.thresholds.gossip;
    };
    std::vector<Peer*> eligible = topic.peers.where(is_eligible);
    const std::size_t count =
        std::max(options_.mesh.gossip_degree, eligible.size() * options_.mesh.gossip_percent / 100);
    const std::size_t told = std::min(ids.size(), options_.limits.ihave_ids_max);
    for (Peer* const peer : draw(std::move(eligible), count)) {
        // When there are more than may be told of, different peers hear of different ones.
        std::size_t at = ids.size() > told ? static_cast<std::size_t>(prng_.below(ids.size())) : 0;
        for (std::size_t left = told; left > 0; --left, at = (at + 1) % ids.size())
            if (!peer->queue.ihave(topic.name, ids[at])) {
                reach(Limit::queued_ids);
                break;
            }
        mark_dirty(*peer);
    }
}

}  // namespace net::gossipsub
