// What is sent when, and what is told.
#include "fabric/broadcast/broadcast.h"

#include <gtest/gtest.h>

#include "fabric/broadcast/node_test.h"

namespace fabric::broadcast {
namespace {

using core::Duration;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using namespace testing;

TEST(Broadcast, BR1_what_is_new_goes_to_all_who_lack_it) {
    Single us({ann, bob});
    us.add(1);
    us.add(2);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {1, 2}, {}}, {bob, {1, 2}, {}}}));
    // Somebody's is passed on when it is synced here.
    us.receive_deltas(ann, {3});
    EXPECT_EQ(us.said(), AllSaid{});
    us.add(3);
    EXPECT_EQ(us.said(), (AllSaid{{bob, {3}, {}}}));
}

TEST(Broadcast, BR2_nothing_is_acknowledged_before_it_is_synced) {
    Single us({ann, bob});
    us.receive_deltas(ann, {2, 1, 3});
    us.receive_deltas(bob, {1});
    us.wait(seconds{1});
    EXPECT_EQ(us.said(), AllSaid{});
    us.sync({3, 2});
    us.wait(milliseconds{4});
    EXPECT_EQ(us.said(), AllSaid{});
    us.sync({1});
    EXPECT_EQ(us.wait_for_deadline(), milliseconds{1});
    EXPECT_EQ(us.said(), (AllSaid{{ann, {}, {1, 2, 3}}}));
    us.wait(milliseconds{4});
    EXPECT_EQ(us.said(), (AllSaid{{bob, {}, {1}}}));
    EXPECT_EQ(us.broadcast.owed_count(), 0u);
}

TEST(Broadcast, BR2_what_came_another_way_is_acknowledged_too) {
    Single us({ann, bob});
    us.broadcast.arrived(ann, key_of(5), us.now);
    us.add(5);
    us.wait(milliseconds{5});
    EXPECT_EQ(us.said(), (AllSaid{{ann, {}, {5}}, {bob, {5}, {}}}));
    EXPECT_TRUE(us.told<Arrived>().empty());
}

TEST(Broadcast, BR2_many_are_acknowledged_at_once) {
    Single us({ann});
    Numbers numbers;
    for (std::uint64_t i = 0; i < 1'000; ++i) numbers.push_back(i);
    us.receive_deltas(ann, numbers);
    us.sync(numbers);
    us.wait(milliseconds{5});
    EXPECT_EQ(us.said(), (AllSaid{{ann, {}, numbers}}));
}

TEST(Broadcast, BR3_retries_double_and_go_in_one_message) {
    Single us({ann});
    us.add(1);
    us.add(2);
    EXPECT_EQ(us.said().size(), 1u);
    Duration wait = milliseconds{100};
    for (int i = 0; i < 8; ++i) {
        const Duration waited = us.wait_for_deadline();
        EXPECT_GE(waited, wait);
        EXPECT_LT(waited, wait + wait / 4);
        if (i == 2) us.add(3);
        const auto said = us.said();
        ASSERT_EQ(said.size(), 1u);
        EXPECT_EQ(said[0].deltas, (i == 2 ? Numbers{1, 2, 3} : Numbers{1, 2}));
        if (i == 2) us.acknowledge(ann, {3});
        wait = std::min<Duration>(2 * wait, seconds{30});
    }
    EXPECT_EQ(us.broadcast.in_flight_count(ann), 2u);
}

TEST(Broadcast, BR4_an_acknowledgement_ends_the_retries) {
    Single us({ann, bob});
    us.add(1);
    us.add(2);
    us.said();
    us.acknowledge(ann, {1, 2});
    us.acknowledge(bob, {2});
    const auto told = us.told<Acknowledged>();
    ASSERT_EQ(told.size(), 2u);
    EXPECT_EQ(told[0].peer, ann);
    EXPECT_EQ(told[0].keys, (std::vector{key_of(1), key_of(2)}));
    us.wait(milliseconds{125});
    EXPECT_EQ(us.said(), (AllSaid{{bob, {1}, {}}}));
    // So does the change itself.
    us.receive_deltas(bob, {1});
    EXPECT_EQ(us.told<Acknowledged>().size(), 1u);
    us.sync({1});
    us.wait(milliseconds{5});
    EXPECT_EQ(us.said(), (AllSaid{{bob, {}, {1}}}));
    EXPECT_EQ(us.broadcast.deadline(), std::nullopt);
}

TEST(Broadcast, BR4_who_is_disconnected_is_forgotten) {
    Single us({ann});
    us.add(1);
    us.said();
    us.receive_deltas(ann, {2});
    us.broadcast.disconnect(ann, us.now);
    us.broadcast.disconnect(ann, us.now);
    us.sync({2});
    EXPECT_EQ(us.broadcast.deadline(), std::nullopt);
    EXPECT_EQ(us.broadcast.owed_count(), 0u);
    EXPECT_EQ(us.broadcast.buffer().count(), 0u);
    us.events();
    ASSERT_TRUE(us.broadcast.connect(ann, us.now));
    EXPECT_EQ(us.told<ReconciliationWanted>().size(), 1u);
    EXPECT_EQ(us.said(), AllSaid{});
}

TEST(Broadcast, BR5_who_does_not_answer_is_left_to_a_reconciliation) {
    Single us({ann});
    us.add(1);
    us.said();
    const core::Instant begun_at = us.now;
    std::vector<Event> events;
    while (events.empty()) {
        us.wait_for_deadline();
        us.said();
        events = us.events();
    }
    EXPECT_GE(us.now - begun_at, minutes{2});
    EXPECT_LT(us.now - begun_at, minutes{3});
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(get<GivenUp>(events[0]).peer, ann);
    EXPECT_EQ(get<ReconciliationWanted>(events[1]).peer, ann);
    EXPECT_EQ(us.broadcast.deadline(), std::nullopt);
    us.add(2);
    EXPECT_EQ(us.said(), AllSaid{});
    us.broadcast.lacks(ann, delta(1), us.now);
    us.broadcast.reconciled(ann, us.now);
    const auto said = us.said();
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].deltas, (Numbers{2, 1}));
}

TEST(Broadcast, BR5_a_link_that_takes_nothing_is_given_up) {
    Single us({ann});
    us.broadcast.writable(ann, 0, us.now);
    us.add(1);
    EXPECT_EQ(us.said(), AllSaid{});
    EXPECT_EQ(us.wait_for_deadline(), minutes{2});
    EXPECT_EQ(us.told<GivenUp>().size(), 1u);
}

TEST(Broadcast, BR5_who_wakes_late_gives_up_all_the_same) {
    Single us({ann});
    us.add(1);
    us.said();
    us.now += minutes{3};  // Asleep.
    us.receive_deltas(ann, {2});
    EXPECT_EQ(us.said(), AllSaid{});
    EXPECT_LE(*us.broadcast.deadline(), us.now);
    us.events();
    us.wait(Duration{});
    EXPECT_EQ(us.told<GivenUp>().size(), 1u);
}

TEST(Broadcast, BR6_whoever_connects_is_reconciled_first) {
    Single us({});
    ASSERT_TRUE(us.broadcast.connect(ann, us.now));
    EXPECT_FALSE(us.broadcast.connect(ann, us.now));
    us.broadcast.writable(ann, 10'000, us.now);
    EXPECT_EQ(us.told<ReconciliationWanted>().size(), 1u);
    us.add(1);
    us.receive_deltas(ann, {9});
    us.sync({9});
    us.wait(milliseconds{5});
    EXPECT_EQ(us.said(), (AllSaid{{ann, {}, {9}}}));
    for (const Duration wait : {seconds{1}, seconds{2}, seconds{4}}) {
        us.broadcast.reconciliation_failed(ann, us.now);
        EXPECT_EQ(us.told<ReconciliationWanted>().size(), 0u);
        EXPECT_EQ(us.wait_for_deadline(), wait);
        EXPECT_EQ(us.told<ReconciliationWanted>().size(), 1u);
    }
    us.broadcast.lacks(ann, delta(7), us.now);
    us.broadcast.lacks(ann, delta(1), us.now);
    us.broadcast.lacks(bob, delta(1), us.now);
    us.broadcast.reconciled(ann, us.now);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {1, 7}, {}}}));
    // A later one shows what is on its way already, and something else.
    us.broadcast.lacks(ann, delta(7), us.now);
    us.broadcast.lacks(ann, delta(8), us.now);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {8}, {}}}));
}

TEST(Broadcast, BR7_while_nobody_is_connected_nothing_is_held) {
    Single us({});
    for (std::uint64_t i = 0; i < 10'000; ++i) us.add(i);
    EXPECT_EQ(us.broadcast.buffer().count(), 0u);
    EXPECT_EQ(us.broadcast.deadline(), std::nullopt);
}

TEST(Broadcast, BR8_who_lacks_too_much_gets_a_snapshot) {
    Single us({ann, bob});
    for (std::uint64_t i = 0; i <= 500; ++i) {
        us.add(i);
        us.said();
        us.acknowledge(bob, {i});
    }
    auto wanted = us.told<SnapshotWanted>();
    ASSERT_EQ(wanted.size(), 1u);
    EXPECT_EQ(wanted[0].peer, ann);
    us.wait(seconds{1});
    EXPECT_EQ(us.said(), AllSaid{});
    EXPECT_EQ(us.broadcast.deadline(), std::nullopt);
    us.broadcast.snapshot_begun(ann, us.now);
    us.add(1'000);
    us.acknowledge(bob, {1'000});
    us.broadcast.snapshot_failed(ann, us.now);
    EXPECT_EQ(us.told<SnapshotWanted>().size(), 0u);
    EXPECT_EQ(us.wait_for_deadline(), seconds{1});
    EXPECT_EQ(us.told<SnapshotWanted>().size(), 1u);
    us.broadcast.snapshot_begun(ann, us.now);
    us.broadcast.snapshot_begun(ann, us.now);
    us.add(1'001);
    us.acknowledge(bob, {1'001});
    us.broadcast.snapshot_acknowledged(ann, us.now);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {1'001}, {}}}));
}

TEST(Broadcast, BR8_of_a_snapshot_that_was_not_taken_whole_it_is_found_out_what_was) {
    Single us({ann});
    for (std::uint64_t i = 0; i <= 500; ++i) us.add(i);
    us.said();
    us.broadcast.snapshot_begun(ann, us.now);
    us.told<ReconciliationWanted>();
    us.broadcast.snapshot_refused(ann, us.now);
    const auto wanted = us.told<ReconciliationWanted>();
    ASSERT_EQ(wanted.size(), 1u);
    EXPECT_EQ(wanted[0].peer, ann);
    us.add(501);
    EXPECT_EQ(us.said(), AllSaid{});
    us.broadcast.reconciled(ann, us.now);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {501}, {}}}));
    // Nothing of it is left.
    us.broadcast.snapshot_refused(ann, us.now);
    EXPECT_EQ(us.told<ReconciliationWanted>().size(), 0u);
}

TEST(Broadcast, BR9_a_link_gets_no_more_than_it_takes) {
    Single us({});
    ASSERT_TRUE(us.broadcast.connect(ann, us.now));
    us.broadcast.reconciled(ann, us.now);
    for (std::uint64_t i = 1; i <= 3; ++i) us.add(i, 100);
    us.receive_deltas(ann, {8, 9});
    us.sync({8, 9});
    us.wait(milliseconds{5});
    EXPECT_EQ(us.said(), AllSaid{});
    us.broadcast.writable(ann, head_size_max + Key::size_bytes, us.now);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {}, {8}}}));
    const std::size_t two = 2 * (delta_head_size_max + 100);
    us.broadcast.writable(ann, 2 * head_size_max + Key::size_bytes + two, us.now);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {}, {9}}, {ann, {1, 2}, {}}}));
    us.broadcast.writable(ann, 10'000, us.now);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {3}, {}}}));
}

TEST(Broadcast, BR9_messages_have_a_size) {
    Single us({ann}, {.message_size = 1'000});
    us.add(1, 5'000);
    us.add(2, 400);
    us.add(3, 400);
    us.add(4, 400);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {1}, {}}, {ann, {2, 3}, {}}, {ann, {4}, {}}}));
}

TEST(Broadcast, BR11_what_arrives_is_told_once) {
    Single us({ann, bob});
    us.receive_deltas(ann, {1, 1});
    us.receive_deltas(ann, {1});
    us.receive_deltas(bob, {1});
    auto arrived = us.told<Arrived>();
    ASSERT_EQ(arrived.size(), 1u);
    EXPECT_EQ(arrived[0].key, key_of(1));
    EXPECT_EQ(arrived[0].bytes, delta(1).bytes);
    us.broadcast.dropped(key_of(1));
    us.sync({1});
    us.wait(milliseconds{5});
    EXPECT_EQ(us.said(), AllSaid{});
    // It comes again.
    us.receive_deltas(bob, {1});
    EXPECT_EQ(us.told<Arrived>().size(), 1u);
    us.sync({1});
    us.wait(milliseconds{5});
    EXPECT_EQ(us.said(), (AllSaid{{bob, {}, {1}}}));
}

TEST(Broadcast, BR12_one_peer_may_make_us_owe_so_much) {
    Single us({ann, bob}, {.owed = {.count_max = 3, .size_max = 100}});
    us.receive_deltas(ann, {1, 2, 3, 4});
    EXPECT_EQ(us.told<Arrived>().size(), 3u);
    EXPECT_EQ(us.broadcast.dropped_count(), 1u);
    us.receive_deltas(bob, {7}, 1'000);
    us.receive_deltas(bob, {8}, 1);
    EXPECT_EQ(us.told<Arrived>().size(), 1u);
    EXPECT_EQ(us.broadcast.dropped_count(), 2u);
    us.sync({7, 1});
    us.receive_deltas(bob, {8}, 1);
    us.receive_deltas(ann, {4});
    EXPECT_EQ(us.told<Arrived>().size(), 2u);
    EXPECT_EQ(us.broadcast.owed_count(), 4u);
}

TEST(Broadcast, BR12_acknowledgements_that_wait_are_bounded) {
    Single us({ann}, {.acknowledgements_max = 2});
    us.broadcast.writable(ann, 0, us.now);
    us.receive_deltas(ann, {1, 2, 3});
    us.sync({1, 2, 3});
    EXPECT_EQ(us.broadcast.dropped_count(), 1u);
    us.wait(milliseconds{5});
    EXPECT_EQ(us.broadcast.deadline(), std::nullopt);
    us.broadcast.writable(ann, 1'000, us.now);
    EXPECT_EQ(us.said(), (AllSaid{{ann, {}, {1, 2}}}));
    us.receive_deltas(ann, {3});
    us.sync({3});
    us.wait(milliseconds{5});
    EXPECT_EQ(us.said(), (AllSaid{{ann, {}, {3}}}));
}

TEST(Broadcast, BR13_when_all_have_all_it_is_quiet) {
    Single us({ann, bob});
    us.add(1);
    us.said();
    us.acknowledge(ann, {1});
    EXPECT_TRUE(us.broadcast.deadline().has_value());
    us.acknowledge(bob, {1});
    EXPECT_EQ(us.broadcast.deadline(), std::nullopt);
    EXPECT_EQ(us.broadcast.buffer().count(), 0u);
}

TEST(Broadcast, BR14_nothing_of_a_malformed_message_is_believed) {
    Single us({ann});
    us.add(1);
    us.said();
    core::Buffer bytes = write_message(Acknowledgements{{key_of(1)}});
    bytes.push_back(std::byte{0});
    us.broadcast.receive(ann, bytes, us.now);
    const auto told = us.told<Misbehaved>();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].error, core::Error::trailing_bytes);
    EXPECT_EQ(us.broadcast.in_flight_count(ann), 1u);
    // Of what nobody sent, and from nobody.
    us.acknowledge(ann, {77});
    us.acknowledge(cleo, {1});
    us.receive_deltas(cleo, {5});
    EXPECT_EQ(us.broadcast.in_flight_count(ann), 1u);
    EXPECT_EQ(us.broadcast.owed_count(), 0u);
}

}  // namespace
}  // namespace fabric::broadcast
