// Whom a node connects to by itself, where Authorities are, and comparing documents in turn.
#include <algorithm>

#include "core/codec/peer_record.h"
#include "fabric/node/node.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using lanes::Lane;
using membership::Role;

// Where an Authority is, in its own signed words.
void Node::take_place(Session& session, Bytes bytes, Instant now) {
    const auto record = core::codec::open_peer_record(bytes);
    if (!record) return break_off(session, "what is no record of a peer");
    // That it has become an Authority may be told a moment later.
    if (record->peer == self_ || !role_of(record->peer, now)) return;
    if (!swarm_.learn_record(bytes, record->peer, now)) return;
    note_place(record->peer, now);  // To those who know nobody that knows it.
    look_whom_to_reach(now);
}

void Node::say_places(Session& session, Instant now) {
    for (const membership::MemberKey& key : mesh_->log.authorities(unix_now(now))) {
        const PeerId authority = PeerId::of(core::codec::PublicKey(key));
        const net::peers::StoredPeer* const known = swarm_.store().find(authority);
        if (!known || !known->record || authority == session.peer) continue;
        if (session.sender.waiting_size(Lane::places) < options_.lane_size_max)
            session.sender.put(Lane::places, known->record->envelope);
    }
}

// It has just told where it is, or that it moved; or has become an Authority.
void Node::note_place(const PeerId& peer, Instant now) {
    const net::peers::StoredPeer* const known = swarm_.store().find(peer);
    if (!known || !known->record || role_of(peer, now) != Role::authority) return;
    for (auto& [other, session] : sessions_)
        if (other != peer && session.sender.waiting_size(Lane::places) < options_.lane_size_max)
            session.sender.put(Lane::places, known->record->envelope);
}

bool Node::wants_to_reach(const PeerId& peer, Instant now) const {
    if (is_leaving_ || peer == self_ || swarm_.is_connected(peer)) return false;
    if (const auto at = lost_.find(peer); at != lost_.end() && at->second > now) return true;
    if (role_of(peer, now) != Role::authority) return false;
    if (role_of(self_, now) == Role::authority) return true;
    const auto connected = std::ranges::count_if(
        sessions_, [&](const auto& entry) { return role_of(entry.first, now) == Role::authority; });
    return static_cast<std::size_t>(connected) < options_.authorities_wanted;
}

void Node::look_whom_to_reach(Instant now) {
    if (!mesh_ || !is_open_) return;
    const auto look_at = [&](const PeerId& peer) {
        const bool is_new = !reach_.contains(peer) && wants_to_reach(peer, now) &&
                            !swarm_.store().addresses(peer, now).empty();
        if (!is_new) return;
        // Two that lost one another do not dial at the same moment.
        const auto half = static_cast<std::uint64_t>(options_.reach_after_min.count() / 2);
        const core::Duration wait =
            options_.reach_after_min / 2 + core::Duration(prng_.below(half + 1));
        reach_.emplace(peer, Reach{now + wait, options_.reach_after_min});
    };
    for (const auto& [peer, until] : lost_) look_at(peer);
    for (const membership::MemberKey& key : mesh_->log.authorities(unix_now(now)))
        look_at(PeerId::of(core::codec::PublicKey(key)));
}

void Node::reach_due(Instant now) {
    std::erase_if(lost_, [&](const auto& entry) { return entry.second <= now; });
    std::erase_if(reach_, [&](const auto& entry) {
        return entry.second.at <= now && !wants_to_reach(entry.first, now);
    });
    for (auto& [peer, reach] : reach_) {
        if (reach.at > now) continue;
        swarm_.dial(peer, now);
        reach.at = now + reach.wait;
        reach.wait = std::min(2 * reach.wait, options_.reach_after_max);
    }
}

// One end of each session opens talks, so that they are had once.
void Node::compare_some(Instant now) {
    compare_at_.reset();
    if (sessions_.empty() || documents_.empty()) return;
    compare_at_ = now + options_.compare_after;
    const std::size_t count = std::min(documents_.size(), options_.documents_compared_max);
    auto at = documents_.upper_bound(compared_);
    for (std::size_t i = 0; i < count; ++i, ++at) {
        if (at == documents_.end()) at = documents_.begin();
        for (const auto& [peer, session] : sessions_)
            if (self_ < peer) at->second->shared->reconcile(session.number, now);
        compared_ = at->first;
        unsettled_.insert(at->first);
    }
}

}  // namespace fabric::node
