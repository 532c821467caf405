// Taking changes in: what cannot be true, what waits for what, and what peers ask.
#include "core/crdt/change/history.h"

#include <gtest/gtest.h>

#include "core/crdt/change/change_writers.h"

namespace core::crdt {
namespace {

using Verdict = History::Verdict;

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

// A history in which alice made changes of 1, 2 and 3 events, and bob knows all of them.
struct HistoryBegun : ::testing::Test {
    Writer writer{alice, {}};
    Writer other{bob, {}};
    std::vector<Buffer> changes{writer.write(1), writer.write(2), writer.write(3)};

    HistoryBegun() { other.hear(writer); }

    // What bob says next is refused, and changes nothing.
    void refused(const Change& change, Error error) {
        const Buffer before = snapshot_of(other.history);
        EXPECT_EQ(other.history.take(signed_change(change)).error(), error);
        EXPECT_EQ(snapshot_of(other.history), before);
        EXPECT_TRUE(other.history.missing().empty());
    }
};
TEST_F(HistoryBegun, CH3_refuses_jumps_of_the_counter) {
    const Buffer first = other.write(2);
    Change change = other.next();
    ++change.counter;
    ++change.lamport.value;
    refused(change, Error::malformed);
    change = other.next();
    --change.counter;
    refused(change, Error::malformed);
    EXPECT_EQ(other.history.take(first).value().verdict, Verdict::known);
}

TEST_F(HistoryBegun, CH3_a_gap_in_the_sequence_waits) {
    other.write();
    Change change = other.next();
    ++change.sequence;
    ++change.counter;
    ++change.lamport.value;
    EXPECT_EQ(other.history.take(signed_change(change)).value().verdict, Verdict::waiting);
    EXPECT_EQ(other.history.missing(), version_of({{bob, 2}}));
}

TEST_F(HistoryBegun, CH3_a_counter_too_low_for_its_sequence_is_refused_or_waits_for_what_is_new) {
    Change change = writer.next();
    change.author = bob;
    change.counter = change.sequence;  // The fourth change has the fourth event, and so on.
    const Buffer lie = signed_change(change);
    EXPECT_EQ(other.history.take(lie).value().verdict, Verdict::waiting);
    other.write(3);
    EXPECT_EQ(other.history.missing(), version_of({{bob, 5}}));
    other.write(1);
    const auto taken = other.history.take(signed_change(other.next())).value();
    ASSERT_EQ(taken.refused.size(), 1u);
    EXPECT_EQ(taken.refused[0].sequence, 4u);
    change.sequence = 5;
    change.counter = 6;
    refused(change, Error::malformed);
}

TEST_F(HistoryBegun, CH4_refuses_lamport_numbers_but_the_one) {
    for (const std::uint64_t wrong : {8u, 9u, 1'000u}) {
        Change change = other.next();
        change.lamport = Lamport{wrong};
        refused(change, Error::malformed);
    }
    Change change = other.next();
    change.news = version_of({{alice, 3}});  // Heard less than it had: another Lamport number.
    refused(change, Error::malformed);
    change.lamport = Lamport{4};
    EXPECT_EQ(other.history.take(signed_change(change)).value().verdict, Verdict::delivered);
}

TEST_F(HistoryBegun, CH4_refuses_news_that_are_none) {
    other.write();
    Change change = other.next();
    change.news = version_of({{alice, 6}});
    refused(change, Error::not_canonical);
    change.news = version_of({{alice, 3}});
    refused(change, Error::not_canonical);
}

TEST_F(HistoryBegun, CH4_refuses_news_that_end_within_a_change) {
    for (const std::uint64_t counter : {2u, 4u, 5u}) {
        Change change = other.next();
        change.news = version_of({{alice, counter}});
        change.lamport = Lamport{counter + 1};
        refused(change, Error::malformed);
    }
    // Also if the author's own events have larger Lamport numbers than all of that change.
    Writer deaf{carol, {}};
    ASSERT_TRUE(other.history.take(deaf.write(9)));
    Change change = deaf.next();
    change.news = version_of({{alice, 2}});
    refused(change, Error::malformed);
    change.news = version_of({{alice, 3}});
    EXPECT_EQ(other.history.take(signed_change(change)).value().verdict, Verdict::delivered);
}

TEST_F(HistoryBegun, CH6_news_of_the_future_wait_and_are_judged_when_it_is_there) {
    Change true_one = other.next();
    true_one.news = version_of({{alice, 7}});
    true_one.lamport = Lamport{8};
    Change false_one = true_one;
    false_one.author = carol;
    false_one.lamport = Lamport{9};
    for (const Change& change : {true_one, false_one}) {
        const auto taken = other.history.take(signed_change(change)).value();
        EXPECT_EQ(taken.verdict, Verdict::waiting);
        EXPECT_EQ(other.history.take(signed_change(change)).value().verdict, Verdict::waiting);
    }
    EXPECT_EQ(other.history.missing(), version_of({{alice, 7}}));
    const auto taken = other.history.take(writer.write()).value();
    ASSERT_EQ(taken.ready.size(), 2u);
    EXPECT_EQ(taken.ready[1].past, version_of({{alice, 7}}));
    ASSERT_EQ(taken.refused.size(), 1u);
    EXPECT_EQ(taken.refused[0].author, carol);
    EXPECT_EQ(taken.refused[0].error, Error::malformed);
    EXPECT_EQ(other.history.version(), version_of({{alice, 7}, {bob, 1}}));
    EXPECT_TRUE(other.history.missing().empty());
}

TEST_F(HistoryBegun, CH6_two_that_name_one_another_wait_for_ever) {
    Change one = other.next();
    one.news = version_of({{carol, 1}});
    Change two = one;
    two.author = carol;
    two.news = version_of({{bob, 1}});
    EXPECT_EQ(other.history.take(signed_change(one)).value().verdict, Verdict::waiting);
    EXPECT_EQ(other.history.take(signed_change(two)).value().verdict, Verdict::waiting);
    EXPECT_EQ(other.history.version(), version_of({{alice, 6}}));
}

TEST_F(HistoryBegun, CH8_the_next_change_has_seen_everything) {
    const Change first = other.history.next(bob);
    EXPECT_EQ(first.sequence, 1u);
    EXPECT_EQ(first.news, version_of({{alice, 6}}));
    EXPECT_EQ(first.lamport, Lamport{7});
    const Buffer bytes = other.write(4);
    const Change second = other.history.next(bob);
    EXPECT_EQ(second.previous, hash_of_change(bytes));
    EXPECT_EQ(second.counter, 5u);
    EXPECT_EQ(second.lamport, Lamport{11});
    EXPECT_TRUE(second.news.empty());
}

TEST_F(HistoryBegun, CH8_gives_a_peer_what_it_lacks_in_causal_order) {
    changes.push_back(other.write());
    writer.hear(other);
    changes.push_back(writer.write());
    const auto since = [&](const Version& version) {
        std::vector<Buffer> copies;
        const std::vector<Bytes> found = writer.history.since(version).value();
        for (const Bytes change : found) copies.emplace_back(change.begin(), change.end());
        return copies;
    };
    EXPECT_EQ(since({}), changes);
    EXPECT_EQ(since(version_of({{alice, 3}})), std::vector(changes.begin() + 2, changes.end()));
    // Who stopped within a change needs all of it.
    EXPECT_EQ(since(version_of({{alice, 4}})), std::vector(changes.begin() + 2, changes.end()));
    EXPECT_EQ(since(version_of({{alice, 99}, {carol, 7}})), std::vector<Buffer>(1, changes[3]));
    EXPECT_TRUE(since(writer.history.version()).empty());
}

TEST_F(HistoryBegun, CH8_asks_for_what_is_missing_and_not_here) {
    History history;
    const Buffer heard = other.write();
    writer.hear(other);
    const Buffer last = writer.write();
    ASSERT_TRUE(history.take(last));
    EXPECT_EQ(history.missing(), version_of({{alice, 6}, {bob, 1}}));
    ASSERT_TRUE(history.take(heard));
    EXPECT_EQ(history.missing(), version_of({{alice, 6}}));
    ASSERT_TRUE(history.take(changes[1]));
    EXPECT_EQ(history.missing(), version_of({{alice, 6}}));
    ASSERT_TRUE(history.take(changes[2]));
    EXPECT_EQ(history.missing(), version_of({{alice, 1}}));
    EXPECT_EQ(history.take(changes[0]).value().ready.size(), 5u);
    EXPECT_EQ(history.version(), writer.history.version());
}

}  // namespace
}  // namespace core::crdt
