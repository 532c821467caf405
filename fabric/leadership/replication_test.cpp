// The log: what follows what, what is committed, what is kept, and how much is under way.
#include <gtest/gtest.h>

#include "fabric/leadership/single_test.h"

namespace fabric::leadership::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Append append_of(std::uint64_t term, Place previous, std::vector<EntryView> entries,
                 std::uint64_t commit = 0) {
    return {{term}, previous, {commit}, std::move(entries), {1}};
}

TEST(RaftLog, RF20_RF24_entries_that_follow_nothing_are_refused_with_a_hint) {
    Single one(stored_with(5, {entry_of(1), entry_of(4), entry_of(4), entry_of(4)}));
    one.receive(1, append_of(5, {{5}, {9}}, {entry_of(5)}));
    auto answer = one.said<AppendResult>(1);
    EXPECT_EQ(answer->rejected, Index{9});
    EXPECT_EQ(answer->last, Index{4});
    EXPECT_EQ(answer->hint, (Place{{4}, {4}}));
    one.receive(1, append_of(5, {{3}, {4}}, {entry_of(5)}));
    answer = one.said<AppendResult>(1);
    EXPECT_EQ(answer->rejected, Index{4});
    EXPECT_EQ(answer->hint, (Place{{1}, {1}}));  // All of term 4 at once.
    EXPECT_EQ(one.raft.log().last().index, Index{4});
}

TEST(RaftLog, RF21_entries_that_conflict_give_way_and_others_stay) {
    Single one(stored_with(3, {entry_of(1), entry_of(2), entry_of(2)}));
    one.receive(1, append_of(3, {}, {entry_of(1)}));  // Old news: nothing is cut.
    EXPECT_EQ(one.raft.log().last().index, Index{3});
    one.receive(1, append_of(3, {{1}, {1}}, {entry_of(3)}));
    EXPECT_EQ(one.raft.log().last(), (Place{{3}, {2}}));
    EXPECT_EQ(one.raft.next_order()->truncate_from, Index{2});
}

TEST(RaftLog, RF21_RF62_what_is_committed_never_gives_way) {
    Single one(stored_with(3, {entry_of(1), entry_of(2)}));
    one.receive(1, append_of(3, {{2}, {2}}, {}, 2));
    EXPECT_EQ(one.raft.commit(), Index{2});
    one.receive(1, append_of(3, {{1}, {1}}, {entry_of(3)}));
    EXPECT_TRUE(one.told<Contradicted>());
    EXPECT_EQ(one.raft.log().last(), (Place{{2}, {2}}));
}

TEST(RaftLog, RF62_two_leaders_in_one_term_are_not_believed) {
    Single one(stored_with(3, {}));
    one.receive(1, append_of(3, {}, {}));
    EXPECT_FALSE(one.told<Contradicted>());
    one.receive(2, append_of(3, {}, {entry_of(3)}));
    EXPECT_TRUE(one.told<Contradicted>());
    EXPECT_EQ(one.raft.log().last().index, Index{});
    one.receive(1, append_of(3, {}, {entry_of(3), entry_of(2)}));  // Terms that fall.
    EXPECT_TRUE(one.told<Contradicted>());
}

TEST(RaftLog, RF22_RF31_only_what_is_persisted_is_acknowledged) {
    Single one(stored_with(1, {}));
    one.receive(1, append_of(1, {}, {entry_of(1), entry_of(1)}));
    EXPECT_EQ(one.said<AppendResult>(1)->last, Index{0});
    const auto first = one.raft.next_order();
    one.receive(2, append_of(2, {{1}, {1}}, {entry_of(2)}));  // Truncates what is being written.
    const auto second = one.raft.next_order();
    ASSERT_TRUE(first && second);
    EXPECT_EQ(second->truncate_from, Index{2});
    one.raft.persisted(first->ticket, one.now);
    EXPECT_FALSE(one.said<AppendResult>(2));  // The new term is not on the disk.
    one.raft.persisted(second->ticket, one.now);
    EXPECT_EQ(one.said<AppendResult>(2)->last, Index{2});
}

TEST(RaftLog, RF23_RF26_a_leader_sends_before_it_wrote_and_counts_itself_after) {
    Single one(stored_with(0, {}));
    one.elect();
    EXPECT_EQ(one.said<Append>(1)->entries.size(), 1);  // The barrier.
    one.receive(1, AppendResult{{1}, {}, {1}, {}, {1}});
    EXPECT_EQ(one.raft.commit(), Index{});
    one.persist();
    EXPECT_EQ(one.raft.commit(), Index{1});
}

TEST(RaftLog, RF25_a_follower_commits_no_further_than_it_agrees) {
    Single one(stored_with(3, {entry_of(1), entry_of(2), entry_of(2)}));
    one.receive(1, append_of(3, {{1}, {1}}, {}, 3));
    EXPECT_EQ(one.raft.commit(), Index{1});
}

// Figure 3.7 of the thesis: S1 leads again in term 4 and copies its entry of term 2 to a majority,
// and yet S5 could replace it.
TEST(RaftLog, RF26_copies_of_an_entry_of_an_earlier_term_are_not_counted) {
    Single one(stored_with(3, {entry_of(1), entry_of(2)}, 5));
    one.elect();
    ASSERT_EQ(one.raft.term(), Term{4});
    one.persist();
    static_cast<void>(one.said<Append>(1));
    one.receive(1, AppendResult{{4}, {}, {2}, {}, {1}});
    one.receive(2, AppendResult{{4}, {}, {2}, {}, {1}});
    EXPECT_EQ(one.raft.commit(), Index{0});
    one.receive(1, AppendResult{{4}, {}, {3}, {}, {1}});
    one.receive(2, AppendResult{{4}, {}, {3}, {}, {1}});
    EXPECT_EQ(one.raft.commit(), Index{3});
}

TEST(RaftLog, RF30_what_is_new_gathers_while_orders_are_under_way) {
    Options options;
    options.orders_in_flight_max = 1;
    Single one(stored_with(0, {}), options);
    one.elect();
    const auto first = one.raft.next_order();
    ASSERT_TRUE(first);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(one.raft.propose(core::as_bytes("x"), one.now));
    EXPECT_FALSE(one.raft.next_order());
    one.raft.persisted(first->ticket, one.now);
    EXPECT_EQ(one.raft.next_order()->entries.size(), 3);
}

TEST(RaftLog, RF32_who_cannot_write_takes_no_part_any_more) {
    Single one(stored_with(0, {}));
    one.elect();
    ASSERT_TRUE(one.raft.propose(core::as_bytes("x"), one.now));
    one.raft.persist_failed(one.now);
    EXPECT_EQ(one.told<ProposalEnded>()->fate, Fate::unknown);
    EXPECT_EQ(one.raft.propose({}, one.now).error().reason, Refused::stopped);
    one.receive(1, append_of(9, {}, {}));
    EXPECT_FALSE(one.raft.next_message() || one.raft.next_order() || one.raft.deadline());
}

TEST(RaftLog, RF33_entries_are_handed_out_once_when_they_are_on_the_disk) {
    Single one(stored_with(1, {}));
    one.receive(1, append_of(1, {}, {entry_of(1, "a"), entry_of(1, "b")}, 2));
    EXPECT_FALSE(one.raft.next_committed());
    one.persist();
    EXPECT_EQ(core::as_text(one.raft.next_committed()->entry.bytes), "a");
    EXPECT_EQ(core::as_text(one.raft.next_committed()->entry.bytes), "b");
    EXPECT_FALSE(one.raft.next_committed());
}

TEST(RaftLog, RF34_the_end_of_a_proposal_is_told_when_its_place_is_committed) {
    Single one(stored_with(0, {}));
    one.elect();
    ASSERT_TRUE(one.raft.propose(core::as_bytes("x"), one.now));
    ASSERT_TRUE(one.raft.propose(core::as_bytes("y"), one.now));
    one.receive(1, append_of(2, {}, {entry_of(1)}));  // The barrier, and there it ends.
    EXPECT_FALSE(one.told<ProposalEnded>());
    one.receive(1, append_of(2, {{1}, {1}}, {entry_of(2)}, 2));
    const auto ended = one.told<ProposalEnded>();
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->index, Index{2});
    EXPECT_EQ(ended->fate, Fate::lost);
}

TEST(RaftLog, RF61_answers_without_hint_and_round_will_do) {
    Single one(stored_with(2, {entry_of(1), entry_of(2), entry_of(2)}));
    one.elect();
    one.persist();
    EXPECT_EQ(one.said<Append>(1)->previous.index, Index{3});
    for (std::uint64_t rejected = 3; rejected > 0; --rejected) {
        one.receive(1, AppendResult{{3}, {rejected}, {4}});
        EXPECT_EQ(one.said<Append>(1)->previous.index, Index{rejected - 1});
    }
    one.receive(1, AppendResult{{3}, {}, {4}});
    EXPECT_EQ(one.raft.commit(), Index{4});
    EXPECT_FALSE(one.raft.holds_lease(one.now));
}

TEST(RaftLog, RF24_a_leader_goes_on_where_terms_can_agree) {
    Single one(stored_with(6, {entry_of(1), entry_of(4), entry_of(6), entry_of(6)}));
    one.elect();
    static_cast<void>(one.said<Append>(1));
    one.receive(1, AppendResult{{7}, {4}, {9}, Place{{3}, {3}}, {1}});
    EXPECT_EQ(one.said<Append>(1)->previous, (Place{{1}, {1}}));
}

TEST(RaftLog, RF63_what_is_not_answered_is_asked_again) {
    Single one(stored_with(0, {}));
    one.elect();
    EXPECT_EQ(one.said<Append>(1)->entries.size(), 1);
    EXPECT_FALSE(one.said<Append>(1));
    one.wait(milliseconds{100});
    EXPECT_TRUE(one.said<Append>(1));
}

TEST(RaftLog, RF70_a_follower_gets_one_append_until_it_agrees_and_then_many) {
    Options options;
    options.appends_in_flight_max = 3;
    options.append_size_max = 1;
    Single one(stored_with(0, {}), options);
    one.elect();
    for (int i = 0; i < 9; ++i) ASSERT_TRUE(one.raft.propose(core::as_bytes("x"), one.now));
    const auto entries_to_first = [&] {
        std::size_t count = 0;
        while (const auto out = one.raft.next_message())
            if (out->to == member(1)) count += get<Append>(out->message).entries.size();
        return count;
    };
    EXPECT_EQ(entries_to_first(), 1);
    one.receive(1, AppendResult{{1}, {}, {1}, {}, {1}});
    EXPECT_EQ(entries_to_first(), 3);
    one.receive(1, AppendResult{{1}, {}, {2}, {}, {1}});
    EXPECT_EQ(entries_to_first(), 1);
}

TEST(RaftLog, RF71_who_asks_beyond_a_bound_is_refused) {
    Options options;
    options.proposals_max = 2;
    options.proposal_size_max = 10;
    Single one(stored_with(0, {}), options);
    EXPECT_EQ(one.raft.propose({}, one.now).error().reason, Refused::not_leader);
    one.elect();
    EXPECT_EQ(one.raft.propose(core::Buffer(11), one.now).error().reason, Refused::too_large);
    ASSERT_TRUE(one.raft.propose({}, one.now) && one.raft.propose({}, one.now));
    const auto refusal = one.raft.propose({}, one.now);
    EXPECT_EQ(refusal.error().reason, Refused::busy);
    EXPECT_EQ(refusal.error().leader, member(0));
}

TEST(RaftLog, RF52_no_reads_before_an_entry_of_the_own_term_is_committed) {
    Single one(stored_with(1, {entry_of(1)}));
    one.elect();
    EXPECT_EQ(one.raft.read(one.now).error().reason, Refused::not_yet);
    one.persist();
    one.receive(1, AppendResult{{2}, {}, {2}, {}, {1}});
    EXPECT_TRUE(one.raft.read(one.now));
    EXPECT_EQ(one.told<ReadReady>()->index, Index{2});
}

TEST(RaftLog, RF71_a_full_log_takes_no_proposals) {
    Options options;
    options.log_size_max = 1'000;
    options.snapshot_after_size = 500;
    Single one(stored_with(0, {}), options);
    one.elect();
    ASSERT_TRUE(one.raft.propose(core::Buffer(1'000), one.now));
    EXPECT_EQ(one.raft.propose({}, one.now).error().reason, Refused::log_full);
}

// What its owner has of the first would be written over.
TEST(RaftLog, RF37_while_a_snapshot_waits_for_its_order_no_other_comes_in) {
    Options options;
    options.orders_in_flight_max = 1;
    Single one(stored_with(5, {}), options);
    const auto send = [&](std::uint64_t index, const core::Buffer& content) {
        SnapshotMeta meta{{{5}, {index}}, {}, voters(3), content.size(), core::blake3(content)};
        one.receive(1, InstallSnapshot{{5}, meta, 0, content.size(), content});
    };
    const core::Buffer content(10, std::byte{1});
    one.receive(1, append_of(5, {}, {entry_of(5)}));
    const auto under_way = one.raft.next_order();
    ASSERT_TRUE(under_way);
    send(10, content);
    EXPECT_TRUE(one.raft.next_piece());
    EXPECT_FALSE(one.raft.next_order());
    send(20, content);
    EXPECT_FALSE(one.raft.next_piece());
    one.raft.persisted(under_way->ticket, one.now);
    const auto order = one.raft.next_order();
    ASSERT_TRUE(order && order->install);
    EXPECT_EQ(order->install->snapshot.last.index, Index{10});
    send(20, content);
    EXPECT_TRUE(one.raft.next_piece());
}

}  // namespace
}  // namespace fabric::leadership::testing
