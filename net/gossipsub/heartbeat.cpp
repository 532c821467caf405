// What happens once in a heartbeat.
#include <algorithm>
#include <utility>

#include "net/gossipsub/router.h"

namespace net::gossipsub {
namespace {

// Our own grafts wait a little longer than a backoff, for clocks and delays that differ.
constexpr int backoff_slack_heartbeats = 2;

}  // namespace

void Router::beat(core::Instant now) {
    next_heartbeat_ += options_.mesh.heartbeat;
    // After a long sleep there is one heartbeat, not many.
    if (next_heartbeat_ <= now) next_heartbeat_ = now + options_.mesh.heartbeat;
    ++heartbeats_;
    seen_.expire(now);
    expire_unvalidated(now);
    expire_promises(now);
    for (const auto& [id, peer] : peers_) forget_heartbeat_counts(*peer);
    for (Topic* const topic : active_topics_) {
        expire_backoffs(*topic, now);
        if (topic->mesh) maintain_mesh(*topic, now);
        if (topic->fanout) maintain_fanout(*topic, now);
        if (topic->mesh || topic->fanout) gossip(*topic);
    }
    cache_.shift();
    std::erase_if(active_topics_, [&](Topic* topic) {
        if (topic->needs_heartbeats()) return false;
        topic->is_active = false;
        topics_.release(*topic);
        return true;
    });
}

void Router::forget_heartbeat_counts(Peer& peer) {
    peer.ihave_count = peer.ihave_id_count = 0;
    peer.iwant_id_count = peer.idontwant_id_count = 0;
    if (const std::size_t dropped = std::exchange(peer.dropped_count, 0))
        tell(MessagesDropped{peer.id, dropped});
    if (peer.unwanted.empty()) return;
    core::FlatMap<MessageId, std::uint64_t> kept;
    for (const auto& [id, until] : peer.unwanted)
        if (until > heartbeats_) kept.insert(id, until);
    peer.unwanted = std::move(kept);
}

void Router::expire_promises(core::Instant now) {
    while (!promises_.empty() && promises_.front().until <= now) {
        const Promise due = *promises_.pop();
        Peer* const peer = find(due.peer);
        if (!peer || peer->is_direct || seen_.contains(due.message)) continue;
        // Of what it is asked for in turn every message is promised: all of it counts once.
        if (due.asked == Asked::in_turn &&
            std::exchange(peer->broke_in_turn_at, heartbeats_) == heartbeats_)
            continue;
        penalize(*peer, 1);
    }
    if (promises_.empty()) promises_.clear();
}

void Router::expire_backoffs(Topic& topic, core::Instant now) {
    const core::Duration slack = options_.mesh.heartbeat * backoff_slack_heartbeats;
    const auto is_over = [&](const auto& entry) { return entry.second.until + slack <= now; };
    if (std::ranges::none_of(topic.backoffs, is_over)) return;
    core::FlatMap<core::codec::PeerId, Backoff> kept;
    for (const auto& entry : topic.backoffs)
        if (!is_over(entry)) kept.insert(entry.first, entry.second);
    topic.backoffs = std::move(kept);
}

void Router::decay_scores(core::Instant now) {
    next_decay_ += options_.score.decay_interval;
    if (next_decay_ <= now) next_decay_ = now + options_.score.decay_interval;
    for (const auto& [id, peer] : peers_) peer->score.decay(options_.score, now);
    std::vector<core::codec::PeerId> forgotten;
    for (const auto& [id, retained] : retained_)
        if (retained.until <= now) forgotten.push_back(id);
    for (const core::codec::PeerId& id : forgotten) retained_.erase(id);
}

}  // namespace net::gossipsub
