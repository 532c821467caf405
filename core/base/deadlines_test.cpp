// Who is woken when, and what a move costs.
#include "core/base/deadlines.h"

#include <gtest/gtest.h>

namespace {

using core::Deadlines;
using core::Instant;
using std::chrono::seconds;

constexpr Instant start{};

TEST(Deadlines, the_earliest_comes_first_and_equals_in_order_of_their_keys) {
    Deadlines<int> deadlines;
    Deadlines<int>::Place first, second, third;
    deadlines.set(2, second, start + seconds{5});
    deadlines.set(1, first, start + seconds{5});
    deadlines.set(3, third, start + seconds{9});
    EXPECT_EQ(deadlines.earliest(), start + seconds{5});
    EXPECT_EQ(deadlines.first_due(start + seconds{4}), std::nullopt);
    EXPECT_EQ(deadlines.first_due(start + seconds{5}), 1);
    deadlines.remove(1, first);
    EXPECT_EQ(deadlines.first_due(start + seconds{5}), 2);
    deadlines.remove(2, second);
    deadlines.remove(2, second);  // Once more is harmless.
    EXPECT_EQ(deadlines.earliest(), start + seconds{9});
}

TEST(Deadlines, what_moves_later_keeps_its_place_and_what_moves_earlier_takes_a_new_one) {
    Deadlines<int> deadlines;
    Deadlines<int>::Place place;
    deadlines.set(1, place, start + seconds{5});
    deadlines.set(1, place, start + seconds{8});
    EXPECT_EQ(deadlines.earliest(), start + seconds{5});
    deadlines.set(1, place, start + seconds{2});
    EXPECT_EQ(deadlines.earliest(), start + seconds{2});
    deadlines.set(1, place, std::nullopt);
    EXPECT_EQ(deadlines.earliest(), std::nullopt);
    EXPECT_EQ(place, std::nullopt);
}

}  // namespace
