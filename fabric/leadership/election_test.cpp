// Elections, leases and handing over, scripted on a cluster without faults.
#include <gtest/gtest.h>

#include "fabric/leadership/cluster_test.h"
#include "fabric/leadership/single_test.h"

namespace fabric::leadership::testing {
namespace {

struct ElectionTest : ::testing::Test {
    explicit ElectionTest(unsigned nodes = 3)
        : cluster({.node_count = nodes, .voter_count = nodes}, core::Seed{7}) {}
    ~ElectionTest() override { EXPECT_EQ(cluster.judge().failure(), ""); }

    unsigned elect() {
        EXPECT_TRUE(cluster.run_until([&] { return cluster.leader().has_value(); }, seconds{10}));
        cluster.run_for(milliseconds{300});
        return *cluster.leader();
    }
    unsigned other(unsigned number) { return (number + 1) % cluster.node_count(); }
    Raft& raft(unsigned number) { return *cluster.raft(number); }
    Instant local(unsigned number) { return cluster.local(cluster.node(number)); }
    template <class Body>
    std::optional<Body> answer_to(unsigned from, unsigned to, const Message& message) {
        raft(to).receive(member(from), message, local(to));
        std::optional<Body> found;
        while (raft(to).next_event()) {
        }
        while (const auto out = raft(to).next_message())
            if (const auto* body = get_if<Body>(&out->message); body && out->to == member(from))
                found = *body;
        return found;
    }

    Cluster cluster;
};

TEST_F(ElectionTest, RF1_one_of_three_leads_and_the_others_follow) {
    const unsigned leader = elect();
    for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(raft(i).leader(), member(leader));
    EXPECT_EQ(raft(leader).commit(), Index{1});  // The barrier.
}

TEST_F(ElectionTest, RF1_who_is_alone_leads_at_once_when_its_vote_is_persisted) {
    Cluster alone({.node_count = 1, .voter_count = 1}, core::Seed{1});
    EXPECT_TRUE(alone.run_until([&] { return alone.leader().has_value(); }, seconds{3}));
}

TEST_F(ElectionTest, RF2_an_old_term_is_told_the_later_one) {
    const unsigned leader = elect();
    const Term term = raft(leader).term();
    const auto answer = answer_to<AppendResult>(other(leader), leader, Append{{1}, {}, {}, {}, {}});
    if (term > Term{1}) EXPECT_EQ(answer->term, term);
    const auto vote =
        answer_to<VoteResult>(other(leader), leader, VoteRequest{term, {{9}, {9}}, false, true});
    EXPECT_EQ(vote->term, term);
    EXPECT_FALSE(vote->is_granted);
}

TEST_F(ElectionTest, RF3_RF5_a_vote_is_given_once_and_told_when_it_is_persisted) {
    HardState none;
    Raft voter(member(0), {}, {none, {{}, {}, voters(3)}}, core::Seed{1}, Instant{});
    const Instant later{seconds{1}};
    voter.receive(member(1), VoteRequest{{1}, {}, false, false}, later);
    EXPECT_FALSE(voter.next_message());
    const auto order = voter.next_order();
    ASSERT_TRUE(order);
    EXPECT_EQ(order->hard_state, (HardState{{1}, member(1)}));
    voter.persisted(order->ticket, later);
    const auto granted = voter.next_message();
    ASSERT_TRUE(granted);
    EXPECT_EQ(get<VoteResult>(granted->message), (VoteResult{{1}, true, false}));
    voter.receive(member(2), VoteRequest{{1}, {{9}, {9}}, false, false}, later);
    EXPECT_EQ(get<VoteResult>(voter.next_message()->message), (VoteResult{{1}, false, false}));
}

TEST_F(ElectionTest, RF3_a_vote_outlives_a_restart) {
    Raft voter(member(0), {}, {{{1}, member(1)}, {{}, {}, voters(3)}}, core::Seed{1}, Instant{});
    const Instant later{seconds{1}};
    voter.receive(member(2), VoteRequest{{1}, {{9}, {9}}, false, false}, later);
    EXPECT_FALSE(get<VoteResult>(voter.next_message()->message).is_granted);
}

TEST_F(ElectionTest, RF4_who_lacks_entries_gets_no_vote) {
    const std::vector<EntryView> entries{{{2}, EntryKind::command, {}},
                                         {{3}, EntryKind::command, {}}};
    const auto is_granted = [&](Place last) {
        Raft voter(member(0), {}, {{{3}}, {{}, {}, voters(3)}, {1}, entries}, core::Seed{1},
                   Instant{});
        voter.receive(member(1), VoteRequest{{9}, last, true, false}, Instant{seconds{1}});
        return get<VoteResult>(voter.next_message()->message).is_granted;
    };
    EXPECT_FALSE(is_granted({{2}, {7}}));
    EXPECT_FALSE(is_granted({{3}, {1}}));
    EXPECT_TRUE(is_granted({{3}, {2}}));
    EXPECT_TRUE(is_granted({{4}, {1}}));
}

TEST_F(ElectionTest, RF6_a_living_leader_is_not_replaced_unless_it_called_for_it) {
    const unsigned leader = elect();
    const unsigned follower = other(leader);
    const unsigned third = other(follower);
    const Term term = raft(follower).term();
    const VoteRequest request{term.next(), {{9}, {9}}, false, false};
    EXPECT_FALSE(answer_to<VoteResult>(third, follower, request)->is_granted);
    EXPECT_EQ(raft(follower).term(), term);
    EXPECT_FALSE(answer_to<VoteResult>(third, leader, request)->is_granted);
    cluster.inject(third, follower, VoteRequest{term.next(), {{9}, {9}}, false, true});
    EXPECT_EQ(raft(follower).term(), term.next());
}

TEST_F(ElectionTest, RF7_a_restarted_member_is_loyal_for_a_while) {
    Raft voter(member(0), {}, {{}, {{}, {}, voters(3)}}, core::Seed{1}, Instant{});
    const auto is_granted = [&](Duration after) {
        voter.receive(member(1), VoteRequest{{1}, {}, true, false}, Instant{after});
        return get<VoteResult>(voter.next_message()->message).is_granted;
    };
    EXPECT_FALSE(is_granted(milliseconds{999}));
    EXPECT_TRUE(is_granted(seconds{1}));
}

TEST_F(ElectionTest, RF8_who_was_cut_off_disturbs_nobody_when_it_is_back) {
    const unsigned leader = elect();
    const Term term = raft(leader).term();
    cluster.isolate(other(leader));
    cluster.run_for(seconds{20});
    EXPECT_EQ(raft(other(leader)).state(), State::pre_candidate);
    cluster.heal();
    cluster.run_for(seconds{3});
    EXPECT_EQ(raft(leader).state(), State::leader);
    EXPECT_EQ(raft(leader).term(), term);
}

TEST_F(ElectionTest, RF9_a_leader_without_a_majority_steps_down) {
    const unsigned leader = elect();
    cluster.isolate(leader);
    cluster.run_for(milliseconds{1'200});
    EXPECT_EQ(raft(leader).state(), State::follower);
    EXPECT_FALSE(raft(leader).leader());
    cluster.run_for(seconds{5});
    EXPECT_NE(cluster.leader(), leader);
}

TEST_F(ElectionTest, RF50_a_lease_ends_before_anyone_else_can_be_elected) {
    const unsigned leader = elect();
    EXPECT_TRUE(raft(leader).holds_lease(local(leader)));
    cluster.isolate(leader);
    EXPECT_FALSE(raft(leader).holds_lease(local(leader) + milliseconds{985}));
    cluster.run_for(milliseconds{900});
    EXPECT_EQ(cluster.leader(), leader);
}

TEST_F(ElectionTest, RF47_leadership_is_handed_over_at_once) {
    const unsigned leader = elect();
    const unsigned target = other(leader);
    ASSERT_TRUE(cluster.transfer(leader, target));
    EXPECT_EQ(cluster.propose(leader, {}).error().reason, Refused::transferring);
    cluster.run_for(milliseconds{100});
    EXPECT_EQ(cluster.leader(), target);
    EXPECT_EQ(raft(leader).leader(), member(target));
}

TEST_F(ElectionTest, RF47_RF51_a_transfer_that_fails_ends_and_leaves_no_lease) {
    const unsigned leader = elect();
    const unsigned target = other(leader);
    cluster.block(leader, target, true);
    ASSERT_TRUE(cluster.transfer(leader, target));
    EXPECT_FALSE(raft(leader).holds_lease(local(leader)));
    cluster.run_for(milliseconds{1'200});
    EXPECT_EQ(raft(leader).state(), State::leader);
    EXPECT_TRUE(cluster.propose(leader, {}).has_value());
    cluster.run_for(milliseconds{500});
    EXPECT_FALSE(raft(leader).holds_lease(local(leader)));
}

TEST_F(ElectionTest, RF47_who_cannot_lead_is_refused) {
    const unsigned leader = elect();
    EXPECT_EQ(cluster.transfer(leader, leader).error().reason, Refused::nothing_to_change);
    EXPECT_EQ(raft(leader).transfer(member(9), local(leader)).error().reason,
              Refused::member_unknown);
    EXPECT_EQ(cluster.transfer(other(leader), leader).error().reason, Refused::not_leader);
}

TEST_F(ElectionTest, RF50_reads_under_a_lease_are_answered_at_once) {
    const unsigned leader = elect();
    ASSERT_TRUE(cluster.read(leader));
    EXPECT_EQ(cluster.node(leader).reads_done, 1);
    EXPECT_EQ(cluster.read(other(leader)).error().reason, Refused::not_leader);
}

TEST_F(ElectionTest, RF53_a_read_without_a_lease_is_confirmed_by_a_majority_or_fails) {
    const unsigned leader = elect();
    cluster.block(leader, other(leader), true);
    ASSERT_TRUE(cluster.transfer(leader, other(leader)));  // Takes the lease.
    ASSERT_TRUE(cluster.read(leader));
    EXPECT_EQ(cluster.node(leader).reads_done, 0);
    cluster.run_for(milliseconds{50});
    EXPECT_EQ(cluster.node(leader).reads_done, 1);
    cluster.isolate(leader);
    const auto id = cluster.read(leader);
    ASSERT_TRUE(id);
    const auto has_failed = [&] {
        for (const Event& event : cluster.node(leader).events)
            if (const auto* failed = get_if<ReadFailed>(&event)) return failed->id == *id;
        return false;
    };
    EXPECT_TRUE(cluster.run_until(has_failed, seconds{3}));
}

// A peer that lies may bring a group to the last term, and no member down.
TEST(RaftAlone, RF1_RF60_nobody_stands_behind_the_last_term) {
    Single one(stored_with(1, {}, 1));
    one.receive(1, VoteRequest{{number_max}, {}, false, true});
    EXPECT_EQ(one.raft.term(), Term{number_max});
    one.wait(seconds{5});
    EXPECT_EQ(one.raft.state(), State::follower);
    EXPECT_EQ(one.raft.term(), Term{number_max});
}

// One whose disk is new, of a group of three that may have it as a voter.
struct NewDiskTest : ::testing::Test {
    static Stored new_disk() {
        Stored stored;
        stored.known_since.reset();
        return stored;
    }
    NewDiskTest() : one(new_disk()) {}
    bool grants(std::uint64_t term, Place last) {
        one.receive(1, VoteRequest{{term}, last, false, true});
        one.persist();
        const auto result = one.said<VoteResult>(1);
        return result && result->is_granted;
    }
    // A log of two entries, the first of which makes this member a voter.
    void fill() {
        const core::Buffer three = voters(3).write();
        one.receive(1, Append{{5}, {}, {}, {{{4}, EntryKind::configuration, three}, entry_of(5)}});
        one.persist();
    }

    Single one;
};

TEST_F(NewDiskTest, RF48_it_neither_hears_nor_votes_nor_stands) {
    EXPECT_FALSE(grants(7, {{9}, {9}}));
    fill();
    EXPECT_FALSE(one.said<AppendResult>(1));
    EXPECT_EQ(one.raft.log().last().index, Index{});
    one.receive(1, TimeoutNow{{}, {}});
    one.wait(seconds{5});
    EXPECT_EQ(one.raft.state(), State::follower);
    EXPECT_EQ(one.raft.term(), Term{});
    EXPECT_FALSE(one.raft.may_vote());
}

TEST_F(NewDiskTest, RF48_when_it_is_known_it_follows_no_earlier_term) {
    one.raft.trust({{6}, {2}}, one.now);
    EXPECT_EQ(one.raft.term(), Term{6});
    fill();  // Of term 5.
    EXPECT_EQ(one.raft.log().last().index, Index{});
    EXPECT_EQ(one.said<AppendResult>(1)->term, Term{6});
}

TEST_F(NewDiskTest, RF48_it_votes_and_stands_when_it_has_the_log_up_to_there) {
    one.raft.trust({{5}, {3}}, one.now);
    fill();
    EXPECT_EQ(one.said<AppendResult>(1)->last, Index{2});
    one.wait(seconds{5});
    EXPECT_EQ(one.raft.state(), State::follower);
    EXPECT_FALSE(grants(9, {{9}, {9}}));
    one.receive(1, Append{{5}, {{5}, {2}}, {}, {entry_of(5)}});
    EXPECT_TRUE(one.raft.may_vote());
    EXPECT_TRUE(grants(9, {{9}, {9}}));
    one.wait(seconds{5});
    EXPECT_EQ(one.raft.state(), State::pre_candidate);
}

TEST_F(NewDiskTest, RF48_a_restart_knows_it_too) {
    Stored stored = stored_with(5, {entry_of(5)});
    stored.known_since = Place{{5}, {2}};
    Single again(stored);
    EXPECT_FALSE(again.raft.may_vote());
    again.receive(1, Append{{5}, {{5}, {1}}, {}, {entry_of(5)}});
    EXPECT_TRUE(again.raft.may_vote());
}

}  // namespace
}  // namespace fabric::leadership::testing
