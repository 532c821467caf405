// Who belongs to the mesh.
#include "core/base/assert.h"
#include "fabric/node/node.h"
#include "fabric/node/rules.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using membership::MemberKey;

std::optional<membership::Role> Node::role_of(const PeerId& peer, Instant now) const {
    const auto key = key_of(peer);
    if (!key || !mesh_) return std::nullopt;
    return mesh_->log.role(*key, unix_now(now));
}

// False if the journal has no room: then nothing was done.
bool Node::take_own_entry(Bytes bytes, std::optional<net::swarm::StreamHandle> let_in,
                          Instant now) {
    if (!keep(record_types::member, bytes)) return false;
    const auto taken = mesh_->log.take(bytes);
    ASSERT(taken && taken->added.size() == 1);  // It was asked for before.
    const bool has_room = syncing_.push({store_.end(), SyncedEntry{taken->added.front(), let_in}});
    ASSERT(has_room);
    note_members(now);
    return true;
}

void Node::take_members(Session& session, Bytes bytes, Instant now) {
    const auto received = mesh_->exchange.receive(session.peer, bytes);
    if (!received) return break_off(session, "what is no message about members");
    // Without room in the journal it comes again after a restart.
    for (const membership::EntryHash& hash : received->added)
        static_cast<void>(keep(record_types::member, *mesh_->log.bytes_of(hash)));
    if (received->added.empty()) return;
    note_members(now);
    looks_for_revoked_ = true;
}

void Node::note_members(Instant now) {
    std::vector<quorum::Peer> authorities;
    for (const MemberKey& key : mesh_->log.authorities(unix_now(now)))
        authorities.push_back(PeerId::of(core::codec::PublicKey(key)));
    // Of more than may be counted nothing is: what was known before stays.
    static_cast<void>(quorum_.authorities(authorities, now));
    if (ordering_) ordering_->authorities(authorities, now);
    tell(MembersChanged{});
    note_cuts(now);
    note_own_role(now);
    if (notes_) forget_notes_of_strangers(now);
    for (auto& [peer, session] : sessions_) open_wanted(session, now);
    for (const PeerId& authority : authorities)
        if (placed_.insert(authority).second) note_place(authority, now);
    take_early_places(now);
    look_whom_to_reach(now);
}

// Who knows the secret of a closed mesh and was admitted by nobody is admitted by whoever is in
// session with it, if that one may.
void Node::admit_waiting(Instant now) {
    std::vector<PeerId> waiting;
    for (auto& [peer, session] : sessions_) {
        if (!session.admit_at || *session.admit_at > now) continue;
        session.admit_at.reset();
        if (role_of(peer, now)) continue;
        // Again until somebody has: we may be no member ourselves yet.
        session.admit_at = now + options_.admit_after;
        waiting.push_back(peer);
    }
    for (const PeerId& peer : waiting) {
        const auto key = key_of(peer);
        const membership::Author author{mesh_->log, identity_, unix_now(now)};
        if (!key) continue;
        if (const auto entry = membership::admit(author, *key, membership::Role::citizen))
            static_cast<void>(take_own_entry(*entry, std::nullopt, now));
    }
}

}  // namespace fabric::node
