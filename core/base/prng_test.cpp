// Chance from a seed, against draws recorded by an implementation that shares nothing with it.
#include "core/base/prng.h"

#include <gtest/gtest.h>

#include <numeric>
#include <sstream>

#include "core/testing/vectors.h"

namespace core {
namespace {

using core::testing::Case;
using core::testing::read_cases;

std::vector<std::uint64_t> numbers_in(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t number = 0; stream >> number;) numbers.push_back(number);
    return numbers;
}

Seed seed_of(const Case& vector) { return Seed{std::stoull(vector.text("seed"))}; }

TEST(Prng, PR1_draws_what_was_recorded) {
    for (const Case& vector : read_cases("spec/vectors/base/prng.json")) {
        Prng prng(seed_of(vector));
        for (const std::uint64_t expected : numbers_in(vector.text("next")))
            ASSERT_EQ(prng.next(), expected) << vector.name();
    }
    static_assert(Prng(Seed{0}).next() == 5987356902031041503u);
}

TEST(Prng, PR2_draws_below_a_bound_as_recorded) {
    for (const Case& vector : read_cases("spec/vectors/base/prng.json")) {
        Prng small(seed_of(vector));
        for (const std::uint64_t expected : numbers_in(vector.text("below_10")))
            ASSERT_EQ(small.below(10), expected) << vector.name();
        Prng large(seed_of(vector));
        for (const std::uint64_t expected : numbers_in(vector.text("below_large")))
            ASSERT_EQ(large.below((1ull << 63) + 1), expected) << vector.name();
    }
}

TEST(Prng, PR2_keeps_to_its_bounds) {
    Prng prng(Seed{9});
    std::vector<int> counts(6);
    for (int i = 0; i < 60'000; ++i) ++counts[static_cast<std::size_t>(prng.below(6))];
    for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t drawn = prng.between(5, 7);
        EXPECT_TRUE(drawn >= 5 && drawn <= 7);
        EXPECT_EQ(prng.below(1), 0u);
        EXPECT_EQ(prng.between(3, 3), 3u);
        EXPECT_TRUE(prng.chance(1, 1));
        EXPECT_FALSE(prng.chance(0, 5));
    }
    EXPECT_NE(prng.between(0, UINT64_MAX), prng.between(0, UINT64_MAX));
    int hits = 0;
    for (int i = 0; i < 10'000; ++i) hits += prng.chance(1, 4) ? 1 : 0;
    EXPECT_NEAR(hits, 2500, 200);
}

TEST(Prng, PR3_shuffles_as_recorded) {
    for (const Case& vector : read_cases("spec/vectors/base/prng.json")) {
        std::vector<std::uint64_t> items(10);
        std::iota(items.begin(), items.end(), 0u);
        Prng(seed_of(vector)).shuffle(std::span(items));
        EXPECT_EQ(items, numbers_in(vector.text("shuffled"))) << vector.name();
    }
}

TEST(Prng, PR4_fills_bytes_with_draws_and_forks) {
    Prng filling(Seed{1});
    Buffer bytes(19);
    filling.fill(bytes);
    Prng drawing(Seed{1});
    Buffer expected;
    for (int word = 0; word < 3; ++word) {
        const std::uint64_t drawn = drawing.next();
        for (int i = 0; i < 8; ++i) expected.push_back(static_cast<std::byte>(drawn >> (8 * i)));
    }
    expected.resize(19);
    EXPECT_EQ(bytes, expected);

    Prng parent(Seed{2});
    Prng twin(Seed{2});
    Prng child = parent.fork();
    EXPECT_EQ(child.next(), Prng(Seed{twin.next()}).next());
    EXPECT_EQ(parent.next(), twin.next());
}

}  // namespace
}  // namespace core
