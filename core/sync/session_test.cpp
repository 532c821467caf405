// Sessions: which way is taken, how much is said, and that both find the same.
#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/sync/conversation.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::key_of;
using twin::keys_of;
using twin::sketch_key;

Index index_of(std::uint64_t first, std::uint64_t count) {
    Index index(sketch_key(1));
    for (const Key& key : keys_of(first, count)) index.insert(key);
    return index;
}
void insert(Index& index, std::uint64_t first, std::uint64_t count) {
    for (const Key& key : keys_of(first, count)) index.insert(key);
}

std::vector<Key> keys_in(const Index& index) {
    std::vector<Key> keys;
    index.tree().visit({}, [&](const Key& key) {
        keys.push_back(key);
        return true;
    });
    return keys;
}

Differences expected(const Index& ours, const Index& theirs) {
    Differences differences;
    for (const Key& key : keys_in(ours))
        if (!theirs.tree().contains(key)) differences.they_lack.push_back(key);
    for (const Key& key : keys_in(theirs))
        if (!ours.tree().contains(key)) differences.we_lack.push_back(id_of(key));
    return differences;
}

// That both told what is so, in whatever way.
void expect_told(const Conversation& conversation, const Index& one, const Index& other) {
    ASSERT_EQ(conversation.opener_end, EndReason::told);
    ASSERT_EQ(conversation.answerer_end, EndReason::told);
    EXPECT_EQ(conversation.opener->differences, expected(one, other));
    EXPECT_EQ(conversation.answerer->differences, expected(other, one));
    EXPECT_EQ(conversation.opener->way, conversation.answerer->way);
}

TEST(Session, SY2_equal_roots_end_it_in_one_message_and_an_answer_of_two_bytes) {
    const Index one = index_of(0, 10'000);
    const Index other = index_of(0, 10'000);
    const Conversation conversation = converse(one, other);
    EXPECT_EQ(conversation.opener_end, EndReason::equal);
    EXPECT_EQ(conversation.answerer_end, EndReason::equal);
    EXPECT_EQ(conversation.messages, 2u);
    EXPECT_LE(conversation.bytes, 400u);
    EXPECT_EQ(write_message(Equal{}).size(), 2u);
}

TEST(Session, SY3_a_small_set_is_said_as_a_whole) {
    for (const std::uint64_t count : {0u, 1u, 24u}) {
        const Index one = index_of(0, count);
        const Index other = index_of(count / 2, 500);
        const Conversation conversation = converse(one, other);
        expect_told(conversation, one, other);
        EXPECT_EQ(conversation.opener->way, Way::whole);
        EXPECT_EQ(conversation.messages, 2u);
    }
    const Index one = index_of(0, 25);
    EXPECT_NE(converse(one, index_of(10, 25)).opener->way, Way::whole);
}

TEST(Session, SY4_five_differences_of_ten_thousand_take_one_round_trip_and_500_bytes) {
    Index one = index_of(0, 10'000);
    Index other = index_of(0, 10'000);
    insert(one, 20'000, 2);
    insert(other, 30'000, 3);
    const Conversation conversation = converse(one, other);
    expect_told(conversation, one, other);
    EXPECT_EQ(conversation.opener->way, Way::sketch);
    EXPECT_EQ(conversation.round_trips(), 1u);
    EXPECT_LE(conversation.bytes, 500u);
}

TEST(Session, SY4_a_hundred_that_are_expected_take_one_round_trip_and_six_kilobytes) {
    Index one = index_of(0, 10'000);
    Index other = index_of(0, 10'000);
    insert(one, 20'000, 50);
    insert(other, 30'000, 50);
    const Conversation expected = converse(one, other, {.expected_differences = 100});
    expect_told(expected, one, other);
    EXPECT_EQ(expected.round_trips(), 1u);
    EXPECT_LE(expected.bytes, 6'000u);
    const Conversation unexpected = converse(one, other);
    expect_told(unexpected, one, other);
    EXPECT_LE(unexpected.round_trips(), 3u);
    EXPECT_LE(unexpected.bytes, 7'000u);
}

TEST(Session, SY4_it_costs_the_same_however_large_the_sets) {
    std::vector<std::size_t> bytes;
    for (const std::uint64_t count : {1'000u, 10'000u, 60'000u}) {
        Index one = index_of(0, count);
        Index other = index_of(0, count);
        insert(one, 1'000'000, 4);
        bytes.push_back(converse(one, other).bytes);
    }
    EXPECT_LE(bytes[2] - bytes[0], 2u);  // The number of entries is said.
}

TEST(Session, SY4_many_differences_are_told_in_parts) {
    Index one = index_of(0, 20'000);
    Index other = index_of(0, 20'000);
    insert(one, 100'000, 5'000);
    insert(other, 200'000, 4'000);
    const Conversation conversation = converse(one, other);
    expect_told(conversation, one, other);
    EXPECT_EQ(conversation.opener->way, Way::sketch);
    // Symbols in five pieces, what was found in three.
    EXPECT_LE(conversation.messages, 20u);
    EXPECT_LE(conversation.bytes, 9'000u * 50);
}

TEST(Session, SY5_what_changed_since_a_root_that_both_had_is_said_at_once) {
    Index one = index_of(0, 5'000);
    Index other = index_of(0, 5'000);
    const Index::Mark mark = one.mark();
    other.mark();
    insert(one, 20'000, 30);
    insert(other, 20'010, 40);
    one.erase(key_of(1));
    one.erase(key_of(2));
    other.erase(key_of(2));
    other.erase(key_of(3));
    const Conversation conversation = converse(one, other, {.remembered = mark});
    expect_told(conversation, one, other);
    EXPECT_EQ(conversation.opener->way, Way::resumed);
    EXPECT_EQ(conversation.round_trips(), 1u);
    EXPECT_LE(conversation.bytes, 1'200u);
}

TEST(Session, SY5_who_comes_back_unchanged_gets_what_came_meanwhile) {
    const Index one = index_of(0, 5'000);
    Index other = index_of(0, 5'000);
    other.mark();
    insert(other, 20'000, 300);
    // It need not even remember.
    const Conversation conversation = converse(one, other);
    expect_told(conversation, one, other);
    EXPECT_EQ(conversation.opener->way, Way::resumed);
    EXPECT_EQ(conversation.round_trips(), 1u);
}

TEST(Session, SY5_a_root_that_was_forgotten_does_no_harm) {
    Index one = index_of(0, 5'000);
    Index other = index_of(0, 5'000);
    const Index::Mark mark = one.mark();
    insert(one, 20'000, 3);
    insert(other, 30'000, 3);
    const Conversation unmarked = converse(one, other, {.remembered = mark});
    expect_told(unmarked, one, other);
    EXPECT_EQ(unmarked.opener->way, Way::sketch);
    EXPECT_EQ(unmarked.round_trips(), 2u);
    // Marked, but too long ago.
    Index busy = index_of(0, 5'000);
    busy.mark();
    insert(busy, 40'000, 1'100);
    const Conversation late = converse(one, busy, {.remembered = mark});
    expect_told(late, one, busy);
    EXPECT_EQ(late.opener->way, Way::sketch);
    insert(one, 50'000, 1'100);
    EXPECT_EQ(converse(one, other, {.remembered = mark}).opener->way, Way::sketch);
}

TEST(Session, SY6_sets_that_are_far_apart_are_compared_by_ranges) {
    const Index one = index_of(0, 100);
    const Index other = index_of(0, 20'000);
    const Conversation conversation = converse(one, other);
    expect_told(conversation, one, other);
    EXPECT_EQ(conversation.opener->way, Way::ranges);
    const Index left = index_of(0, 16'000);
    const Index right = index_of(16'000, 16'000);
    const Conversation apart = converse(left, right);
    expect_told(apart, left, right);
    EXPECT_EQ(apart.opener->way, Way::ranges);
    // Before any symbols were sent but the first.
    EXPECT_LE(apart.bytes, 32'000u * 64);
}

TEST(Session, SY6_whoever_suspects_the_other_talks_in_ranges) {
    Index one = index_of(0, 3'000);
    const Index other = index_of(0, 3'000);
    insert(one, 20'000, 3);
    const Conversation opener = converse(one, other, {.trust = Trust::suspected});
    expect_told(opener, one, other);
    EXPECT_EQ(opener.opener->way, Way::ranges);
    const Conversation answerer = converse(one, other, {}, {.trust = Trust::suspected});
    expect_told(answerer, one, other);
    EXPECT_EQ(answerer.opener->way, Way::ranges);
    const Conversation equal = converse(other, other, {.trust = Trust::suspected});
    EXPECT_EQ(equal.opener_end, EndReason::equal);
    EXPECT_EQ(equal.messages, 2u);
}

TEST(Session, SY7_keys_that_share_their_id_are_found_though_no_sketch_shows_them) {
    for (const std::uint64_t count : {10u, 3'000u}) {
        Index one = index_of(0, count);
        Index other = index_of(0, count);
        Key key = key_of(1'000'000);
        one.insert(key);
        key.bytes[31] ^= std::byte{1};
        other.insert(key);
        const Conversation conversation = converse(one, other);
        expect_told(conversation, one, other);
        EXPECT_EQ(conversation.opener->way, Way::ranges);
    }
    // Two of them at once, said as what came since.
    Index twice = index_of(0, 100);
    Index unchanged = index_of(0, 100);
    const Index::Mark before = twice.mark();
    unchanged.mark();
    twice.insert(key_of(2'000'000));
    Key twin = key_of(2'000'000);
    twin.bytes[31] ^= std::byte{1};
    twice.insert(twin);
    const Conversation first = converse(twice, unchanged, {.remembered = before});
    ASSERT_EQ(first.answerer_end, EndReason::told);
    EXPECT_EQ(first.answerer->differences.we_lack, std::vector{id_of(twin)});

    // Also where both changed something since they were equal.
    Index one = index_of(0, 100);
    Index other = index_of(0, 100);
    const Index::Mark mark = one.mark();
    other.mark();
    Key key = key_of(1'000'000);
    one.insert(key);
    key.bytes[31] ^= std::byte{1};
    other.insert(key);
    const Conversation conversation = converse(one, other, {.remembered = mark});
    expect_told(conversation, one, other);
    EXPECT_EQ(conversation.opener->way, Way::ranges);
}

TEST(Session, SY7_after_what_was_told_is_delivered_the_roots_are_equal) {
    Prng prng(Seed{5});
    for (int round = 0; round < 20; ++round) {
        Index one(sketch_key(1));
        Index other(sketch_key(1));
        const std::uint64_t count = prng.below(3'000);
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t where = prng.below(40);
            if (where != 0) one.insert(key_of(i));
            if (where != 1) other.insert(key_of(i));
        }
        const Conversation conversation = converse(one, other);
        if (conversation.opener_end == EndReason::equal) continue;
        expect_told(conversation, one, other);
        for (const Key& key : conversation.opener->differences.they_lack) other.insert(key);
        for (const Key& key : conversation.answerer->differences.they_lack) one.insert(key);
        EXPECT_EQ(converse(one, other).opener_end, EndReason::equal);
    }
}

}  // namespace
}  // namespace core::sync
