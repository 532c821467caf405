// Who is in the group, disks that are new, who leads: scripted on worlds without chance faults.
#include <gtest/gtest.h>

#include "fabric/ordering/world_test.h"

namespace fabric::ordering::testing {
namespace {

struct OrderingGroup : ::testing::Test {
    explicit OrderingGroup(const WorldOptions& options = {}) : world(options, core::Seed{5}) {}
    ~OrderingGroup() override { EXPECT_EQ(world.judge().failure(), ""); }

    unsigned lead() {
        EXPECT_TRUE(world.becomes_whole());
        return *world.leader();
    }
    static unsigned next(unsigned who) { return (who + 1) % 3; }
    [[nodiscard]] const leadership::Configuration& group(unsigned who) {
        return *world.at(who).group();
    }

    World world;
};

struct OrderingAlone : OrderingGroup {
    OrderingAlone() : OrderingGroup({.member_count = 1, .authority_count = 1}) {}
};
struct OrderingPair : OrderingGroup {
    OrderingPair() : OrderingGroup({.member_count = 2, .authority_count = 2}) {}
};
struct OrderingWithCitizen : OrderingGroup {
    OrderingWithCitizen() : OrderingGroup({.member_count = 4, .authority_count = 3}) {}
};

TEST_F(OrderingAlone, OR1_who_founded_the_mesh_orders_alone_at_once) {
    const auto number = world.order(0, text("first"), seconds{10});
    EXPECT_TRUE(world.is_answered(0, number));
    EXPECT_TRUE(world.at(0).leads());
    world.crash(0);
    world.start(0);
    EXPECT_TRUE(world.is_answered(0, world.order(0, text("second"), seconds{10})));
}

TEST_F(OrderingGroup, OR1_everybody_else_begins_with_nothing) {
    world.isolate(1);
    world.isolate(2);
    world.run_for(seconds{10});
    EXPECT_EQ(group(1).members().size(), 0);
    EXPECT_FALSE(world.at(1).may_vote());
    EXPECT_FALSE(world.at(1).leads());
    EXPECT_TRUE(world.at(0).leads());
}

TEST(OrderingMost, OR1_of_more_than_32_the_first_by_key_are_in_the_group) {
    std::vector<MemberId> all;
    for (unsigned i = 0; i < leadership::members_max + 1; ++i) all.push_back(member(i));
    const Seat owner;
    const auto is_in = [&](unsigned who) {
        Ordering ordering(member(who), {}, owner, {}, core::Seed{1}, Instant{});
        ordering.authorities(all, Instant{});
        return ordering.group() != nullptr;
    };
    EXPECT_TRUE(is_in(leadership::members_max - 1));
    EXPECT_FALSE(is_in(leadership::members_max));
}

TEST_F(OrderingGroup, OR2_authorities_are_taken_in_and_get_votes) {
    const unsigned leader = lead();
    EXPECT_EQ(group(leader).voter_count(), 3);
    world.crash(leader);
    world.run_for(seconds{5});
    EXPECT_TRUE(world.leader());
}

TEST_F(OrderingGroup, OR2_who_is_not_connected_is_not_taken_in) {
    world.isolate(2);
    world.run_for(seconds{10});
    EXPECT_EQ(group(0).voter_count(), 2);
    EXPECT_FALSE(group(0).contains(member(2)));
}

TEST_F(OrderingGroup, OR2_a_learner_gets_its_vote_when_it_has_all_documents) {
    world.holds_all = false;
    world.run_for(seconds{10});
    EXPECT_EQ(group(0).members().size(), 3);
    EXPECT_EQ(group(0).voter_count(), 1);
    world.holds_all = true;
    EXPECT_TRUE(world.becomes_whole());
}

TEST_F(OrderingGroup, OR2_who_is_no_authority_any_more_is_removed) {
    const unsigned leader = lead();
    const unsigned other = next(leader);
    world.certify(other, false);
    EXPECT_TRUE(world.becomes_whole());
    EXPECT_FALSE(group(leader).contains(member(other)));
    world.certify(other, true);
    EXPECT_TRUE(world.becomes_whole());
    EXPECT_TRUE(group(leader).is_voter(member(other)));
}

TEST_F(OrderingGroup, OR2_nobody_is_removed_while_the_others_cannot_go_on_alone) {
    const unsigned leader = lead();
    const unsigned dead = next(leader);
    const unsigned revoked = next(dead);
    world.crash(dead);
    world.run_for(seconds{1});
    world.certify(revoked, false);
    world.run_for(seconds{10});
    EXPECT_TRUE(world.at(leader).leads());
    EXPECT_TRUE(group(leader).is_voter(member(revoked)));
    world.start(dead);
    EXPECT_TRUE(world.becomes_whole());
    EXPECT_FALSE(group(leader).contains(member(revoked)));
}

// Where only both together are a majority, who is revoked is needed for its own removal.
TEST_F(OrderingPair, OR2_a_leader_that_is_no_authority_any_more_leaves_when_that_is_committed) {
    const unsigned leader = lead();
    world.certify(leader, false);
    EXPECT_TRUE(world.run_until([&] { return world.leader() == 1 - leader; }, seconds{20}));
    EXPECT_TRUE(world.becomes_whole());
    EXPECT_TRUE(world.is_answered(leader, world.order(leader, text("x"), seconds{20})));
}

TEST_F(OrderingPair, OR2_who_is_no_authority_any_more_is_there_for_that_after_a_restart_too) {
    const unsigned leader = lead();
    world.isolate(leader);
    world.certify(leader, false);
    world.run_for(seconds{5});
    world.crash(leader);
    world.start(leader);
    world.heal();
    EXPECT_TRUE(world.run_until([&] { return world.leader() == 1 - leader; }, seconds{20}));
    EXPECT_TRUE(world.becomes_whole());
}

TEST_F(OrderingPair, OR2_a_follower_that_is_no_authority_any_more_is_let_go) {
    const unsigned leader = lead();
    world.certify(1 - leader, false);
    EXPECT_TRUE(world.becomes_whole());
    EXPECT_EQ(group(leader).members().size(), 1);
}

// Of a leader alone the second voter is half of all: it must be able to vote from the first.
TEST_F(OrderingPair, OR3_a_vote_counts_whenever_the_leader_falls) {
    ASSERT_TRUE(world.run_until([&] { return group(0).is_voter(member(1)); }, seconds{20}));
    world.crash(0);
    world.start(0);
    EXPECT_TRUE(world.becomes_whole());
}

TEST_F(OrderingGroup, OR3_a_new_disk_votes_when_it_was_removed_and_taken_in_again) {
    const unsigned leader = lead();
    const unsigned lost = next(leader);
    world.lose_disk(lost);
    world.start(lost);
    EXPECT_FALSE(world.at(lost).may_vote());
    const auto is_out = [&] { return !group(leader).contains(member(lost)); };
    EXPECT_TRUE(world.run_until(is_out, seconds{10}));
    EXPECT_FALSE(world.at(lost).may_vote());
    EXPECT_TRUE(world.becomes_whole());
    EXPECT_TRUE(world.at(lost).may_vote());
}

TEST_F(OrderingGroup, OR3_a_new_disk_elects_nobody) {
    const unsigned leader = lead();
    const unsigned lost = next(leader);
    world.crash(leader);
    world.lose_disk(lost);
    world.start(lost);
    world.run_for(seconds{20});
    EXPECT_FALSE(world.leader());
    world.start(leader);
    EXPECT_TRUE(world.becomes_whole());
}

TEST_F(OrderingGroup, OR3_that_a_disk_is_known_is_kept) {
    const unsigned leader = lead();
    const unsigned other = next(leader);
    const Term term = world.at(leader).leader().term;
    world.crash(other);
    world.start(other);
    world.run_for(milliseconds{500});
    EXPECT_TRUE(world.at(other).may_vote());
    EXPECT_TRUE(group(leader).is_voter(member(other)));
    EXPECT_EQ(world.at(leader).leader().term, term);
}

// What would come of it if a new disk were trusted.
TEST(OrderingNaive, OR3_a_new_disk_that_votes_loses_what_was_ordered) {
    World world({}, core::Seed{5});
    ASSERT_TRUE(world.becomes_whole());
    const unsigned leader = *world.leader();
    const unsigned lost = (leader + 1) % 3;
    const unsigned late = (leader + 2) % 3;
    world.isolate(late);
    ASSERT_TRUE(world.is_answered(leader, world.order(leader, text("x"), seconds{9})));
    world.crash(leader);
    world.lose_disk(lost);
    world.seat(lost).journal.begin({write_trusted_record({})});
    world.start(lost);
    world.heal();
    static_cast<void>(world.order(late, text("y"), seconds{20}));
    world.run_for(seconds{10});
    world.start(leader);
    world.run_for(seconds{10});
    EXPECT_TRUE(world.has_failed());
}

// It gave its vote to a later leader and forgot: what it says to an earlier one, which does not
// know how far it was, would make a majority once more. That one cannot remove it at once, since
// another change is not committed.
TEST_F(OrderingWithCitizen, OR3_a_new_disk_acknowledges_nothing_before_the_group_knows_it) {
    constexpr unsigned late = 0;
    constexpr unsigned early = 1;
    constexpr unsigned lost = 2;
    ASSERT_EQ(lead(), late);
    world.cut(early, lost);
    world.hand_over(late);
    ASSERT_TRUE(world.run_until([&] { return world.at(early).leads(); }, seconds{1}));
    world.run_for(milliseconds{200});
    world.cut(early, late);
    world.cut(3, late);
    world.certify(3, true);
    const auto number = world.order(early, text("x"), seconds{100});
    // One that was long on its way.
    const core::Buffer stand =
        leadership::write_message(leadership::TimeoutNow{world.at(early).leader().term, {}});
    world.inject(early, late, RaftBytes{stand});
    ASSERT_TRUE(world.run_until([&] { return world.at(late).leads(); }, milliseconds{100}));
    ASSERT_TRUE(world.at(early).leads());
    world.isolate(lost);
    world.lose_disk(lost);
    world.start(lost);
    world.join(early, lost);
    world.run_for(seconds{5});
    EXPECT_EQ(world.seat(early).places.count(*number), 0);
    world.heal();
    EXPECT_TRUE(world.is_answered(early, number));
    EXPECT_TRUE(world.becomes_whole());
}

TEST_F(OrderingWithCitizen, OR4_everybody_is_told_who_leads) {
    const unsigned leader = lead();
    EXPECT_EQ(world.at(3).leader().leader, member(leader));
    world.crash(leader);
    ASSERT_TRUE(world.run_until([&] { return world.leader().has_value(); }, seconds{20}));
    world.run_for(milliseconds{20});
    EXPECT_EQ(world.at(3).leader().leader, member(*world.leader()));
}

TEST_F(OrderingWithCitizen, OR4_authorities_are_believed_and_no_earlier_term) {
    const unsigned leader = lead();
    const Term term = world.at(3).leader().term;
    const auto leader_at_citizen = [&] { return world.at(3).leader(); };
    const unsigned other = next(leader);
    world.inject(other, 3, Leads{{term.value - 1}, member(other)});
    EXPECT_EQ(leader_at_citizen().leader, member(leader));
    world.inject(other, 3, Leads{term, member(other)});
    EXPECT_EQ(leader_at_citizen().leader, member(leader));
    world.certify(other, false);
    world.run_for(milliseconds{1});
    world.inject(other, 3, Leads{term.next(), member(other)});
    EXPECT_EQ(leader_at_citizen().leader, member(leader));
    world.inject(leader, 3, Leads{term.next(), member(other)});
    EXPECT_EQ(leader_at_citizen().leader, member(other));
}

TEST_F(OrderingGroup, OR5_who_leaves_hands_its_office_over) {
    const unsigned leader = lead();
    const Term term = world.at(leader).leader().term;
    world.hand_over(leader);
    world.run_for(milliseconds{100});
    ASSERT_TRUE(world.leader());
    EXPECT_NE(*world.leader(), leader);
    EXPECT_EQ(world.at(leader).leader().term, term.next());
}

}  // namespace
}  // namespace fabric::ordering::testing
