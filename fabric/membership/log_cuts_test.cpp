// What counts of the changes of who was revoked: the rules ML26–ML29 of spec/membership.md.
#include <gtest/gtest.h>

#include "fabric/membership/mesh_world.h"
#include "fabric/membership/writing.h"

namespace fabric::membership {
namespace {

using namespace world;

const DocumentId one = document_of(1);
const DocumentId other = document_of(2);
constexpr std::optional<std::uint64_t> all = std::nullopt;

std::optional<std::uint64_t> cut(const Log& log, unsigned key, const DocumentId& document) {
    const auto cuts = log.cuts_of(key_of(key));
    EXPECT_EQ(log.cuts().contains(key_of(key)), cuts.has_value());
    return cuts ? cuts->of(document) : all;
}

// 1 is an Authority, 2 one by its word, 3 a Citizen.
Log log_of_four() {
    Log log = closed_log();
    put(log, 0, role(1, Role::authority));
    put(log, 1, role(2, Role::authority));
    put(log, 2, role(3, Role::citizen));
    return log;
}

TEST(LogCuts, ML26_counts_what_the_revocation_names_and_of_others_nothing) {
    Log log = log_of_four();
    EXPECT_EQ(cut(log, 3, one), all);
    put(log, 1, revocation(3, log.heads(), {{one, 7}}));
    EXPECT_EQ(cut(log, 3, one), 7U);
    EXPECT_EQ(cut(log, 3, other), 0U);
    EXPECT_EQ(cut(log, 2, one), all);
}

TEST(LogCuts, ML26_of_several_the_largest_counts) {
    Log log = log_of_four();
    const auto before = log.heads();
    put_behind(log, before, 1, revocation(3, before, {{one, 7}}));
    put_behind(log, before, 0, revocation(3, before, {{one, 5}, {other, 2}}));
    EXPECT_EQ(cut(log, 3, one), 7U);
    EXPECT_EQ(cut(log, 3, other), 2U);
    // What has no right to revoke names nothing.
    put(log, 3, revocation(3, log.heads(), {{one, 99}}));
    put(log, 5, revocation(3, log.heads(), {{one, 99}}));
    EXPECT_EQ(cut(log, 3, one), 7U);
    // Nor what was undone.
    put(log, 0, revocation(1, before));
    EXPECT_EQ(cut(log, 3, one), 5U);
}

TEST(LogCuts, ML26_a_revocation_that_does_not_take_effect_cuts_nothing) {
    Log log = log_of_four();
    put(log, 2, revocation(1, log.heads(), {{one, 1}}));
    EXPECT_EQ(cut(log, 1, one), all) << "2 is its junior, and asks for it";
    put(log, 0, revocation(2, {}));
    EXPECT_EQ(cut(log, 1, one), all);
    EXPECT_EQ(cut(log, 2, one), 0U);
}

TEST(LogCuts, ML27_a_role_that_is_given_back_gives_back_what_was_written) {
    for (const unsigned giver : {0u, 1u}) {
        Log log = log_of_four();
        put(log, 1, revocation(3, log.heads(), {{one, 7}}));
        ASSERT_EQ(log.role(key_of(3), present), std::nullopt);
        put(log, giver, role(3, Role::citizen));
        EXPECT_EQ(log.role(key_of(3), present), Role::citizen);
        EXPECT_EQ(cut(log, 3, one), all);
        EXPECT_EQ(log.revocation_of(key_of(3)), RevocationState::none);
        // Its own word counts again, and so does that of others about it.
        const EntryHash word = put(log, 3, Admit{key_of(9), Role::citizen});
        EXPECT_EQ(log.verdict(word), Verdict::effective);
        put(log, 1, revocation(3, log.heads(), {{one, 9}}));
        EXPECT_EQ(cut(log, 3, one), 9U);
    }
}

TEST(LogCuts, ML27_who_had_not_seen_the_revocation_or_is_its_junior_gives_nothing_back) {
    Log log = log_of_four();
    const auto before = log.heads();
    put(log, 1, revocation(3, before, {{one, 7}}));
    put_behind(log, before, 0, role(3, Role::citizen));
    EXPECT_EQ(cut(log, 3, one), 7U);
    put(log, 2, role(3, Role::citizen));
    EXPECT_EQ(cut(log, 3, one), 7U);
    EXPECT_EQ(log.role(key_of(3), present), std::nullopt);
}

TEST(LogCuts, ML28_who_leaves_by_itself_names_what_it_names) {
    Log log = log_of_four();
    put(log, 3, revocation(3, log.heads(), {{one, 7}}));
    EXPECT_EQ(cut(log, 3, one), 7U);
    EXPECT_EQ(cut(log, 3, other), all);
    EXPECT_TRUE(log.cuts_of(key_of(3))->leaves_others);
    // If it goes on elsewhere it can be revoked.
    const auto written = revoke({log, pair_of(1), present}, key_of(3), {{one, 3}});
    ASSERT_TRUE(written && log.take(*written));
    EXPECT_EQ(cut(log, 3, one), 3U);
    EXPECT_EQ(cut(log, 3, other), 0U);
}

TEST(LogCuts, ML28_a_device_is_as_its_owner_left_it) {
    Log log = log_of_four();
    put(log, 3, device(log, 3, 8));
    put(log, 2, device(log, 2, 9));
    EXPECT_EQ(cut(log, 8, one), all);
    EXPECT_EQ(log.devices_of(key_of(3)), std::vector{key_of(8)});
    EXPECT_FALSE(log.has_lost_role(key_of(8)) || log.has_lost_role(key_of(3)));
    put(log, 3, revocation(3, log.heads()));
    EXPECT_EQ(cut(log, 8, one), all) << "its owner left";
    EXPECT_TRUE(log.has_lost_role(key_of(8)) && log.has_lost_role(key_of(3)));
    EXPECT_FALSE(log.has_lost_role(key_of(9)) || log.has_lost_role(key_of(20)));
    put(log, 1, revocation(2, log.heads(), {{one, 7}}));
    EXPECT_EQ(cut(log, 9, one), 0U);
    const auto written = revoke({log, pair_of(1), present}, key_of(9), {{one, 3}});
    ASSERT_TRUE(written && log.take(*written));
    EXPECT_EQ(cut(log, 9, one), 3U);
}

TEST(LogCuts, ML29_who_was_ever_named_may_have_written_and_nobody_else) {
    Log log = log_of_four();
    EXPECT_TRUE(log.may_have_written(key_of(0)));
    EXPECT_FALSE(log.may_have_written(key_of(4)));
    const auto before = log.heads();
    put(log, 3, Admit{key_of(4), Role::citizen});
    EXPECT_TRUE(log.may_have_written(key_of(4)));
    EXPECT_EQ(cut(log, 4, one), all);
    // With whom had admitted it, its own admission is undone.
    put(log, 1, revocation(3, before));
    EXPECT_EQ(log.role(key_of(4), present), std::nullopt);
    EXPECT_TRUE(log.may_have_written(key_of(4)));
    EXPECT_EQ(cut(log, 4, one), 0U);
    put(log, 1, Admit{key_of(4), Role::citizen});
    EXPECT_EQ(cut(log, 4, one), all);
    EXPECT_FALSE(log.may_have_written(key_of(7)));
    put(log, 1, revocation(7, log.heads()));
    EXPECT_FALSE(log.may_have_written(key_of(7)));
    EXPECT_TRUE(open_log().may_have_written(key_of(7)));
}

TEST(LogCuts, ML29_the_end_of_a_role_cuts_nothing) {
    Log log = closed_log();
    put(log, 0, role(1, Role::citizen, present));
    EXPECT_EQ(log.role(key_of(1), future), std::nullopt);
    EXPECT_TRUE(log.may_have_written(key_of(1)));
    EXPECT_EQ(cut(log, 1, one), all);
}

TEST(LogCuts, ML2_cuts_that_do_not_ascend_or_name_nothing_are_no_entry) {
    const Log log = log_of_four();
    const auto refused = [&](std::vector<DocumentCut> cuts) {
        return SignedEntry::sign({.mesh = log.mesh(),
                                  .author = key_of(1),
                                  .parents = {},
                                  .depth = 1,
                                  .wall_time = present,
                                  .body = revocation(3, {}, std::move(cuts))},
                                 pair_of(1));
    };
    EXPECT_TRUE(refused({{one, 1}, {other, 1}}));
    EXPECT_EQ(refused({{other, 1}, {one, 1}}).error(), core::Error::not_canonical);
    EXPECT_EQ(refused({{one, 1}, {one, 2}}).error(), core::Error::not_canonical);
    EXPECT_EQ(refused({{one, 0}}).error(), core::Error::not_canonical);
}

}  // namespace
}  // namespace fabric::membership
