// Making entries that take effect. Each function looks first whether its author may, and says what
// stands against it and what to do about that; an entry that would be void is not made. What comes
// back is to be journaled and then given to Log::take() like anybody else's. Rules: ML25, IV3,
// spec/membership.md.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "fabric/membership/log.h"

namespace fabric::membership {

enum class WriteRefusal : std::uint8_t {
    not_member,
    needs_citizen,
    needs_authority,
    device_speaks,  // A device cannot add others; its owner can.
    is_self,
    target_senior,
    target_unknown,
    key_revoked,
    expiry_past,
    already_so,
    mesh_open,  // Nobody has to be admitted.
    mesh_foreign,
    invite_expired,
    invite_spent,
    invite_void,  // Its minter is no Authority any more.
    proof_wrong,  // A signature of somebody else's does not fit.
    revocation_unknown,
    author_full,
    log_full,
    too_large,
};
// The cause and the next step, for people.
[[nodiscard]] std::string_view describe(WriteRefusal refusal);

using Written = std::expected<core::Buffer, WriteRefusal>;

// Who writes, where and when.
struct Author {
    const Log& log;
    const KeyPair& pair;
    UnixSeconds now;
};

[[nodiscard]] Written admit(const Author& author, const MemberKey& key, Role role);
// Any member may, and the bearer itself.
[[nodiscard]] Written admit_invited(const Author& author, const MemberKey& key,
                                    const GrantUse& use);
[[nodiscard]] Written add_device(const Author& author, const MemberKey& key,
                                 const Signature& consent);
[[nodiscard]] Written grant_role(const Author& author, const MemberKey& key, Role role,
                                 std::optional<UnixSeconds> expires_at);
// Leaves standing what the author has seen of the key until now; `cuts` is the same for documents,
// of which at most cuts_per_entry_max fit for sure. Who was revoked is so again if more of its
// changes are to count. Whoever revokes itself leaves.
[[nodiscard]] Written revoke(const Author& author, const MemberKey& key,
                             std::vector<DocumentCut> cuts);
[[nodiscard]] Written confirm(const Author& author, const EntryHash& revocation);
[[nodiscard]] Written revoke_invite(const Author& author, const MemberKey& one_time);

// Whether this use of an invite would let its bearer in. Asked at the door, too.
[[nodiscard]] std::expected<void, WriteRefusal> check_use(const Log& log, const MemberKey& key,
                                                          const GrantUse& use, UnixSeconds now);

}  // namespace fabric::membership
