// What each kind of entry needs, seen from where it will stand.
#include "fabric/membership/writing.h"

#include <algorithm>
#include <utility>

namespace fabric::membership {

using WriteRefused = std::unexpected<WriteRefusal>;
using Allowed = std::expected<void, WriteRefusal>;

std::string_view describe(WriteRefusal refusal) {
    switch (refusal) {
        case WriteRefusal::not_member:
            return "this node is not a member of the mesh; join with an invite first";
        case WriteRefusal::needs_citizen:
            return "an Ephemeral admits nobody; ask a Citizen or an Authority to do it";
        case WriteRefusal::needs_authority:
            return "only an Authority may do this; ask one, or have a role granted";
        case WriteRefusal::device_speaks:
            return "this is a further device; add others from the member's first one";
        case WriteRefusal::is_self: return "one does not do this to oneself; ask an Authority";
        case WriteRefusal::target_senior:
            return "that Authority is senior to this one; ask the root or a more senior Authority";
        case WriteRefusal::target_unknown:
            return "that key is not in the mesh; check it, or wait until its admission has come";
        case WriteRefusal::key_revoked:
            return "that key was revoked; use a new key, or ask a more senior Authority for a role";
        case WriteRefusal::expiry_past:
            return "the end of the role is over already; name a later one";
        case WriteRefusal::already_so: return "it is so already; nothing is to be done";
        case WriteRefusal::mesh_open:
            return "the mesh is open; whoever knows its name is in it without being admitted";
        case WriteRefusal::mesh_foreign: return "the invite is for another mesh; ask for a new one";
        case WriteRefusal::invite_expired: return "the invite has expired; ask for a new one";
        case WriteRefusal::invite_spent: return "the invite was used or revoked; ask for a new one";
        case WriteRefusal::invite_void:
            return "whoever made the invite is no Authority now; ask an Authority for a new one";
        case WriteRefusal::proof_wrong:
            return "a signature does not fit the keys; ask for a new invite or consent";
        case WriteRefusal::revocation_unknown:
            return "there is no such revocation here; wait until it has come";
        case WriteRefusal::author_full:
            return "this key has written as much as one key may; go on with another key";
        case WriteRefusal::log_full:
            return "the list of members is full; found a new mesh and invite to it";
        case WriteRefusal::too_large: return "the entry would be too large; name fewer documents";
    }
    std::unreachable();
}

namespace {

// Where the next entry will stand: behind the heads, the deepest ones if there are too many.
struct Place {
    std::vector<EntryHash> parents;
    std::vector<EntryIndex> indices;
    std::uint64_t depth = 0;
};

Place place_in(const Log& log) {
    const Graph& graph = log.evaluation().graph();
    Place place{.parents = {}, .indices = graph.heads(), .depth = 0};
    if (place.indices.size() > parents_max) {
        std::ranges::sort(place.indices, [&](EntryIndex one, EntryIndex other) {
            return graph.is_before(other, one);
        });
        place.indices.resize(parents_max);
    }
    for (const EntryIndex index : place.indices) {
        place.parents.push_back(graph.at(index).hash());
        place.depth = std::max(place.depth, graph.at(index).entry().depth);
    }
    std::ranges::sort(place.parents);
    return place;
}

class Desk {
public:
    explicit Desk(const Author& author) : author_(author), place_(place_in(author.log)) {}

    [[nodiscard]] const Place& place() const { return place_; }

    [[nodiscard]] std::optional<Membership> membership(const MemberKey& key) const {
        const Evaluation& evaluation = author_.log.evaluation();
        return evaluation.membership(key, View::at(evaluation.graph(), place_.indices),
                                     author_.now);
    }
    [[nodiscard]] std::optional<Membership> self() const {
        return membership(author_.pair.public_key());
    }
    [[nodiscard]] Allowed needs_authority() const {
        const auto own = self();
        if (!own) return WriteRefused(WriteRefusal::not_member);
        if (own->role != Role::authority) return WriteRefused(WriteRefusal::needs_authority);
        return {};
    }

    [[nodiscard]] Written write(Body body) const {
        auto signed_entry = SignedEntry::sign({.mesh = author_.log.mesh(),
                                               .author = author_.pair.public_key(),
                                               .parents = place_.parents,
                                               .depth = place_.depth + 1,
                                               .wall_time = author_.now,
                                               .body = std::move(body)},
                                              author_.pair);
        if (!signed_entry)
            return WriteRefused(signed_entry.error() == core::Error::too_large
                                    ? WriteRefusal::too_large
                                    : WriteRefusal::proof_wrong);
        if (const auto has_room = author_.log.has_room_for(*signed_entry); !has_room)
            return WriteRefused(has_room.error() == LogRefusal::author_full
                                    ? WriteRefusal::author_full
                                    : WriteRefusal::log_full);
        const core::Bytes bytes = signed_entry->bytes();
        return core::Buffer(bytes.begin(), bytes.end());
    }

private:
    const Author& author_;
    Place place_;
};

}  // namespace

Written admit(const Author& author, const MemberKey& key, Role role) {
    const Desk desk(author);
    const auto self = desk.self();
    if (author.log.genesis().genesis().policy == Policy::open)
        return WriteRefused(WriteRefusal::mesh_open);
    if (!self) return WriteRefused(WriteRefusal::not_member);
    if (self->role < Role::citizen) return WriteRefused(WriteRefusal::needs_citizen);
    if (role == Role::authority) return WriteRefused(WriteRefusal::needs_authority);
    const auto known = desk.membership(key);
    if (known && known->role >= role) return WriteRefused(WriteRefusal::already_so);
    // A word does not undo a revocation.
    if (author.log.revocation_of(key) > RevocationState::asked)
        return WriteRefused(WriteRefusal::key_revoked);
    return desk.write(Admit{key, role});
}

Allowed check_use(const Log& log, const MemberKey& key, const GrantUse& use, UnixSeconds now) {
    const Grant& grant = use.grant.grant;
    if (grant.mesh != log.mesh()) return WriteRefused(WriteRefusal::mesh_foreign);
    if (!verify_use(use, key)) return WriteRefused(WriteRefusal::proof_wrong);
    if (now >= grant.expires_at) return WriteRefused(WriteRefusal::invite_expired);
    if (log.is_invite_spent(grant.one_time)) return WriteRefused(WriteRefusal::invite_spent);
    if (log.revocation_of(key) > RevocationState::asked)
        return WriteRefused(WriteRefusal::key_revoked);
    if (log.role(grant.minter, now) != Role::authority)
        return WriteRefused(WriteRefusal::invite_void);
    return {};
}

Written admit_invited(const Author& author, const MemberKey& key, const GrantUse& use) {
    TRY(check_use(author.log, key, use, author.now));
    const Desk desk(author);
    // The log may know more than the place of the next entry can name.
    const auto minter = desk.membership(use.grant.grant.minter);
    if (!minter || minter->role != Role::authority) return WriteRefused(WriteRefusal::invite_void);
    return desk.write(AdmitInvited{key, use});
}

Written add_device(const Author& author, const MemberKey& key, const Signature& consent) {
    const Desk desk(author);
    const auto self = desk.self();
    if (!self) return WriteRefused(WriteRefusal::not_member);
    if (self->owner) return WriteRefused(WriteRefusal::device_speaks);
    if (key == author.pair.public_key()) return WriteRefused(WriteRefusal::is_self);
    if (author.log.owner_of(key) == author.pair.public_key())
        return WriteRefused(WriteRefusal::already_so);
    return desk.write(AddDevice{key, consent});
}

Written grant_role(const Author& author, const MemberKey& key, Role role,
                   std::optional<UnixSeconds> expires_at) {
    const Desk desk(author);
    TRY(desk.needs_authority());
    if (key == author.pair.public_key()) return WriteRefused(WriteRefusal::is_self);
    const Membership self = desk.self().value();
    const auto known = desk.membership(key);
    if (known && known->rank < self.rank) return WriteRefused(WriteRefusal::target_senior);
    if (known && known->role == role && known->by && !expires_at)
        return WriteRefused(WriteRefusal::already_so);
    if (expires_at && *expires_at <= author.now) return WriteRefused(WriteRefusal::expiry_past);
    if (author.log.is_revoked_over(key, self.rank)) return WriteRefused(WriteRefusal::key_revoked);
    return desk.write(GrantRole{key, role, expires_at});
}

Written revoke(const Author& author, const MemberKey& key, std::vector<DocumentCut> cuts) {
    const Desk desk(author);
    const auto before = author.log.cuts_of(key);
    const auto counts_more = [&](const DocumentCut& cut) {
        return before->of(cut.document).value_or(cut.last) < cut.last;
    };
    // By others, and not by its own word alone.
    const bool is_revoked = before && !before->leaves_others;
    const bool is_needless = is_revoked && std::ranges::none_of(cuts, counts_more);
    Revoke body{.key = key, .heads = desk.place().parents, .cuts = std::move(cuts)};
    if (key == author.pair.public_key()) {
        if (!desk.self()) return WriteRefused(WriteRefusal::already_so);
        return desk.write(std::move(body));
    }
    TRY(desk.needs_authority());
    if (is_needless) return WriteRefused(WriteRefusal::already_so);
    if (!desk.membership(key) && !author.log.may_have_written(key))
        return WriteRefused(WriteRefusal::target_unknown);
    return desk.write(std::move(body));
}

Written confirm(const Author& author, const EntryHash& revocation) {
    const Desk desk(author);
    TRY(desk.needs_authority());
    if (author.log.verdict(revocation) != Verdict::effective)
        return WriteRefused(WriteRefusal::revocation_unknown);
    const std::vector<EntryHash> open = author.log.unconfirmed_by(author.pair.public_key());
    if (std::ranges::find(open, revocation) == open.end())
        return WriteRefused(WriteRefusal::already_so);
    return desk.write(Confirm{revocation});
}

Written revoke_invite(const Author& author, const MemberKey& one_time) {
    const Desk desk(author);
    TRY(desk.needs_authority());
    if (author.log.is_invite_spent(one_time)) return WriteRefused(WriteRefusal::already_so);
    return desk.write(RevokeInvite{one_time});
}

}  // namespace fabric::membership
