// Members that come and go, and snapshots, on a cluster without faults and on single machines.
#include <gtest/gtest.h>

#include "fabric/leadership/cluster_test.h"
#include "fabric/leadership/single_test.h"

namespace fabric::leadership::testing {
namespace {

using Kind = Change::Kind;

struct MembershipTest : ::testing::Test {
    MembershipTest() : cluster(options(), core::Seed{7}) {}
    ~MembershipTest() override { EXPECT_EQ(cluster.judge().failure(), ""); }

    static ClusterOptions options() {
        ClusterOptions options{.node_count = 5, .voter_count = 3};
        options.raft.log_size_max = 20'000;
        options.raft.snapshot_after_size = 4'000;
        options.raft.trailing_entries_max = 2;
        options.raft.chunk_size = 100;
        return options;
    }
    unsigned elect() {
        EXPECT_TRUE(cluster.run_until([&] { return cluster.leader().has_value(); }, seconds{10}));
        cluster.run_for(milliseconds{300});
        return *cluster.leader();
    }
    void change(Kind kind, unsigned who) {
        const auto place = cluster.change(*cluster.leader(), {kind, member(who)});
        EXPECT_TRUE(place) << describe(place.error().reason);
        cluster.run_for(milliseconds{500});
    }
    Refused refused(Kind kind, unsigned who) {
        return cluster.change(*cluster.leader(), {kind, member(who)}).error().reason;
    }
    void fill(unsigned leader, int count) {
        for (int i = 0; i < count; ++i) {
            ASSERT_TRUE(cluster.propose(leader, core::Buffer(200)).has_value());
            cluster.run_for(milliseconds{20});
        }
    }
    const Configuration& members(unsigned who) {
        return cluster.raft(who)->log().configuration().configuration;
    }

    Cluster cluster;
};

TEST_F(MembershipTest, RF41_RF42_a_learner_comes_keeps_pace_and_votes) {
    const unsigned leader = elect();
    change(Kind::add_learner, 3);
    EXPECT_EQ(cluster.node(3).applied, cluster.raft(leader)->commit());
    EXPECT_FALSE(members(leader).is_voter(member(3)));
    change(Kind::promote, 3);
    EXPECT_TRUE(members(3).is_voter(member(3)));
    EXPECT_EQ(members(leader).voter_count(), 4);
    change(Kind::demote, 3);
    change(Kind::remove, 3);
    EXPECT_EQ(members(leader), voters(3));
}

TEST_F(MembershipTest, RF41_learners_do_not_count) {
    const unsigned leader = elect();
    change(Kind::add_learner, 3);
    change(Kind::add_learner, 4);
    const Index before = cluster.raft(leader)->commit();
    for (unsigned i = 0; i < 3; ++i)
        if (i != leader) cluster.crash(i);
    ASSERT_TRUE(cluster.propose(leader, {}).has_value());
    cluster.run_for(milliseconds{500});
    EXPECT_EQ(cluster.raft(leader)->commit(), before);
}

TEST_F(MembershipTest, RF42_one_change_at_a_time) {
    const unsigned leader = elect();
    ASSERT_TRUE(cluster.change(leader, {Kind::add_learner, member(3)}));
    EXPECT_EQ(refused(Kind::add_learner, 4), Refused::change_pending);
    EXPECT_EQ(cluster.change((leader + 1) % 3, {Kind::add_learner, member(4)}).error().leader,
              member(leader));
}

TEST_F(MembershipTest, RF43_no_change_before_an_entry_of_the_own_term_is_committed) {
    Single one(stored_with(3, {entry_of(1)}));
    one.elect();
    const Change change{Kind::remove, member(2)};
    EXPECT_EQ(one.raft.change(change, one.now).error().reason, Refused::not_yet);
    one.persist();
    one.receive(1, AppendResult{one.raft.term(), {}, {2}});
    EXPECT_TRUE(one.raft.change(change, one.now));
}

TEST_F(MembershipTest, RF44_who_lacks_too_much_does_not_vote_yet) {
    elect();
    cluster.isolate(3);
    change(Kind::add_learner, 3);
    EXPECT_EQ(refused(Kind::promote, 3), Refused::not_caught_up);
    cluster.heal();
    cluster.run_for(seconds{2});
    change(Kind::promote, 3);
}

TEST_F(MembershipTest, RF40_a_configuration_that_is_truncated_no_longer_counts) {
    Single one(stored_with(1, {}));
    const core::Buffer larger = voters(5).write();
    one.receive(1, Append{{1}, {}, {}, {{{1}, EntryKind::configuration, larger}}, {}});
    EXPECT_EQ(one.told<ConfigurationChanged>()->configuration, voters(5));
    one.receive(2, Append{{2}, {}, {}, {entry_of(2)}, {}});
    EXPECT_EQ(one.told<ConfigurationChanged>()->configuration, voters(3));
}

TEST_F(MembershipTest, RF45_a_leader_that_is_removed_steps_down_when_that_is_committed) {
    const unsigned leader = elect();
    change(Kind::remove, leader);
    EXPECT_EQ(cluster.raft(leader)->state(), State::follower);
    const auto has_other = [&] { return cluster.leader() && *cluster.leader() != leader; };
    EXPECT_TRUE(cluster.run_until(has_other, seconds{10}));
    cluster.run_for(seconds{10});
    EXPECT_NE(cluster.raft(leader)->state(), State::leader);
}

TEST_F(MembershipTest, RF46_the_last_voter_stays) {
    elect();
    for (unsigned gone = 0; gone < 3; ++gone) {
        if (gone == *cluster.leader()) continue;
        change(Kind::remove, gone);
    }
    const unsigned last = *cluster.leader();
    EXPECT_EQ(refused(Kind::remove, last), Refused::last_voter);
    EXPECT_EQ(refused(Kind::demote, last), Refused::last_voter);
    EXPECT_EQ(refused(Kind::remove, 4), Refused::member_unknown);
    EXPECT_EQ(refused(Kind::promote, last), Refused::nothing_to_change);
}

TEST_F(MembershipTest, RF35_RF36_who_comes_late_gets_a_snapshot_in_chunks) {
    const unsigned leader = elect();
    fill(leader, 60);
    EXPECT_GT(cluster.raft(leader)->log().base().index, Index{});
    EXPECT_LT(cluster.raft(leader)->log().size(), 10'000);
    change(Kind::add_learner, 3);
    cluster.run_for(seconds{2});
    EXPECT_EQ(cluster.node(3).applied, cluster.raft(leader)->commit());
    EXPECT_GT(cluster.raft(3)->log().base().index, Index{});
    EXPECT_EQ(cluster.node(3).state, cluster.node(leader).state);
}

struct Receiving : ::testing::Test {
    Receiving() : content(300, std::byte{9}) {
        meta = {{{2}, {10}}, {}, voters(3), content.size(), core::blake3(content)};
    }
    InstallSnapshot chunk(std::size_t offset, std::size_t size = 100) {
        return {{2}, meta, offset, size, core::Bytes(content).subspan(offset, size)};
    }
    core::Buffer content;
    SnapshotMeta meta;
    Single one{stored_with(2, {entry_of(1), entry_of(1)})};
};

TEST_F(Receiving, RF36_a_chunk_out_of_order_is_answered_with_what_is_there) {
    one.receive(1, chunk(0));
    EXPECT_EQ(one.said<SnapshotResult>(1)->received, 100);
    one.receive(1, chunk(200));
    EXPECT_EQ(one.said<SnapshotResult>(1)->received, 100);
    one.receive(1, chunk(0));
    EXPECT_EQ(one.said<SnapshotResult>(1)->received, 100);
    // Another leader has the same one, and goes on.
    InstallSnapshot next = chunk(100);
    next.term = {3};
    one.receive(2, next);
    one.persist();
    EXPECT_EQ(one.said<SnapshotResult>(2)->received, 200);
}

TEST_F(Receiving, RF36_one_of_another_digest_is_not_installed) {
    meta.digest = core::blake3({});
    for (const std::size_t offset : {0u, 100u, 200u}) one.receive(1, chunk(offset));
    EXPECT_TRUE(one.told<Contradicted>());
    EXPECT_EQ(one.said<SnapshotResult>(1)->received, 0);
    EXPECT_EQ(one.raft.commit(), Index{});
}

TEST_F(Receiving, RF37_an_installed_snapshot_is_persisted_before_it_is_acknowledged) {
    for (const std::size_t offset : {0u, 100u, 200u}) one.receive(1, chunk(offset));
    EXPECT_EQ(one.raft.log().base(), (Place{{2}, {10}}));
    EXPECT_EQ(one.said<AppendResult>(1)->last, Index{0});
    one.receive(1, Append{{2}, {{2}, {10}}, {11}, {entry_of(2)}, {}});
    EXPECT_FALSE(one.raft.next_committed());
    const auto order = one.raft.next_order();
    ASSERT_TRUE(order && order->install);
    EXPECT_FALSE(order->install->keeps_log);
    EXPECT_EQ(order->first, Index{11});
    one.raft.persisted(order->ticket, one.now);
    EXPECT_EQ(one.said<AppendResult>(1)->last, Index{11});
    EXPECT_EQ(one.raft.next_committed()->index, Index{11});
}

TEST_F(Receiving, RF37_entries_behind_stay_where_the_end_is_the_same) {
    meta.last = {{1}, {1}};
    for (const std::size_t offset : {0u, 100u, 200u}) one.receive(1, chunk(offset));
    EXPECT_EQ(one.raft.log().base().index, Index{1});
    EXPECT_EQ(one.raft.log().last().index, Index{2});
    EXPECT_TRUE(one.raft.next_order()->install->keeps_log);
}

TEST_F(Receiving, RF35_the_log_is_cut_behind_a_snapshot) {
    Options options;
    options.snapshot_after_size = 100;
    options.trailing_entries_max = 1;
    Single owner(stored_with(1, {}), options);
    owner.receive(1, Append{{1}, {}, {3}, {entry_of(1), entry_of(1), entry_of(1)}, {}});
    owner.persist();
    while (owner.raft.next_committed()) {
    }
    EXPECT_TRUE(owner.told<SnapshotWanted>());
    SnapshotMeta taken = owner.raft.describe_snapshot({3});
    taken.size = 1;
    owner.raft.snapshot_taken(taken, owner.now);
    EXPECT_EQ(owner.told<LogCut>()->up_to, Index{3});
    EXPECT_EQ(owner.raft.log().first(), Index{3});
}

}  // namespace
}  // namespace fabric::leadership::testing
