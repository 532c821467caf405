// Who is sent what, and when it becomes a snapshot.
#include "core/sync/delta_buffer.h"

#include <gtest/gtest.h>

#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using Mode = DeltaBuffer::Mode;
using Peer = DeltaBuffer::Peer;
using twin::key_of;

constexpr Peer ann{1};
constexpr Peer bob{2};
constexpr Peer cleo{3};
constexpr std::size_t plenty = 1 << 20;

Delta delta(std::uint64_t number, std::size_t size = 10) { return {key_of(number), Buffer(size)}; }

using Numbers = std::vector<std::uint64_t>;
std::vector<Key> keys(const Numbers& numbers) {
    std::vector<Key> keys;
    for (const std::uint64_t number : numbers) keys.push_back(key_of(number));
    return keys;
}
std::vector<Key> sent_to(DeltaBuffer& buffer, Peer peer, std::size_t size_max = plenty) {
    std::vector<Key> sent;
    for (const auto& [key, bytes] : buffer.take_unsent(peer, size_max)) sent.push_back(key);
    return sent;
}

DeltaBuffer buffer_of(std::vector<Peer> peers, const DeltaBuffer::Options& options = {}) {
    DeltaBuffer buffer(options);
    for (const Peer peer : peers) EXPECT_TRUE(buffer.connect(peer));
    return buffer;
}

TEST(DeltaBuffer, DB1_everybody_is_sent_what_they_lack_once_and_in_order) {
    DeltaBuffer buffer = buffer_of({ann, bob});
    for (const std::uint64_t number : {5u, 3u, 4u}) buffer.add(delta(number));
    EXPECT_EQ(sent_to(buffer, ann, 25), keys({5, 3}));
    buffer.add(delta(1));
    EXPECT_EQ(sent_to(buffer, ann), keys({4, 1}));
    EXPECT_TRUE(sent_to(buffer, ann).empty());
    EXPECT_EQ(sent_to(buffer, bob), keys({5, 3, 4, 1}));
    // One that is larger than asked for goes alone.
    buffer.add(delta(9, 1'000));
    EXPECT_EQ(sent_to(buffer, ann, 1), keys({9}));
}

TEST(DeltaBuffer, DB1_what_is_acknowledged_by_all_is_not_held) {
    DeltaBuffer buffer = buffer_of({ann, bob});
    buffer.add(delta(1));
    buffer.add(delta(2));
    EXPECT_EQ(buffer.size_bytes(), 20u);
    buffer.acknowledge(ann, key_of(1));
    EXPECT_EQ(sent_to(buffer, ann), keys({2}));
    buffer.acknowledge(bob, key_of(1));
    EXPECT_EQ(buffer.count(), 1u);
    EXPECT_EQ(buffer.size_bytes(), 10u);
    buffer.acknowledge(bob, key_of(1));
    buffer.acknowledge(cleo, key_of(2));
    EXPECT_EQ(buffer.lacking_count(bob), 1u);
    buffer.disconnect(ann);
    EXPECT_EQ(buffer.count(), 1u);
    buffer.disconnect(bob);
    EXPECT_EQ(buffer.count(), 0u);
    buffer.add(delta(3));
    EXPECT_EQ(buffer.count(), 0u);
}

TEST(DeltaBuffer, DB1_what_was_not_acknowledged_can_be_sent_again) {
    DeltaBuffer buffer = buffer_of({ann});
    for (const std::uint64_t number : {1u, 2u, 3u}) buffer.add(delta(number));
    EXPECT_EQ(sent_to(buffer, ann).size(), 3u);
    buffer.acknowledge(ann, key_of(2));
    buffer.send_again(ann);
    EXPECT_EQ(sent_to(buffer, ann), keys({1, 3}));
}

TEST(DeltaBuffer, DB2_nobody_is_sent_what_came_from_them) {
    DeltaBuffer buffer = buffer_of({ann, bob});
    const Index index(twin::sketch_key(1));
    const std::vector group{delta(1), delta(2)};
    EXPECT_EQ(buffer.receive(index, group, ann).size(), 2u);
    EXPECT_TRUE(sent_to(buffer, ann).empty());
    EXPECT_EQ(sent_to(buffer, bob), keys({1, 2}));
    // Bob sends one of them before he got it from here.
    EXPECT_TRUE(buffer.receive(Index(twin::sketch_key(1)), {}, bob).empty());
    buffer.add(delta(2), bob);
    buffer.send_again(bob);
    EXPECT_EQ(sent_to(buffer, bob), keys({1}));
    EXPECT_EQ(buffer.count(), 1u);
}

TEST(DeltaBuffer, DB3_of_what_arrives_only_what_is_new_is_passed_on) {
    DeltaBuffer buffer = buffer_of({ann, bob, cleo});
    Index index(twin::sketch_key(1));
    index.insert(key_of(1));
    buffer.add(delta(1));
    const std::vector group{delta(1), delta(2), delta(2)};
    const auto added = buffer.receive(index, group, ann);
    ASSERT_EQ(added.size(), 1u);
    EXPECT_EQ(added[0]->key, key_of(2));
    EXPECT_TRUE(sent_to(buffer, ann).empty());
    EXPECT_EQ(sent_to(buffer, bob), keys({1, 2}));
}

TEST(DeltaBuffer, DB3_what_a_later_one_contains_is_not_sent) {
    DeltaBuffer buffer = buffer_of({ann, bob});
    buffer.add(delta(1));
    EXPECT_EQ(sent_to(buffer, ann), keys({1}));
    buffer.add({key_of(2), Buffer(10), key_of(1)});
    buffer.add({key_of(3), Buffer(10), key_of(1'000)});
    EXPECT_EQ(buffer.count(), 2u);
    EXPECT_EQ(sent_to(buffer, ann), keys({2, 3}));
    EXPECT_EQ(sent_to(buffer, bob), keys({2, 3}));
    EXPECT_EQ(buffer.lacking_count(ann), 2u);
}

TEST(DeltaBuffer, DB4_more_than_500_are_a_snapshot_and_under_250_since_are_deltas_again) {
    DeltaBuffer buffer = buffer_of({ann, bob});
    std::uint64_t number = 0;
    for (; number < 500; ++number) buffer.add(delta(number));
    EXPECT_EQ(buffer.mode(ann), Mode::deltas);
    for (std::uint64_t i = 0; i < 100; ++i) buffer.acknowledge(bob, key_of(i));
    buffer.add(delta(number++));
    EXPECT_EQ(buffer.mode(ann), Mode::snapshot);
    EXPECT_EQ(buffer.mode(bob), Mode::deltas);
    EXPECT_TRUE(buffer.wants_snapshot(ann));
    EXPECT_TRUE(sent_to(buffer, ann).empty());
    EXPECT_EQ(buffer.count(), 401u);

    buffer.add(delta(number++));
    EXPECT_EQ(buffer.lacking_count(ann), 0u);  // It will be in the snapshot.
    buffer.begin_snapshot(ann);
    EXPECT_FALSE(buffer.wants_snapshot(ann));
    for (int i = 0; i < 250; ++i) buffer.add(delta(number++));
    buffer.acknowledge_snapshot(ann);
    EXPECT_TRUE(buffer.wants_snapshot(ann));  // 250 are too many still.
    buffer.begin_snapshot(ann);
    for (int i = 0; i < 249; ++i) buffer.add(delta(number++));
    EXPECT_TRUE(sent_to(buffer, ann).empty());
    buffer.acknowledge_snapshot(ann);
    EXPECT_EQ(buffer.mode(ann), Mode::deltas);
    EXPECT_EQ(sent_to(buffer, ann).size(), 249u);
    buffer.acknowledge_snapshot(ann);
    EXPECT_EQ(buffer.mode(ann), Mode::deltas);
}

TEST(DeltaBuffer, DB4_what_comes_during_a_snapshot_is_bounded_too) {
    DeltaBuffer buffer = buffer_of({ann}, {.lacking_count_max = 4, .resumed_count = 3});
    std::uint64_t number = 0;
    for (; number < 5; ++number) buffer.add(delta(number));
    buffer.begin_snapshot(ann);
    for (; number < 100; ++number) buffer.add(delta(number));
    EXPECT_EQ(buffer.count(), 0u);
    buffer.acknowledge_snapshot(ann);
    EXPECT_TRUE(buffer.wants_snapshot(ann));
    buffer.begin_snapshot(ann);
    buffer.add(delta(number));
    buffer.send_again(ann);  // It was lost on the way: the next one contains that as well.
    EXPECT_TRUE(buffer.wants_snapshot(ann));
    EXPECT_EQ(buffer.count(), 0u);
}

TEST(DeltaBuffer, DB4_what_is_acknowledged_during_a_snapshot_counts) {
    DeltaBuffer buffer = buffer_of({ann}, {.lacking_count_max = 4, .resumed_count = 3});
    for (std::uint64_t number = 0; number < 5; ++number) buffer.add(delta(number));
    buffer.begin_snapshot(ann);
    for (std::uint64_t number = 10; number < 14; ++number) buffer.add(delta(number));
    buffer.acknowledge(ann, key_of(11));
    buffer.acknowledge(ann, key_of(12));
    buffer.acknowledge_snapshot(ann);
    EXPECT_EQ(buffer.mode(ann), Mode::deltas);
    EXPECT_EQ(sent_to(buffer, ann), keys({10, 13}));
}

TEST(DeltaBuffer, DB5_bytes_are_bounded_for_each_peer_and_for_all) {
    DeltaBuffer large = buffer_of({ann, bob}, {.lacking_size_max = 100});
    large.add(delta(1, 100));
    EXPECT_EQ(large.mode(ann), Mode::deltas);
    large.acknowledge(bob, key_of(1));
    large.add(delta(2, 1));
    EXPECT_EQ(large.mode(ann), Mode::snapshot);
    EXPECT_EQ(large.mode(bob), Mode::deltas);

    DeltaBuffer all = buffer_of({ann, bob, cleo}, {.size_max = 100});
    all.add(delta(1, 60));
    all.acknowledge(bob, key_of(1));
    all.add(delta(2, 40));
    EXPECT_EQ(all.size_bytes(), 100u);
    all.add(delta(3, 1));
    // Ann and Cleo both lack all of it; the first of them is not enough.
    EXPECT_EQ(all.mode(ann), Mode::snapshot);
    EXPECT_EQ(all.mode(cleo), Mode::snapshot);
    EXPECT_EQ(all.mode(bob), Mode::deltas);
    EXPECT_EQ(all.size_bytes(), 41u);
}

TEST(DeltaBuffer, DB5_peers_are_bounded) {
    DeltaBuffer buffer = buffer_of({ann, bob}, {.peers_max = 3});
    EXPECT_FALSE(buffer.connect(ann));
    EXPECT_TRUE(buffer.connect(cleo));
    EXPECT_FALSE(buffer.connect(Peer{4}));
    buffer.disconnect(ann);
    buffer.disconnect(ann);
    buffer.add(delta(1));
    EXPECT_TRUE(buffer.connect(Peer{4}));
    EXPECT_TRUE(sent_to(buffer, Peer{4}).empty());  // It has what was there before.
}

TEST(DeltaBuffer, DB7_one_peer_may_lack_what_others_have) {
    DeltaBuffer buffer = buffer_of({ann, bob});
    buffer.add_for(ann, delta(1));
    buffer.add_for(ann, delta(1));
    buffer.add_for(cleo, delta(9));
    EXPECT_EQ(buffer.count(), 1u);
    EXPECT_EQ(buffer.lacking_count(ann), 1u);
    EXPECT_TRUE(sent_to(buffer, bob).empty());
    EXPECT_EQ(sent_to(buffer, ann), keys({1}));
    // What somebody else lacks is held once.
    buffer.add(delta(2), bob);
    buffer.add(delta(3));
    EXPECT_EQ(sent_to(buffer, bob), keys({3}));
    buffer.add_for(bob, delta(2));
    EXPECT_EQ(buffer.count(), 3u);
    EXPECT_EQ(sent_to(buffer, bob), keys({2, 3}));
    for (const std::uint64_t number : {1u, 2u, 3u})
        for (const Peer peer : {ann, bob}) buffer.acknowledge(peer, key_of(number));
    EXPECT_EQ(buffer.count(), 0u);
}

TEST(DeltaBuffer, DB7_too_much_for_one_peer_is_a_snapshot) {
    DeltaBuffer buffer = buffer_of({ann, bob}, {.lacking_count_max = 3});
    for (std::uint64_t number = 0; number < 9; ++number) buffer.add_for(ann, delta(number));
    EXPECT_TRUE(buffer.wants_snapshot(ann));
    EXPECT_EQ(buffer.mode(bob), Mode::deltas);
    EXPECT_EQ(buffer.count(), 0u);
    EXPECT_FALSE(buffer.next_unsent_size(ann).has_value());
    EXPECT_FALSE(buffer.lacked(ann, key_of(1)).has_value());
}

TEST(DeltaBuffer, DB7_what_is_lacked_can_be_asked_for) {
    DeltaBuffer buffer = buffer_of({ann, bob});
    EXPECT_FALSE(buffer.next_unsent_size(ann).has_value());
    buffer.add(delta(1, 30), bob);
    EXPECT_EQ(buffer.next_unsent_size(ann), 30u);
    EXPECT_FALSE(buffer.lacked(bob, key_of(1)).has_value());
    EXPECT_EQ(sent_to(buffer, ann), keys({1}));
    EXPECT_FALSE(buffer.next_unsent_size(ann).has_value());
    EXPECT_EQ(buffer.lacked(ann, key_of(1)).value().size(), 30u);
    buffer.acknowledge(ann, key_of(1));
    EXPECT_FALSE(buffer.lacked(ann, key_of(1)).has_value());
}

}  // namespace
}  // namespace core::sync
