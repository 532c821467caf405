// Revoking: what is written for it, and what follows for documents and sessions.
#include <algorithm>

#include "fabric/node/node.h"
#include "fabric/node/rules.h"

namespace fabric::node {

using core::Instant;
using membership::DocumentCut;
using membership::MemberKey;
using membership::WriteRefusal;

std::optional<MemberKey> key_of(const PeerId& peer) {
    const auto key = peer.public_key();
    if (!key) return std::nullopt;
    const auto member = key->ed25519();
    if (!member) return std::nullopt;
    return *member;
}

PeerId id_of_member(const MemberKey& key) { return PeerId::of(core::codec::PublicKey(key)); }

namespace {

membership::DocumentId named(const core::crdt::DocumentId& id) { return {id.bytes}; }

}  // namespace

std::expected<void, WriteRefusal> Node::revoke(const MemberKey& key, Instant now) {
    now_ = now;
    if (!mesh_ || !is_open_) return std::unexpected(WriteRefusal::not_member);
    // What counts is in the journal before it is said that it does.
    settle(now);
    const auto cuts = cuts_.find(key);
    const bool is_revoked = cuts != cuts_.end() && !cuts->second.leaves_others;
    if (is_revoked) return std::unexpected(WriteRefusal::already_so);
    // While they are still members, as whose owner is.
    std::expected<void, WriteRefusal> done;
    if (key != identity_.public_key())
        for (const MemberKey& device : mesh_->log.devices_of(key))
            if (done && device != identity_.public_key() && !cuts_.contains(device))
                done = write_revocations(device, now);
    if (done) done = write_revocations(key, now);
    settle(now);
    return done;
}

// In as many entries as it takes. What is more is left out by whoever leaves: it counts anyway.
std::expected<void, WriteRefusal> Node::write_revocations(const MemberKey& key, Instant now) {
    std::vector<DocumentCut> cuts;
    for (const auto& [id, number] : documents_by_id_)
        if (const std::uint64_t last = documents_.at(number)->shared->sequence(key))
            cuts.push_back({named(id), last});
    std::ranges::sort(cuts, {}, &DocumentCut::document);
    do {
        const auto count =
            static_cast<std::ptrdiff_t>(std::min(cuts.size(), membership::cuts_per_entry_max));
        const membership::Author author{mesh_->log, identity_, unix_now(now)};
        const auto written = membership::revoke(author, key, {cuts.begin(), cuts.begin() + count});
        if (!written) return std::unexpected(written.error());
        if (!take_own_entry(*written, std::nullopt, now))
            return std::unexpected(WriteRefusal::log_full);
        cuts.erase(cuts.begin(), cuts.begin() + count);
    } while (!cuts.empty() && key != identity_.public_key());
    return {};
}

std::optional<std::uint64_t> Node::counted(const documents::AuthorKey& author,
                                           const core::crdt::DocumentId& document) const {
    if (!mesh_->log.may_have_written(author)) return std::nullopt;
    const auto cuts = cuts_.find(author);
    if (cuts == cuts_.end() || !rules::heeds_cuts()) return core::crdt::all_changes;
    return cuts->second.of(named(document)).value_or(core::crdt::all_changes);
}

bool Node::is_authority(const PeerId& peer) const {
    return role_of(peer, now_) == membership::Role::authority;
}

bool Node::has_lost_role(const PeerId& peer) const {
    const auto key = key_of(peer);
    return key && mesh_ && cuts_.contains(*key) && mesh_->log.has_lost_role(*key);
}

// Nearly always they are as before, whatever else has changed.
void Node::note_cuts(Instant now) {
    auto cuts = mesh_->log.cuts();
    if (cuts == cuts_) return;
    const auto before = std::exchange(cuts_, std::move(cuts));
    for (const auto& [number, document] : documents_) {
        document->shared->count_anew(now);
        unsettled_.insert(number);
    }
    // Who was given a role again, and may be at the door in vain.
    for (const auto& [key, what] : before) {
        const PeerId peer = PeerId::of(core::codec::PublicKey(key));
        if (!cuts_.contains(key) && swarm_.is_connected(peer)) knock(peer, now);
    }
}

void Node::note_own_role(Instant now) {
    const OwnRole own{role_of(self_, now), has_lost_role(self_)};
    if (own == own_role_) return;
    own_role_ = own;
    tell(own);
}

// Behind what was said to them just now, the revocation with it: so they hear of it.
void Node::end_revoked_sessions(Instant now) {
    std::vector<PeerId> revoked;
    for (const auto& [peer, session] : sessions_)
        if (has_lost_role(peer)) revoked.push_back(peer);
    for (const PeerId& peer : revoked) {
        const net::swarm::StreamHandle stream = sessions_.at(peer).stream;
        end_session(peer, now);
        admitted_.erase(peer);
        reaching_.left(peer);
        closing_.insert_or_assign(stream, Closing{peer, now + door_closing_max});
        swarm_.finish(stream, now);
    }
}

void Node::expire_closing(Instant now) {
    std::vector<PeerId> over;
    std::erase_if(closing_, [&](const auto& entry) {
        const auto& [stream, closing] = entry;
        if (closing.reset_at > now) return false;
        swarm_.reset(stream);
        over.push_back(closing.peer);
        return true;
    });
    for (const PeerId& peer : over)
        if (has_lost_role(peer)) close_stranger(peer, now);
}

}  // namespace fabric::node
