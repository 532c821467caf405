// What is kept, for how long, and how much of it.
#include <gtest/gtest.h>

#include "fabric/quorum/peers_test.h"

namespace fabric::quorum {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::notes;
using testing::peer;
using testing::peers;
using testing::Single;
using testing::write;
using testing::writes;
using enum State;

TEST(QuorumBounds, QM15_writes_on_their_way_are_bounded) {
    Single us({0, 1, 2}, {.open_max = 2});
    us.begin(1, Policy::quorum(2));
    us.begin(2, Policy::quorum(2));
    EXPECT_EQ(us.quorum.begin(write(3), Policy::local(), us.now).error().reason, Refused::busy);
    us.quorum.withdraw(write(1));
    us.quorum.withdraw(write(1));
    EXPECT_FALSE(us.quorum.status(write(1)).has_value());
    us.begin(3, Policy::local());
    us.journal(3);
    us.begin(4, Policy::local());
}

TEST(QuorumBounds, QM15_ranges_are_bounded_and_who_meets_the_bound_is_told) {
    Single us({0, 1, 2}, {.ranges_max = 40});
    ASSERT_TRUE(us.quorum.resume(writes(1, 1'000), Policy::quorum(3), us.now));
    // Somebody acknowledges every other one.
    std::size_t noted = 0;
    for (std::uint64_t i = 2; i < 400; i += 2)
        noted += us.quorum.acknowledged(peer(1), writes(i, i), us.now) ? 1 : 0;
    EXPECT_LT(noted, 60u);
    EXPECT_LE(us.quorum.range_count(), 42u);
    EXPECT_EQ(us.quorum.begin(write(2'000), Policy::local(), us.now).error().reason, Refused::busy);
    EXPECT_EQ(us.quorum.resume(writes(3'000, 3'001), Policy::quorum(2), us.now).error().reason,
              Refused::busy);
}

TEST(QuorumBounds, QM15_room_is_made_at_the_expense_of_what_is_done) {
    Single us({0, 1, 2}, {.ranges_max = 20});
    for (std::uint64_t i = 2; i < 100; i += 2) {
        us.begin(i, Policy::local());
        us.journal(i);
        us.events();
        EXPECT_LE(us.quorum.range_count(), 24u);
    }
    // What others than Authorities have goes as well.
    ASSERT_TRUE(us.quorum.resume(writes(1'000, 2'000), Policy::quorum(2), us.now));
    for (std::uint64_t i = 1'000; i < 1'100; i += 2)
        EXPECT_TRUE(us.quorum.acknowledged(peer(5), writes(i, i), us.now));
    EXPECT_LE(us.quorum.range_count(), 24u);
}

TEST(QuorumBounds, QM15_of_what_is_not_tracked_nothing_is_kept) {
    Single us({0, 1, 2});
    us.acknowledge(1, 7);
    us.begin(5, Policy::quorum(3));
    EXPECT_TRUE(us.quorum.acknowledged(peer(1), writes(1, 1'000'000), us.now));
    us.quorum.journaled(writes(1, 1'000'000), us.now);
    us.quorum.journaled({Document{9}, {1, 2}}, us.now);
    EXPECT_EQ(us.quorum.range_count(), 2u);
    EXPECT_EQ(us.quorum.document_count(), 1u);
}

TEST(QuorumBounds, QM15_authorities_and_others_are_bounded) {
    Single us({0, 1}, {.authorities_max = 3, .others_max = 4});
    EXPECT_EQ(us.quorum.authorities(peers({1, 2, 3, 4}), us.now).error(), core::Error::too_large);
    EXPECT_EQ(us.quorum.authority_count(), 2u);
    // Of others there are 7 that can be reached; an Authority finds a place all the same.
    us.certify({0, 100});
    for (unsigned number = 10; number < 20; ++number)
        us.quorum.reachable(peer(number), true, us.now);
    EXPECT_EQ(us.quorum.reachable_count(), 1u);
    us.quorum.reachable(peer(100), true, us.now);
    EXPECT_EQ(us.quorum.reachable_count(), 2u);
}

TEST(QuorumBounds, QM16_what_is_done_is_remembered_for_a_time) {
    Single us({0, 1, 2});
    us.begin(1, Policy::local());
    us.journal(1);
    us.begin(2, {Policy::Kind::strict_quorum, 3, seconds{1}});
    us.wait(seconds{1});
    us.begin(3, Policy::quorum(9));
    us.journal(3);
    us.wait(minutes{10});
    EXPECT_EQ(us.state(1), durable);
    EXPECT_EQ(us.state(2), failed);
    us.wait(minutes{10});
    EXPECT_FALSE(us.quorum.status(write(1)).has_value());
    EXPECT_FALSE(us.quorum.status(write(2)).has_value());
    EXPECT_EQ(us.state(3), degraded);
    EXPECT_EQ(us.quorum.deadline(), std::nullopt);
    EXPECT_EQ(us.quorum.range_count(), 2u);
}

TEST(QuorumBounds, QM16_an_upgrade_begins_the_time_anew) {
    Single us({0, 1, 2});
    us.begin(1, {Policy::Kind::strict_quorum, 2, seconds{1}});
    us.journal(1);
    us.wait(seconds{1});
    us.wait(minutes{11});
    us.acknowledge(1, 1);
    us.wait(minutes{10});
    EXPECT_EQ(us.state(1), durable);
    us.wait(minutes{10});
    EXPECT_EQ(us.quorum.document_count(), 0u);
    EXPECT_EQ(us.quorum.range_count(), 0u);
    EXPECT_EQ(us.quorum.deadline(), std::nullopt);
}

TEST(QuorumBounds, QM17_after_a_restart_the_journal_is_resumed) {
    Single us({0, 1, 2});
    ASSERT_TRUE(us.quorum.resume(writes(1, 5'000'000), Policy::quorum(2), us.now));
    EXPECT_EQ(us.state(4'000'000), degraded);
    EXPECT_TRUE(us.quorum.acknowledged(peer(2), writes(1, 4'999'999), us.now));
    const auto upgraded = us.told_of<Upgraded>();
    ASSERT_EQ(upgraded.size(), 1u);
    EXPECT_EQ(upgraded[0].writes, writes(1, 4'999'999));
    EXPECT_EQ(us.state(5'000'000), degraded);
    // What is tracked is not resumed again.
    ASSERT_TRUE(us.quorum.resume(writes(1, 5'000'000), Policy::quorum(3), us.now));
    EXPECT_EQ(us.state(7), durable);
    EXPECT_EQ(us.quorum.status({notes, Sequence{7}})->need, 2u);
}

TEST(QuorumTally, QM6_numbers_in_so_many_sets) {
    core::RangeSet one({0, 10});
    core::RangeSet two({5, 15});
    core::RangeSet three({8, 9});
    three.add({12, 20});
    const Sources sources{&one, &two, &three};
    EXPECT_EQ(held_by(0, sources, {3, 4}), core::RangeSet({3, 4}));
    core::RangeSet in_two({5, 10});
    in_two.add({12, 15});
    EXPECT_EQ(held_by(2, sources, {0, 100}), in_two);
    EXPECT_EQ(held_by(3, sources, {0, 100}), core::RangeSet({8, 9}));
    EXPECT_EQ(held_by(1, sources, {7, 11}), core::RangeSet({7, 11}));
    EXPECT_TRUE(held_by(4, sources, {0, 100}).empty());
}

}  // namespace
}  // namespace fabric::quorum
