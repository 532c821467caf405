// Frontiers of authors: an index of them is a version vector, in small and in large.
#include "core/sync/frontier.h"

#include <gtest/gtest.h>

#include "core/sync/conversation.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using crdt::Author;
using crdt::Dot;

Blake3Digest change(std::uint64_t author, std::uint64_t counter) {
    const std::array words{author, counter};
    return blake3(std::as_bytes(std::span(words)));
}
void set(Index& index, std::uint64_t author, std::uint64_t counter) {
    set_frontier(index, {Author{author}, counter}, change(author, counter));
}

TEST(Frontier, SY11_the_id_is_author_and_counter) {
    const Dot dot{Author{0x0102030405060708}, 0x1112131415161718};
    const Key key = frontier_key(dot, change(1, 2));
    EXPECT_EQ(frontier_of(id_of(key)), dot);
    EXPECT_EQ(key.bytes[0], std::byte{1});
    EXPECT_EQ(key.bytes[8], std::byte{0x11});
    EXPECT_EQ(key.bytes[16], change(1, 2).bytes[0]);
}

TEST(Frontier, SY11_each_author_has_one) {
    Index index(twin::sketch_key(1));
    for (std::uint64_t round = 1; round <= 3; ++round)
        for (std::uint64_t author = 1; author <= 50; ++author) set(index, author, round);
    EXPECT_EQ(index.size(), 50u);
    const auto position = index.position();
    set(index, 7, 3);
    EXPECT_EQ(index.position(), position);
    EXPECT_TRUE(index.tree().contains(frontier_key({Author{50}, 3}, change(50, 3))));
}

TEST(Frontier, SY11_few_authors_are_a_version_vector_in_one_round_trip) {
    Index one(twin::sketch_key(1));
    Index other(twin::sketch_key(1));
    for (std::uint64_t author = 1; author <= 20; ++author)
        set(one, author, 100), set(other, author, 100);
    set(one, 3, 120);
    set(other, 4, 101);
    set(other, 21, 5);
    const Conversation conversation = converse(one, other);
    ASSERT_EQ(conversation.opener_end, EndReason::told);
    EXPECT_EQ(conversation.opener->way, Way::whole);
    EXPECT_EQ(conversation.round_trips(), 1u);
    const Lags lags = lags_of(conversation.opener->differences);
    EXPECT_EQ(lags.theirs, (std::vector<Lag>{{Author{3}, 100, 120}}));
    EXPECT_EQ(lags.ours, (std::vector<Lag>{{Author{4}, 100, 101}, {Author{21}, 0, 5}}));
    EXPECT_TRUE(lags.contradicted.empty());
    EXPECT_EQ(lags_of(conversation.answerer->differences).theirs, lags.ours);
}

TEST(Frontier, SY11_thousands_of_authors_are_compared_by_a_sketch) {
    Index one(twin::sketch_key(1));
    Index other(twin::sketch_key(1));
    for (std::uint64_t author = 1; author <= 5'000; ++author)
        set(one, author, 7), set(other, author, 7);
    set(one, 3, 8);
    set(other, 4'000, 9);
    const Conversation conversation = converse(one, other);
    ASSERT_EQ(conversation.opener_end, EndReason::told);
    EXPECT_EQ(conversation.opener->way, Way::sketch);
    EXPECT_LE(conversation.bytes, 500u);
    const Lags lags = lags_of(conversation.answerer->differences);
    EXPECT_EQ(lags.theirs, (std::vector<Lag>{{Author{4'000}, 7, 9}}));
    EXPECT_EQ(lags.ours, (std::vector<Lag>{{Author{3}, 7, 8}}));
}

TEST(Frontier, SY11_two_tales_of_one_author_come_to_light) {
    Index one(twin::sketch_key(1));
    Index other(twin::sketch_key(1));
    for (std::uint64_t author = 1; author <= 100; ++author)
        set(one, author, 7), set(other, author, 7);
    set_frontier(one, {Author{5}, 8}, change(5, 800));
    set_frontier(other, {Author{5}, 8}, change(5, 801));
    const Conversation conversation = converse(one, other);
    ASSERT_EQ(conversation.opener_end, EndReason::told);
    const Lags lags = lags_of(conversation.opener->differences);
    EXPECT_EQ(lags.contradicted, std::vector{Author{5}});
    EXPECT_TRUE(lags.ours.empty() && lags.theirs.empty());
}

}  // namespace
}  // namespace core::sync
