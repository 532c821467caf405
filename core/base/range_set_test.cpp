// Sets of ranges against std::set, over random operations on few numbers, so that ranges touch,
// overlap and split all the time.
#include "core/base/range_set.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/prng.h"

namespace core {
namespace {

constexpr std::uint64_t number_max = 40;

struct Twin {
    RangeSet ranges;
    std::set<std::uint64_t> numbers;

    void add(Range range) {
        ranges.add(range);
        for (std::uint64_t number = range.begin; number < range.end; ++number)
            numbers.insert(number);
    }
    void remove(Range range) {
        ranges.remove(range);
        for (std::uint64_t number = range.begin; number < range.end; ++number)
            numbers.erase(number);
    }
    void check() const {
        for (std::uint64_t number = 0; number <= number_max; ++number)
            ASSERT_EQ(ranges.contains(number), numbers.contains(number)) << number;
        const Range* previous = nullptr;
        for (const Range& range : ranges) {
            ASSERT_LT(range.begin, range.end);
            if (previous) ASSERT_LT(previous->end, range.begin);
            previous = &range;
        }
    }
};

Range any_range(Prng& prng) {
    const std::uint64_t begin = prng.below(number_max);
    return {begin, begin + prng.below(8)};
}

Twin any_set(Prng& prng) {
    Twin twin;
    for (std::uint64_t i = prng.below(8); i > 0; --i) twin.add(any_range(prng));
    return twin;
}

TEST(RangeSet, RS1_adds_and_removes_as_a_set) {
    Prng prng(Seed{1});
    for (int round = 0; round < 200; ++round) {
        Twin twin;
        for (int step = 0; step < 30; ++step) {
            prng.chance(2, 3) ? twin.add(any_range(prng)) : twin.remove(any_range(prng));
            ASSERT_NO_FATAL_FAILURE(twin.check());
        }
    }
}

TEST(RangeSet, RS1_unites_subtracts_and_intersects_as_sets) {
    Prng prng(Seed{2});
    for (int round = 0; round < 3000; ++round) {
        Twin twin = any_set(prng);
        const Twin other = any_set(prng);
        std::set<std::uint64_t> expected;
        switch (round % 3) {
            case 0:
                expected = twin.numbers;
                expected.insert(other.numbers.begin(), other.numbers.end());
                twin.ranges.unite(other.ranges);
                break;
            case 1:
                for (const std::uint64_t number : twin.numbers)
                    if (!other.numbers.contains(number)) expected.insert(number);
                twin.ranges.subtract(other.ranges);
                break;
            default:
                for (const std::uint64_t number : twin.numbers)
                    if (other.numbers.contains(number)) expected.insert(number);
                twin.ranges.intersect(other.ranges);
        }
        twin.numbers = expected;
        ASSERT_NO_FATAL_FAILURE(twin.check());
    }
}

TEST(RangeSet, RS1_contains_ranges_whole_or_not_at_all) {
    RangeSet set({3, 7});
    set.add({9, 12});
    EXPECT_TRUE(set.contains(Range{3, 7}));
    EXPECT_TRUE(set.contains(Range{4, 4}));
    EXPECT_FALSE(set.contains(Range{6, 9}));
    EXPECT_FALSE(set.contains(Range{8, 10}));
    EXPECT_FALSE(set.contains(Range{11, 13}));
}

TEST(RangeSet, RS1_equal_sets_are_equal_however_they_came_to_be) {
    RangeSet pieces;
    for (const std::uint64_t number : {5u, 1u, 3u, 2u, 4u}) pieces.add(number);
    EXPECT_EQ(pieces, RangeSet({1, 6}));
    EXPECT_EQ(pieces.size(), 1u);
}

}  // namespace
}  // namespace core
