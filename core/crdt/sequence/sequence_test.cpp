// Sequences by example, what they refuse, and histories long enough for the tree to grow high.
#include "core/crdt/sequence/sequence.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "core/base/prng.h"
#include "core/base/variant.h"
#include "core/crdt/sequence/sequence_twin.h"

namespace core::crdt::sequence {
namespace {

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

std::vector<Dot> visible(const Sequence& sequence) {
    std::vector<Dot> items;
    sequence.each([&](Dot first, std::uint32_t size, bool is_deleted) {
        for (std::uint32_t i = 0; i < size && !is_deleted; ++i)
            items.push_back({first.author, first.counter + i});
    });
    return items;
}

std::size_t span_count(const Sequence& sequence) {
    std::size_t count = 0;
    sequence.each([&](Dot, std::uint32_t, bool) { ++count; });
    return count;
}

// The writers of a sequence as one string: "AAB" are two of Alice's items and one of Bob's.
std::string writers(const Sequence& sequence) {
    std::string text;
    for (const Dot item : visible(sequence)) text += static_cast<char>('@' + item.author.value);
    return text;
}

TEST(Sequence, SQ2_what_is_typed_in_one_go_is_one_span) {
    Sequence sequence;
    for (std::uint32_t i = 0; i < 1000; ++i) sequence.insert(i, 1, {alice, i + 1});
    EXPECT_EQ(span_count(sequence), 1u);
    // Deleted backwards it is two: what is left, and what is gone.
    for (std::uint32_t i = 1000; i > 400; --i) sequence.erase(i - 1, 1, [](const Deletion&) {});
    EXPECT_EQ(span_count(sequence), 2u);
    EXPECT_EQ(sequence.size(), 400u);
}

// Where typing goes on is remembered, but not what was there before somebody else wrote behind it.
TEST(Sequence, SQ2_who_types_on_sees_what_came_meanwhile) {
    Sequence sequence;
    sequence.insert(0, 3, {alice, 1});
    ASSERT_TRUE(sequence.append({{bob, 1}, 2, {alice, 3}, {}, {}}, false));
    EXPECT_EQ(sequence.insert(3, 1, {alice, 4}),
              (Insertion{{alice, 4}, 1, {alice, 3}, {bob, 1}, {}}));
    EXPECT_EQ(sequence.insert(4, 1, {alice, 5}),
              (Insertion{{alice, 5}, 1, {alice, 4}, {bob, 1}, {}}));
    EXPECT_EQ(writers(sequence), "AAAAABB");
    // What was position 5 is one behind now.
    ASSERT_TRUE(sequence.integrate(Deletion{{alice, 1}, 1}));
    EXPECT_EQ(sequence.insert(5, 1, {alice, 6}),
              (Insertion{{alice, 6}, 1, {bob, 1}, {bob, 2}, {}}));
    EXPECT_EQ(writers(sequence), "AAAABAB");
    auto cursor = sequence.whole_cursor();
    while (const auto is_whole = sequence.next_is_whole(cursor)) EXPECT_TRUE(*is_whole);
}

TEST(Sequence, SQ3_runs_typed_at_once_are_not_mixed) {
    for (const Order order : {Order::fugue_max, Order::yata, Order::rga}) {
        Sequence sequence(order);
        Sequence other(order);
        std::vector<Insertion> sent;
        for (std::uint32_t i = 0; i < 5; ++i)
            sent.push_back(sequence.insert(i, 1, {alice, i + 1}, Lamport{i + 1}));
        for (std::uint32_t i = 0; i < 5; ++i) other.insert(i, 1, {bob, i + 1}, Lamport{i + 1});
        for (const Insertion& insertion : sent) ASSERT_TRUE(other.integrate(insertion));
        const std::string together = writers(other);
        EXPECT_TRUE(together == "AAAAABBBBB" || together == "BBBBBAAAAA") << together;
    }
}

TEST(Sequence, SQ3_runs_typed_backwards_at_once_are_not_mixed_either) {
    Sequence sequence;
    Sequence other;
    std::vector<Insertion> sent;
    for (std::uint32_t i = 0; i < 5; ++i) sent.push_back(sequence.insert(0, 1, {alice, i + 1}));
    for (std::uint32_t i = 0; i < 5; ++i) other.insert(0, 1, {bob, i + 1});
    for (const Insertion& insertion : sent) ASSERT_TRUE(other.integrate(insertion));
    const std::string together = writers(other);
    EXPECT_TRUE(together == "AAAAABBBBB" || together == "BBBBBAAAAA") << together;
}

TEST(Sequence, SQ4_refuses_what_refers_to_what_it_does_not_know) {
    Sequence sequence;
    sequence.insert(0, 3, {alice, 1});
    EXPECT_EQ(sequence.integrate(Insertion{{bob, 1}, 1, {carol, 1}, {}, {}}).error(),
              Error::value_missing);
    EXPECT_EQ(sequence.integrate(Insertion{{bob, 1}, 1, {}, {alice, 4}, {}}).error(),
              Error::value_missing);
    EXPECT_EQ(sequence.integrate(Insertion{{alice, 3}, 1, {}, {}, {}}).error(), Error::malformed);
    EXPECT_EQ(sequence.integrate(Insertion{{bob, 0}, 1, {}, {}, {}}).error(), Error::malformed);
    EXPECT_EQ(sequence.integrate(Insertion{{bob, 1}, 0, {}, {}, {}}).error(), Error::malformed);
    EXPECT_EQ(sequence.integrate(Insertion{{bob, 1}, items_max, {}, {}, {}}).error(),
              Error::too_large);
    EXPECT_EQ(sequence.integrate(Insertion{{bob, 1ull << 40}, 1, {}, {}, {}}).error(),
              Error::too_large);
    EXPECT_EQ(sequence.integrate(Deletion{{alice, 2}, 3}).error(), Error::value_missing);
    EXPECT_EQ(writers(sequence), "AAA");
    ASSERT_TRUE(sequence.integrate(Deletion{{alice, 2}, 2}));
    ASSERT_TRUE(sequence.integrate(Deletion{{alice, 1}, 3}));
    EXPECT_EQ(sequence.size(), 0u);
}

// Each of them alone would make two orders of arrival come to two orders of items.
TEST(Sequence, SQ6_refuses_neighbours_that_nobody_saw_side_by_side) {
    for (const Order order : {Order::fugue_max, Order::yata}) {
        Sequence sequence(order);
        sequence.insert(0, 3, {alice, 1});
        const auto put = [&sequence](Dot left, Dot right) {
            const auto done = sequence.integrate(Insertion{{bob, 1}, 1, left, right, {}});
            return done ? std::nullopt : std::optional(done.error());
        };
        EXPECT_EQ(put({alice, 3}, {alice, 1}), Error::malformed);  // Turned round.
        EXPECT_EQ(put({alice, 1}, {alice, 3}), Error::malformed);  // With one in between.
        EXPECT_EQ(put({}, {alice, 2}), Error::malformed);
        EXPECT_EQ(put({alice, 2}, {alice, 2}), Error::malformed);
        // Who has not seen the last one yet.
        EXPECT_EQ(put({alice, 2}, {}), std::nullopt);
        // What came between others at once is between those that were there before.
        ASSERT_TRUE(sequence.integrate(Insertion{{carol, 1}, 1, {alice, 1}, {alice, 2}, {}}));
        ASSERT_TRUE(sequence.integrate(Insertion{{bob, 2}, 1, {alice, 1}, {alice, 2}, {}}));
        EXPECT_TRUE(sequence.integrate(Insertion{{alice, 4}, 1, {carol, 1}, {bob, 2}, {}}) ||
                    sequence.integrate(Insertion{{alice, 4}, 1, {bob, 2}, {carol, 1}, {}}));
    }
    Sequence rga(Order::rga);
    rga.insert(0, 1, {alice, 1}, Lamport{5});
    EXPECT_EQ(rga.integrate(Insertion{{bob, 1}, 1, {alice, 1}, {}, Lamport{5}}).error(),
              Error::malformed);
    EXPECT_TRUE(rga.integrate(Insertion{{bob, 1}, 1, {alice, 1}, {}, Lamport{6}}));
    EXPECT_EQ(rga.integrate(Insertion{{carol, 1}, 2, {}, {}, Lamport{UINT64_MAX - 1}}).error(),
              Error::malformed);
}

TEST(Sequence, SQ7_in_rga_numbers_grow_from_left_to_right_along_a_run) {
    Sequence sequence(Order::rga);
    EXPECT_EQ(sequence.insert(0, 3, {alice, 1}).lamport, Lamport{1});
    EXPECT_EQ(sequence.insert(0, 1, {bob, 1}).lamport, Lamport{2});
    EXPECT_EQ(sequence.insert(3, 1, {bob, 2}).lamport, Lamport{4});
    EXPECT_EQ(sequence.insertion_at(1, 1, {carol, 1}).lamport, Lamport{3});
    EXPECT_EQ(writers(sequence), "BAABA");
    // What is asked for is given, if it is large enough.
    EXPECT_EQ(sequence.insert(0, 1, {bob, 3}, Lamport{9}).lamport, Lamport{9});
    EXPECT_EQ(sequence.insert(6, 1, {bob, 4}, Lamport{2}).lamport, Lamport{4});
    const Insertion run = sequence.inserted({alice, 2}, 9);
    EXPECT_EQ(run, (Insertion{{alice, 2}, 2, {alice, 1}, {}, Lamport{2}}));
}

TEST(Sequence, SQ7_in_rga_numbers_that_cannot_be_are_refused) {
    Sequence sequence(Order::rga);
    sequence.insert(0, 2, {alice, 1});
    const auto claim = [&sequence](Dot first, Dot left, std::uint64_t lamport) {
        return sequence.integrate(Insertion{first, 1, left, {}, Lamport{lamport}});
    };
    EXPECT_EQ(claim({bob, 1}, {}, 0).error(), Error::malformed);
    EXPECT_EQ(claim({bob, 1}, {alice, 2}, 2).error(), Error::malformed);
    EXPECT_EQ(claim({bob, 1}, {}, lamport_max + 1).error(), Error::malformed);
    ASSERT_TRUE(claim({carol, 1}, {}, lamport_max));
    EXPECT_EQ(claim({bob, 1}, {carol, 1}, lamport_max + 2).error(), Error::malformed);
    ASSERT_TRUE(claim({bob, 1}, {carol, 1}, lamport_max + 1));
    EXPECT_EQ(writers(sequence), "CBAA");
    // There is none to come in front of the largest, but for the author; the other sees the same.
    Sequence other(Order::rga);
    other.insert(0, 2, {alice, 1});
    const Insertion in_front = sequence.insert(0, 1, {alice, 3});
    EXPECT_EQ(in_front.lamport, Lamport{lamport_max});
    EXPECT_EQ(writers(sequence), "CBAAA");
    ASSERT_TRUE(other.integrate(in_front));
    ASSERT_TRUE(other.integrate(Insertion{{carol, 1}, 1, {}, {}, Lamport{lamport_max}}));
    ASSERT_TRUE(other.integrate(Insertion{{bob, 1}, 1, {carol, 1}, {}, Lamport{lamport_max + 1}}));
    EXPECT_EQ(visible(other), visible(sequence));
}

class Long : public ::testing::TestWithParam<Order> {};

TEST_P(Long, SQ1_histories_come_to_what_the_twin_says) {
    Prng prng(Seed{7});
    std::vector<Sequence> sequences;
    for (int i = 0; i < 3; ++i) sequences.emplace_back(GetParam());
    SequenceTwin twin(GetParam());
    std::vector<std::uint64_t> next(3, 1);
    for (int round = 0; round < 150; ++round) {
        std::vector<std::vector<Variant<Insertion, Deletion>>> sent(3);
        for (std::size_t who = 0; who < 3; ++who) {
            Sequence& sequence = sequences[who];
            for (int step = 0; step < 4; ++step) {
                const auto position = static_cast<std::uint32_t>(prng.between(0, sequence.size()));
                const auto size = static_cast<std::uint32_t>(prng.between(1, 5));
                if (prng.chance(2, 3)) {
                    // All three count Lamport numbers from the round, which each has seen wholly.
                    const Lamport lamport{static_cast<std::uint64_t>(round) * 100 +
                                          static_cast<std::uint64_t>(step) * 5};
                    sent[who].emplace_back(
                        sequence.insert(position, size, {Author{who + 1}, next[who]}, lamport));
                    next[who] += size;
                } else {
                    const std::uint32_t count = std::min(size, sequence.size() - position);
                    sequence.erase(position, count,
                                   [&](const Deletion& one) { sent[who].emplace_back(one); });
                }
            }
        }
        for (std::size_t who = 0; who < 3; ++who)
            for (const auto& operation : sent[who])
                match(operation, [&](const auto& one) {
                    twin.integrate(one);
                    for (std::size_t other = 0; other < 3; ++other)
                        if (other != who) ASSERT_TRUE(sequences[other].integrate(one));
                });
    }
    std::vector<Dot> expected;
    for (const auto& item : twin.items())
        if (!item.is_deleted) expected.push_back(item.id);
    for (const Sequence& sequence : sequences) EXPECT_EQ(visible(sequence), expected);
    EXPECT_GT(span_count(sequences[0]), 600u);
}

INSTANTIATE_TEST_SUITE_P(Orders, Long,
                         ::testing::Values(Order::fugue_max, Order::yata, Order::rga));

}  // namespace
}  // namespace core::crdt::sequence
