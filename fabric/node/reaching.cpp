// To whom a node connects by itself, where Authorities are, and comparing documents in turn.
#include <algorithm>

#include "core/codec/peer_record.h"
#include "fabric/node/node.h"
#include "fabric/node/rules.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using lanes::Lane;
using membership::Role;

namespace {

// Of one session. Beyond: they are told again in another one.
constexpr std::size_t early_places_max = 64;

}  // namespace

// Where an Authority is, in its own signed words.
void Node::take_place(Session& session, Bytes bytes, Instant now) {
    const auto record = core::codec::open_peer_record(bytes);
    if (!record) return break_off(session, "what is no record of a peer");
    if (record->peer == self_) return;
    if (role_of(record->peer, now)) return learn_place(record->peer, bytes, now);
    if (!rules::keeps_early_places()) return;
    // An entry goes out when its author's journal has it, and a place at once.
    const bool has_room = session.early_places.size() < early_places_max;
    if (has_room || session.early_places.contains(record->peer))
        session.early_places.insert_or_assign(record->peer,
                                              core::Buffer(bytes.begin(), bytes.end()));
}

void Node::learn_place(const PeerId& peer, Bytes record, Instant now) {
    if (!swarm_.learn_record(record, peer, now)) return;
    note_place(peer, now);  // To those who know nobody that knows it.
    look_whom_to_reach(now);
}

void Node::take_early_places(Instant now) {
    for (auto& [peer, session] : sessions_)
        for (auto at = session.early_places.begin(); at != session.early_places.end();) {
            const bool is_member = role_of(at->first, now).has_value();
            if (is_member) learn_place(at->first, at->second, now);
            at = is_member ? session.early_places.erase(at) : std::next(at);
        }
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
    if (reaching_.is_lost(peer, now)) return true;
    if (role_of(peer, now) != Role::authority) return false;
    if (role_of(self_, now) == Role::authority) return true;
    const auto connected = std::ranges::count_if(
        sessions_, [&](const auto& entry) { return role_of(entry.first, now) == Role::authority; });
    return static_cast<std::size_t>(connected) < options_.authorities_wanted;
}

void Node::look_whom_to_reach(Instant now) {
    if (!is_open_) return;
    std::vector<PeerId> candidates = reaching_.all_lost();
    const auto authorities =
        mesh_ ? mesh_->log.authorities(unix_now(now)) : std::vector<membership::MemberKey>();
    for (const membership::MemberKey& key : authorities)
        candidates.push_back(PeerId::of(core::codec::PublicKey(key)));
    for (const PeerId& peer : candidates)
        if (wants_to_reach(peer, now) && !swarm_.store().addresses(peer, now).empty())
            reaching_.want(peer, now);
}

void Node::reach_due(Instant now) {
    const auto is_wanted = [&](const PeerId& peer) {
        return rules::may_reach(wants_to_reach(peer, now));
    };
    using net::dialing::BackOffUse;
    for (const auto& [peer, is_eager, outdated] : reaching_.take_due(now, is_wanted)) {
        if (outdated) swarm_.cancel(*outdated, now);
        const auto dial =
            swarm_.dial(net::dialing::DialRequest{.peer = peer,
                                                  .addresses = {},
                                                  .back_off = is_eager ? BackOffUse::ignored
                                                                       : BackOffUse::respected},
                        now);
        reaching_.dialled(peer, dial);
    }
}

void Node::reach(const core::codec::Multiaddr& address, Instant now) {
    now_ = now;
    static_cast<void>(swarm_.dial(address, now));
    const auto peer = net::peer_of(address);
    if (!peer || *peer == self_ || is_leaving_) return;
    swarm_.add_address(*peer, address, now);
    reaching_.lost(*peer, now);
    reaching_.want(*peer, now);
    settle(now);
}

void Node::wake(Instant now) {
    now_ = now;
    if (is_leaving_) return;
    reaching_.hurry(now);
    look_whom_to_reach(now);
    reach_due(now);
    settle(now);
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
