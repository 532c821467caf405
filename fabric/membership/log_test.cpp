// Who is what: the rules ML6–ML18 of spec/membership.md, one test each.
#include "fabric/membership/log.h"

#include <gtest/gtest.h>

#include "fabric/membership/mesh_world.h"

namespace fabric::membership {
namespace {

using namespace world;

constexpr auto authority = Role::authority;
constexpr auto citizen = Role::citizen;
constexpr auto ephemeral = Role::ephemeral;
constexpr std::optional<Role> nobody = std::nullopt;

std::optional<Role> role_in(const Log& log, unsigned key) { return log.role(key_of(key), present); }

std::vector<std::string> authorities_in(const Log& log, UnixSeconds now = present) {
    std::vector<std::string> names;
    for (const MemberKey& key : log.authorities(now)) names.push_back(name_of(key));
    std::ranges::sort(names);
    return names;
}

using Names = std::vector<std::string>;

TEST(Log, ML6_the_same_entries_say_the_same_in_any_order) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    const EntryHash left = put(log, 1, role(2, authority));
    put(log, 2, role(3, authority));
    put(log, 0, revocation(2, {left}));
    Log other = closed_log();
    const auto bytes = log.lacking({}, 1 << 20);
    for (auto entry = bytes.rbegin(); entry != bytes.rend(); ++entry)
        EXPECT_TRUE(other.take(*entry));
    EXPECT_EQ(report(other), report(log));
    EXPECT_EQ(role_in(log, 3), nobody);
}

TEST(Log, ML7_authority_comes_from_the_root_or_an_authority_of_that_point) {
    Log log = closed_log();
    EXPECT_EQ(role_in(log, 0), authority);
    const EntryHash claimed = put(log, 2, role(2, authority));
    EXPECT_EQ(log.verdict(claimed), Verdict::no_right);
    const EntryHash by_root = put(log, 0, role(1, authority));
    const EntryHash by_one = put(log, 1, role(2, authority));
    EXPECT_EQ(log.verdict(by_one), Verdict::effective);
    // It had not seen that it is one.
    const EntryHash too_early = put_behind(log, {by_root}, 2, role(3, authority));
    EXPECT_EQ(log.verdict(too_early), Verdict::no_right);
    EXPECT_EQ(authorities_in(log), (Names{"0", "1", "2"}));
    EXPECT_EQ(log.role_at(key_of(2), std::vector{by_root}, present), nobody);
    EXPECT_EQ(log.role_at(key_of(2), std::vector{by_one}, present), authority);
    EXPECT_EQ(log.admitted_by(key_of(2)), key_of(1));
}

TEST(Log, ML8_rank_is_the_root_then_the_shorter_chain_then_the_earlier_grant) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    put(log, 0, role(2, authority));
    put(log, 1, role(3, authority));
    std::vector<Rank> ranks;
    for (unsigned key = 0; key < 4; ++key)
        ranks.push_back(log.evaluation()
                            .membership(key_of(key), View::everything(log.evaluation().graph()), {})
                            ->rank);
    EXPECT_TRUE(std::ranges::is_sorted(ranks));
    EXPECT_EQ(ranks[0].level, 0u);
    EXPECT_EQ(ranks[2].level, 1u);
    EXPECT_EQ(ranks[3].level, 2u);
}

TEST(Log, ML9_a_revocation_undoes_what_is_beyond_its_heads_and_what_was_built_on_it) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    const EntryHash kept = put(log, 1, role(2, authority));
    const EntryHash undone = put(log, 1, role(3, authority));
    const EntryHash built = put(log, 3, role(4, authority));
    const EntryHash by_kept = put(log, 2, role(5, citizen));
    const auto taken = log.take(entry_behind(log, log.heads(), 0, revocation(1, {kept})).bytes());
    EXPECT_TRUE(taken->is_judged_anew);
    EXPECT_EQ(log.verdict(kept), Verdict::effective);
    EXPECT_EQ(log.verdict(undone), Verdict::cut_off);
    EXPECT_EQ(log.verdict(built), Verdict::no_right);
    EXPECT_EQ(log.verdict(by_kept), Verdict::effective);
    EXPECT_EQ(authorities_in(log), (Names{"0", "2"}));
    EXPECT_EQ(log.revocation_of(key_of(1)), RevocationState::eventual);
    // Written later on old parents, as if it had been long ago.
    const EntryHash backdated = put_behind(log, {kept}, 1, role(6, authority));
    EXPECT_EQ(log.verdict(backdated), Verdict::cut_off);
    EXPECT_EQ(role_in(log, 6), nobody);
}

TEST(Log, ML9_a_role_that_no_junior_gives_back_holds) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    put(log, 1, role(2, citizen));
    const std::vector<EntryHash> before = log.heads();
    put(log, 1, revocation(2, before));
    EXPECT_EQ(role_in(log, 2), nobody);
    put_behind(log, before, 0, role(2, citizen));
    EXPECT_EQ(role_in(log, 2), nobody) << "it was given without having seen the revocation";
    put(log, 0, role(2, citizen));
    EXPECT_EQ(role_in(log, 2), citizen);
    put(log, 1, revocation(2, log.heads()));
    EXPECT_EQ(role_in(log, 2), nobody) << "revoked anew";
    put(log, 0, revocation(1, before));
    EXPECT_EQ(role_in(log, 2), citizen) << "both revocations were undone";
}

TEST(Log, ML10_of_two_that_revoke_each_other_the_senior_one_wins) {
    for (const bool senior_first : {false, true}) {
        Log log = closed_log();
        put(log, 0, role(1, authority));
        put(log, 0, role(2, authority));
        const std::vector<EntryHash> before = log.heads();
        const SignedEntry by_senior = entry_behind(log, before, 1, revocation(2, before));
        const SignedEntry by_junior = entry_behind(log, before, 2, revocation(1, before));
        put(log, senior_first ? by_senior : by_junior);
        put(log, senior_first ? by_junior : by_senior);
        EXPECT_EQ(authorities_in(log), (Names{"0", "1"}));
        EXPECT_EQ(log.verdict(by_junior.hash()), Verdict::cut_off);
        EXPECT_EQ(log.revocation_of(key_of(1)), RevocationState::none);
    }
}

TEST(Log, ML10_three_that_revoke_in_a_circle_are_decided_by_rank) {
    Log log = closed_log();
    for (unsigned key : {1u, 2u, 3u}) put(log, 0, role(key, authority));
    const std::vector<EntryHash> before = log.heads();
    put_behind(log, before, 3, revocation(1, before));
    put_behind(log, before, 2, revocation(3, before));
    put_behind(log, before, 1, revocation(2, before));
    // 1 revokes 2, so 2 did not revoke 3; that 3 asks for the end of 1 is not enough.
    EXPECT_EQ(authorities_in(log), (Names{"0", "1", "3"}));
    EXPECT_EQ(log.revocation_of(key_of(1)), RevocationState::asked);
}

TEST(Log, ML11_a_senior_goes_when_a_majority_has_confirmed_and_its_words_stay) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    put(log, 0, role(2, authority));
    put(log, 0, role(3, authority));
    const std::vector<EntryHash> before = log.heads();
    const EntryHash asked = put(log, 1, revocation(0, before));
    EXPECT_EQ(log.revocation_of(key_of(0)), RevocationState::asked);
    EXPECT_EQ(authorities_in(log), (Names{"0", "1", "2", "3"}));
    put(log, 2, Confirm{asked});
    EXPECT_EQ(log.revocation_of(key_of(0)), RevocationState::final);
    EXPECT_EQ(authorities_in(log), (Names{"1", "2", "3"}));
    const EntryHash meanwhile = put_behind(log, before, 0, role(4, authority));
    EXPECT_EQ(log.verdict(meanwhile), Verdict::effective);
    // From now on the others are counted without it.
    const EntryHash next = put(log, 1, revocation(3, log.heads()));
    EXPECT_EQ(log.revocation_of(key_of(3)), RevocationState::eventual);
    put(log, 2, Confirm{next});
    EXPECT_EQ(log.revocation_of(key_of(3)), RevocationState::final);
}

TEST(Log, ML12_a_role_ends_the_older_ones_that_it_had_seen) {
    Log log = closed_log();
    put(log, 0, role(1, citizen));
    put(log, 0, role(1, authority));
    const std::vector<EntryHash> before = log.heads();
    put(log, 0, role(1, citizen));
    EXPECT_EQ(role_in(log, 1), citizen);
    put_behind(log, before, 0, role(1, authority));
    EXPECT_EQ(role_in(log, 1), authority) << "of two at the same time the higher one holds";
    put(log, 0, role(1, ephemeral));
    EXPECT_EQ(role_in(log, 1), ephemeral);
}

TEST(Log, ML12_a_junior_takes_no_role_from_a_senior) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    put(log, 0, role(2, authority));
    put(log, 2, role(1, ephemeral));
    EXPECT_EQ(role_in(log, 1), authority);
    put(log, 1, role(2, ephemeral));
    EXPECT_EQ(role_in(log, 2), ephemeral);
}

TEST(Log, ML13_roles_expire_in_answers_alone) {
    Log log = closed_log();
    put(log, 0, role(1, citizen));
    put(log, 0, role(1, authority, UnixSeconds{1'500'000}));
    const EntryHash without_end = put(log, 1, role(2, authority));
    put(log, 1, role(3, citizen));
    EXPECT_EQ(authorities_in(log), (Names{"0", "1", "2"}));
    EXPECT_EQ(authorities_in(log, UnixSeconds{1'500'000}), Names{"0"});
    EXPECT_EQ(log.role(key_of(1), future), citizen) << "what it was before";
    EXPECT_EQ(log.role(key_of(2), future), nobody) << "no Authority makes a longer one";
    EXPECT_EQ(log.role(key_of(3), future), citizen);
    EXPECT_EQ(log.verdict(without_end), Verdict::effective);
    EXPECT_EQ(log.role_at(key_of(1), log.heads(), std::nullopt), authority);
}

TEST(Log, ML14_a_closed_mesh_admits_by_the_word_of_a_citizen) {
    Log log = closed_log();
    EXPECT_EQ(role_in(log, 1), nobody);
    put(log, 0, Admit{key_of(1), citizen});
    put(log, 1, Admit{key_of(2), ephemeral});
    const EntryHash by_ephemeral = put(log, 2, Admit{key_of(3), citizen});
    const EntryHash by_stranger = put(log, 4, Admit{key_of(5), citizen});
    EXPECT_EQ(role_in(log, 1), citizen);
    EXPECT_EQ(role_in(log, 2), ephemeral);
    EXPECT_EQ(log.verdict(by_ephemeral), Verdict::no_right);
    EXPECT_EQ(log.verdict(by_stranger), Verdict::no_right);
    EXPECT_EQ(log.admitted_by(key_of(2)), key_of(1));
    EXPECT_EQ(log.admitted_by(key_of(0)), std::nullopt);
    EXPECT_EQ(log.members(present).size(), 3u);
}

TEST(Log, ML14_in_an_open_mesh_everybody_is_a_citizen_until_revoked) {
    Log log = open_log();
    EXPECT_EQ(role_in(log, 1), citizen);
    EXPECT_EQ(log.verdict(put(log, 1, Admit{key_of(2), citizen})), Verdict::needless);
    put(log, 0, revocation(1, log.heads()));
    EXPECT_EQ(role_in(log, 1), nobody);
    EXPECT_EQ(log.revocation_of(key_of(1)), RevocationState::final) << "there is one Authority";
    put(log, 0, role(2, ephemeral, UnixSeconds{1'500'000}));
    EXPECT_EQ(role_in(log, 2), ephemeral);
    EXPECT_EQ(log.role(key_of(2), future), citizen);
}

TEST(Log, ML15_devices_are_citizens_while_their_owner_is_a_member) {
    for (const Policy policy : {Policy::open, Policy::closed}) {
        Log log(genesis_of(policy), {});
        put(log, 0, role(1, authority));
        put(log, 1, device(log, 1, 2));
        EXPECT_EQ(role_in(log, 2), citizen);
        EXPECT_EQ(log.owner_of(key_of(2)), key_of(1));
        EXPECT_EQ(authorities_in(log), (Names{"0", "1"}));
        const EntryHash by_device = put(log, 2, device(log, 2, 3));
        EXPECT_EQ(log.verdict(by_device), Verdict::no_right);
        put(log, 0, revocation(1, log.heads()));
        EXPECT_EQ(role_in(log, 2), nobody);
    }
}

TEST(Log, ML15_two_keys_that_are_each_others_devices_are_nothing) {
    Log log = closed_log();
    put(log, 0, Admit{key_of(1), citizen});
    const std::vector<EntryHash> before = log.heads();
    put(log, 1, device(log, 1, 2));
    put(log, 2, device(log, 2, 1));
    put_behind(log, before, 0, Admit{key_of(2), citizen});
    put(log, 2, device(log, 2, 1));
    EXPECT_EQ(role_in(log, 1), citizen);
    EXPECT_EQ(role_in(log, 2), citizen);
    put(log, 0, revocation(1, log.heads()));
    put(log, 0, revocation(2, log.heads()));
    EXPECT_EQ(role_in(log, 1), nobody);
    EXPECT_EQ(role_in(log, 2), nobody);
}

TEST(Log, ML16_an_invite_lets_one_key_in_whoever_writes_it_down) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    const SignedGrant invite = grant(log, 1, 40, authority);
    const std::vector<EntryHash> before = log.heads();
    const SignedEntry first = entry_behind(log, before, 2, use(invite, 40, 2));
    const SignedEntry second = entry_behind(log, before, 3, use(invite, 40, 3));
    const bool is_first = first.hash() < second.hash();
    for (const bool reversed : {false, true}) {
        Log copy = Log::from_bytes(log.to_bytes(), {}).value();
        put(copy, reversed ? second : first);
        put(copy, reversed ? first : second);
        EXPECT_EQ(role_in(copy, 2), is_first ? std::optional(authority) : nobody);
        EXPECT_EQ(role_in(copy, 3), is_first ? nobody : std::optional(authority));
        EXPECT_TRUE(copy.is_invite_spent(key_of(40)));
        EXPECT_EQ(copy.admitted_by(key_of(is_first ? 2 : 3)), key_of(1));
    }
    const SignedGrant by_nobody = grant(log, 5, 41, citizen);
    EXPECT_EQ(log.verdict(put(log, 0, use(by_nobody, 41, 4))), Verdict::no_right);
}

TEST(Log, ML16_a_revoked_invite_and_that_of_a_revoked_minter_let_nobody_in) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    put(log, 0, RevokeInvite{key_of(40)});
    EXPECT_EQ(log.verdict(put(log, 2, use(grant(log, 0, 40, citizen), 40, 2))),
              Verdict::invite_revoked);
    const std::vector<EntryHash> before = log.heads();
    const EntryHash used = put(log, 3, use(grant(log, 1, 41, citizen), 41, 3));
    put_behind(log, before, 0, RevokeInvite{key_of(41)});
    EXPECT_EQ(log.verdict(used), Verdict::invite_revoked) << "it had not been seen";
    const EntryHash late = put(log, 4, use(grant(log, 1, 42, citizen), 42, 4));
    EXPECT_EQ(role_in(log, 4), citizen);
    put(log, 0, revocation(1, before));
    EXPECT_EQ(log.verdict(late), Verdict::cut_off);
    EXPECT_EQ(role_in(log, 4), nobody);
}

TEST(Log, ML17_every_key_may_leave) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    const EntryHash made = put(log, 1, role(2, authority));
    const std::vector<EntryHash> before = log.heads();
    put(log, 1, revocation(1, {}));
    EXPECT_EQ(log.revocation_of(key_of(1)), RevocationState::final);
    EXPECT_EQ(log.verdict(made), Verdict::effective) << "whatever heads it names";
    EXPECT_EQ(log.verdict(put(log, 1, role(3, citizen))), Verdict::no_right);
    EXPECT_EQ(log.verdict(put_behind(log, before, 1, role(4, citizen))), Verdict::effective);
    put(log, 0, role(1, citizen));
    EXPECT_EQ(role_in(log, 1), citizen);
}

TEST(Log, ML18_final_is_a_majority_of_those_of_that_point_without_the_revoked) {
    Log log = closed_log();
    for (unsigned key : {1u, 2u, 3u, 4u}) put(log, 0, role(key, authority));
    const EntryHash revoked = put(log, 0, revocation(4, log.heads()));
    EXPECT_EQ(log.revocation_of(key_of(4)), RevocationState::eventual);
    EXPECT_EQ(log.unconfirmed_by(key_of(1)), std::vector{revoked});
    put(log, 0, role(5, authority));
    put(log, 5, Confirm{revoked});
    put(log, 1, Confirm{revoked});
    put(log, 1, Confirm{revoked});
    EXPECT_EQ(log.revocation_of(key_of(4)), RevocationState::eventual) << "two of four";
    EXPECT_TRUE(log.unconfirmed_by(key_of(1)).empty());
    put(log, 2, Confirm{revoked});
    EXPECT_EQ(log.revocation_of(key_of(4)), RevocationState::final);
    EXPECT_EQ(log.verdict(put(log, 2, Confirm{EntryHash{}})), Verdict::subject_missing);
}

}  // namespace
}  // namespace fabric::membership
