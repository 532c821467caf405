// ML25 of spec/membership.md: whoever writes is told before what would not take effect.
#include "fabric/membership/writing.h"

#include <gtest/gtest.h>

#include "fabric/membership/mesh_world.h"

namespace fabric::membership {
namespace {

using namespace world;

constexpr auto authority = Role::authority;
constexpr auto citizen = Role::citizen;
constexpr auto ephemeral = Role::ephemeral;

Author as(const Log& log, unsigned key, UnixSeconds now = present) {
    return {log, pair_of(key), now};
}

// What was written takes effect.
void take(Log& log, const Written& written) {
    ASSERT_TRUE(written) << describe(written.error());
    const auto taken = log.take(*written);
    ASSERT_TRUE(taken);
    EXPECT_EQ(log.verdict(taken->added.front()), Verdict::effective);
}
std::optional<WriteRefusal> refusal(const Written& written) {
    return written ? std::nullopt : std::optional(written.error());
}

TEST(Writing, ML25_admissions) {
    Log log = closed_log();
    EXPECT_EQ(refusal(admit(as(log, 1), key_of(2), citizen)), WriteRefusal::not_member);
    take(log, admit(as(log, 0), key_of(1), citizen));
    take(log, admit(as(log, 1), key_of(2), ephemeral));
    EXPECT_EQ(refusal(admit(as(log, 2), key_of(3), citizen)), WriteRefusal::needs_citizen);
    EXPECT_EQ(refusal(admit(as(log, 1), key_of(3), authority)), WriteRefusal::needs_authority);
    EXPECT_EQ(refusal(admit(as(log, 1), key_of(2), ephemeral)), WriteRefusal::already_so);
    take(log, revoke(as(log, 0), key_of(2), {}));
    EXPECT_EQ(refusal(admit(as(log, 1), key_of(2), citizen)), WriteRefusal::key_revoked);
    const Log open = open_log();
    EXPECT_EQ(refusal(admit(as(open, 0), key_of(1), citizen)), WriteRefusal::mesh_open);
}

TEST(Writing, ML25_admissions_by_invite) {
    Log log = closed_log();
    const SignedGrant invite = grant(log, 0, 40, citizen);
    const GrantUse use = use_grant(invite, pair_of(40), key_of(2)).value();
    EXPECT_EQ(refusal(admit_invited(as(log, 0), key_of(3), use)), WriteRefusal::proof_wrong);
    EXPECT_EQ(refusal(admit_invited(as(log, 0, future), key_of(2), use)),
              WriteRefusal::invite_expired);
    const Log other(genesis_of(Policy::closed, 1), {});
    EXPECT_EQ(refusal(admit_invited(as(other, 1), key_of(2), use)), WriteRefusal::mesh_foreign);
    const GrantUse by_nobody =
        use_grant(grant(log, 5, 41, citizen), pair_of(41), key_of(2)).value();
    EXPECT_EQ(refusal(admit_invited(as(log, 0), key_of(2), by_nobody)), WriteRefusal::invite_void);
    take(log, admit_invited(as(log, 2), key_of(2), use));
    EXPECT_EQ(refusal(admit_invited(as(log, 0), key_of(2), use)), WriteRefusal::invite_spent);
    const GrantUse again = use_grant(grant(log, 0, 42, citizen), pair_of(42), key_of(2)).value();
    take(log, revoke(as(log, 0), key_of(2), {}));
    EXPECT_EQ(refusal(admit_invited(as(log, 0), key_of(2), again)), WriteRefusal::key_revoked);
}

TEST(Writing, ML25_devices) {
    Log log = closed_log();
    const auto consent = [&](unsigned owner, unsigned key) {
        return sign_consent(log.mesh(), key_of(owner), pair_of(key));
    };
    EXPECT_EQ(refusal(add_device(as(log, 1), key_of(2), consent(1, 2))), WriteRefusal::not_member);
    EXPECT_EQ(refusal(add_device(as(log, 0), key_of(0), consent(0, 0))), WriteRefusal::is_self);
    EXPECT_EQ(refusal(add_device(as(log, 0), key_of(2), consent(1, 2))), WriteRefusal::proof_wrong);
    take(log, add_device(as(log, 0), key_of(2), consent(0, 2)));
    EXPECT_EQ(refusal(add_device(as(log, 0), key_of(2), consent(0, 2))), WriteRefusal::already_so);
    EXPECT_EQ(refusal(add_device(as(log, 2), key_of(3), consent(2, 3))),
              WriteRefusal::device_speaks);
}

TEST(Writing, ML25_roles) {
    Log log = closed_log();
    EXPECT_EQ(refusal(grant_role(as(log, 0), key_of(0), citizen, {})), WriteRefusal::is_self);
    EXPECT_EQ(refusal(grant_role(as(log, 1), key_of(2), citizen, {})), WriteRefusal::not_member);
    take(log, grant_role(as(log, 0), key_of(1), authority, {}));
    take(log, grant_role(as(log, 1), key_of(2), authority, future));
    EXPECT_EQ(refusal(grant_role(as(log, 0), key_of(1), authority, {})), WriteRefusal::already_so);
    EXPECT_EQ(refusal(grant_role(as(log, 0), key_of(1), authority, present)),
              WriteRefusal::expiry_past);
    EXPECT_EQ(refusal(grant_role(as(log, 2), key_of(1), citizen, {})), WriteRefusal::target_senior);
    EXPECT_EQ(refusal(grant_role(as(log, 2, future), key_of(3), citizen, {})),
              WriteRefusal::not_member);
    take(log, admit(as(log, 0), key_of(3), citizen));
    EXPECT_EQ(refusal(grant_role(as(log, 3), key_of(4), citizen, {})),
              WriteRefusal::needs_authority);
    take(log, revoke(as(log, 0), key_of(3), {}));
    EXPECT_EQ(refusal(grant_role(as(log, 1), key_of(3), citizen, {})), WriteRefusal::key_revoked);
}

TEST(Writing, ML25_revocations_and_confirmations) {
    Log log = closed_log();
    for (unsigned key : {1u, 2u, 3u}) take(log, grant_role(as(log, 0), key_of(key), authority, {}));
    EXPECT_EQ(refusal(revoke(as(log, 4), key_of(1), {})), WriteRefusal::not_member);
    EXPECT_EQ(refusal(revoke(as(log, 0), key_of(4), {})), WriteRefusal::target_unknown);
    std::vector<DocumentCut> cuts;
    for (std::size_t i = 0; i <= cuts_size_max / DocumentId::size_bytes; ++i)
        cuts.push_back({{{static_cast<std::byte>(i >> 8), static_cast<std::byte>(i)}}, 1});
    EXPECT_EQ(refusal(revoke(as(log, 0), key_of(1), cuts)), WriteRefusal::too_large);
    cuts.resize(cuts_per_entry_max);
    take(log, revoke(as(log, 0), key_of(3), cuts));
    EXPECT_EQ(refusal(revoke(as(log, 1), key_of(3), {})), WriteRefusal::already_so);
    EXPECT_EQ(refusal(revoke(as(log, 1), key_of(3), cuts)), WriteRefusal::already_so);
    const EntryHash revocation = log.unconfirmed_by(key_of(1)).front();
    EXPECT_EQ(refusal(confirm(as(log, 0), revocation)), WriteRefusal::already_so);
    EXPECT_EQ(refusal(confirm(as(log, 0), EntryHash{})), WriteRefusal::revocation_unknown);
    take(log, confirm(as(log, 1), revocation));
    EXPECT_EQ(log.revocation_of(key_of(3)), RevocationState::final);
    take(log, revoke(as(log, 2), key_of(2), {}));
    EXPECT_EQ(refusal(revoke(as(log, 2), key_of(2), {})), WriteRefusal::already_so);
    take(log, revoke_invite(as(log, 1), key_of(40)));
    EXPECT_EQ(refusal(revoke_invite(as(log, 1), key_of(40))), WriteRefusal::already_so);
}

TEST(Writing, ML25_limits_are_told) {
    Log log(genesis_of(Policy::closed), {.entries_max = 3, .entries_per_author_max = 2});
    take(log, grant_role(as(log, 0), key_of(1), authority, {}));
    take(log, grant_role(as(log, 0), key_of(2), authority, {}));
    EXPECT_EQ(refusal(grant_role(as(log, 0), key_of(3), citizen, {})), WriteRefusal::author_full);
    take(log, grant_role(as(log, 1), key_of(3), citizen, {}));
    EXPECT_EQ(refusal(grant_role(as(log, 1), key_of(4), citizen, {})), WriteRefusal::log_full);
}

TEST(Writing, ML25_too_many_heads_are_joined_one_after_the_other) {
    Log log = closed_log();
    take(log, grant_role(as(log, 0), key_of(1), authority, {}));
    const std::vector<EntryHash> before = log.heads();
    for (unsigned i = 0; i < parents_max + 4; ++i) put_behind(log, before, 1, role(2 + i, citizen));
    EXPECT_EQ(log.heads().size(), parents_max + 4);
    take(log, grant_role(as(log, 0), key_of(30), citizen, {}));
    EXPECT_EQ(log.heads().size(), 5u);
    take(log, grant_role(as(log, 0), key_of(31), citizen, {}));
    EXPECT_EQ(log.heads().size(), 1u);
}

}  // namespace
}  // namespace fabric::membership
