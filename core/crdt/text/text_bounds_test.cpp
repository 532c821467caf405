// What somebody can make a text do with a delta: no more work than the delta is long, next to what
// is there; and a delta that is refused leaves nothing behind.
#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/crdt/text/erased_ranges.h"
#include "core/crdt/text/text.h"
#include "core/crdt/text/text_codec.h"

namespace core::crdt {
namespace {

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

TextChange typed(Author author, std::uint64_t counter, Dot left, Dot right,
                 std::string characters = "x") {
    return {{author, counter}, TextInsertion{left, right, std::move(characters)}};
}

// Each in front of the one before it, as if nobody else wrote.
void add_backwards(TextDelta& delta, Author author, std::uint32_t count) {
    for (std::uint32_t i = 1; i <= count; ++i)
        delta.push_back(typed(author, i, {}, i == 1 ? Dot{} : Dot{author, i - 1}));
}

Buffer bytes_of(Text& text) {
    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    write_text_delta(writer, text.since({}));
    return bytes;
}

TEST(TextBounds, TX3_neighbours_that_nobody_saw_side_by_side_are_refused) {
    Text text;
    text.insert(alice, 0, "abc");
    const TextDelta turned_round{typed(bob, 1, {alice, 3}, {alice, 1})};
    EXPECT_EQ(text.apply(turned_round).error(), Error::malformed);
    const TextDelta apart{typed(bob, 1, {}, {alice, 3})};
    EXPECT_EQ(text.apply(apart).error(), Error::malformed);
    EXPECT_EQ(text.to_string(), "abc");
    EXPECT_TRUE(text.apply({typed(bob, 1, {alice, 1}, {alice, 2})}));
    EXPECT_EQ(text.to_string(), "axbc");
}

// Whether what is refused at its end was there for a while is not to be told from what comes later.
TEST(TextBounds, TX3_what_was_put_in_before_a_refusal_is_taken_out_again) {
    Prng prng(Seed{3});
    for (int round = 0; round < 300; ++round) {
        Text text;
        Text spared;
        std::array<Text, 2> others;
        for (int step = 0; step < 30; ++step) {
            const bool is_alice = prng.chance(1, 2);
            const Author author = is_alice ? alice : bob;
            Text& other = others[is_alice ? 0 : 1];
            const auto position = static_cast<std::uint32_t>(prng.below(other.size() + 1));
            if (prng.chance(2, 3))
                other.insert(author, position, "xy");
            else
                other.erase(author, position, position < other.size() ? 1 : 0);
            if (prng.chance(1, 4)) other.merge(others[is_alice ? 1 : 0]);
            // Before the last one: what a third put where it could, and where nobody could.
            TextDelta refused = other.since(text.version());
            const std::uint32_t size = other.size();
            if (size >= 3) {
                Text third;
                third.merge(other);
                refused.push_back(third.insert(carol, size / 2, "thi"));
                refused.push_back(third.insert(carol, size / 2 + 1, "rd"));
                const Dot last{carol, 5};
                refused.push_back(typed(carol, 6, last, {carol, 1}));
                ASSERT_FALSE(text.apply(refused));
            }
            if (prng.chance(1, 2)) continue;
            text.merge(other);
            spared.merge(other);
            ASSERT_EQ(text.to_string(), spared.to_string());
            ASSERT_EQ(bytes_of(text), bytes_of(spared));
        }
        for (Text& other : others) {
            text.merge(other);
            spared.merge(other);
        }
        ASSERT_EQ(text.to_string(), spared.to_string());
        ASSERT_EQ(bytes_of(text), bytes_of(spared));
    }
}

TEST(TextBounds, TX7_two_who_write_backwards_at_once_do_not_step_over_one_another) {
    constexpr std::uint32_t count = 2'000;
    Text text;
    TextDelta delta;
    add_backwards(delta, alice, count);
    add_backwards(delta, bob, count);
    ASSERT_TRUE(text.apply(delta));
    EXPECT_LT(text.work(), 40 * count);
}

TEST(TextBounds, TX7_one_place_named_again_and_again_costs_no_more_each_time) {
    constexpr std::uint32_t count = 2'000;
    Text text;
    TextDelta delta;
    for (std::uint32_t i = 1; i <= count; ++i) delta.push_back(typed(alice, i, {}, {}));
    ASSERT_TRUE(text.apply(delta));
    EXPECT_LT(text.work(), 40 * count);
}

TEST(TextBounds, TX7_what_is_erased_again_within_a_delta_is_not_looked_at_again) {
    constexpr std::uint32_t count = 1'000;
    Text text;
    TextDelta delta;
    add_backwards(delta, alice, count);
    for (std::uint32_t i = 1; i <= count; ++i)
        delta.push_back({{bob, i}, TextErasure{{{{alice, 1}, count}}}});
    ASSERT_TRUE(text.apply(delta));
    EXPECT_EQ(text.size(), 0u);
    EXPECT_LT(text.work(), 60 * count);
}

// It is looked for as a range, not item by item.
TEST(TextBounds, TX7_what_a_delta_announces_is_looked_up_once_for_each_run) {
    constexpr std::uint32_t count = 1'000;
    Text text;
    text.insert(alice, 0, std::string(count, 'x'));
    // The second half is not here yet.
    TextDelta delta{typed(alice, count + 1, {alice, count}, {}, std::string(count, 'x'))};
    for (std::uint32_t i = 1; i <= count; ++i)
        delta.push_back({{bob, i}, TextErasure{{{{alice, 1}, 2 * count}}}});
    delta.push_back(typed(bob, count + 1, {carol, 1}, {}));
    EXPECT_EQ(text.apply(delta).error(), Error::value_missing);
    EXPECT_LT(text.work(), 10 * count);
}

TEST(ErasedRanges, TX7_each_item_is_given_once) {
    Prng prng(Seed{5});
    ErasedRanges erased;
    std::vector<int> visits(2'000);
    for (int round = 0; round < 500; ++round) {
        const auto first = static_cast<std::uint32_t>(prng.between(1, 1'000));
        const auto size = static_cast<std::uint32_t>(prng.between(32, 500));
        EXPECT_TRUE(erased.each_new({{alice, first}, size}, [&](const sequence::Deletion& run) {
            const auto begin = static_cast<std::uint32_t>(run.first.counter);
            for (std::uint32_t i = begin; i < begin + run.size; ++i) ++visits[i];
            return true;
        }));
        for (std::uint32_t i = first; i < first + size; ++i) EXPECT_EQ(visits[i], 1);
    }
    // What was not done is not noted.
    const sequence::Deletion other{{bob, 1}, 40};
    EXPECT_FALSE(erased.each_new(other, [](const sequence::Deletion&) { return false; }));
    EXPECT_FALSE(erased.each_new(other, [](const sequence::Deletion&) { return false; }));
}

}  // namespace
}  // namespace core::crdt
