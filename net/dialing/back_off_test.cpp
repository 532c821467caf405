// The rules DQ9–DQ11 of spec/dialing.md, and what DF3 says of them.
#include "net/dialing/back_off.h"

#include <gtest/gtest.h>

#include "net/dialing/dialer_twin.h"

namespace net::dialing {
namespace {

using core::Instant;
using core::Seed;
using std::chrono::minutes;
using std::chrono::seconds;
using twin::peer;
using twin::place;

constexpr Instant start{};

TEST(BackOff, DQ9_the_pause_doubles_up_to_five_minutes_less_a_quarter_at_most) {
    BackOff back_off({}, Seed{1});
    Instant now = start;
    core::Duration expected = seconds{5};
    for (int i = 0; i < 12; ++i) {
        const Instant until = back_off.failed(place(1), peer(1), DialFailure::refused, now).value();
        EXPECT_LE(until - now, expected);
        EXPECT_GE(until - now, expected * 3 / 4);
        EXPECT_EQ(back_off.until(place(1), peer(1), now), until);
        EXPECT_EQ(back_off.until(place(1), peer(1), until), std::nullopt);
        EXPECT_EQ(back_off.until(place(2), peer(1), now), std::nullopt);
        now = until;
        expected = std::min<core::Duration>(expected * 2, minutes{5});
    }
}

TEST(BackOff, DQ9_chance_comes_from_the_seed) {
    const auto drawn = [](Seed seed) {
        BackOff back_off({}, seed);
        return back_off.failed(place(1), peer(1), DialFailure::refused, start);
    };
    EXPECT_EQ(drawn(Seed{1}), drawn(Seed{1}));
    EXPECT_NE(drawn(Seed{1}), drawn(Seed{2}));
}

TEST(BackOff, DF3_a_wrong_peer_is_no_reason_to_leave_others_alone) {
    BackOff back_off({}, Seed{1});
    back_off.failed(place(1), peer(1), DialFailure::wrong_peer, start);
    EXPECT_NE(back_off.until(place(1), peer(1), start), std::nullopt);
    EXPECT_EQ(back_off.until(place(1), peer(2), start), std::nullopt);
    EXPECT_EQ(back_off.until(place(1), std::nullopt, start), std::nullopt);
    back_off.failed(place(2), peer(1), DialFailure::refused, start);
    EXPECT_NE(back_off.until(place(2), peer(2), start), std::nullopt);
    EXPECT_EQ(back_off.failed(place(3), peer(1), DialFailure::cancelled, start), std::nullopt);
    EXPECT_EQ(back_off.size(), 2u);
}

TEST(BackOff, DQ10_a_success_makes_it_forget) {
    BackOff back_off({}, Seed{1});
    back_off.failed(place(1), peer(1), DialFailure::refused, start);
    back_off.failed(place(1), peer(1), DialFailure::wrong_peer, start);
    back_off.succeeded(place(1), peer(1));
    EXPECT_EQ(back_off.until(place(1), peer(1), start), std::nullopt);
    EXPECT_EQ(back_off.size(), 0u);
}

TEST(BackOff, DQ10_so_does_time) {
    BackOff back_off({}, Seed{1});
    Instant until = start;
    for (int i = 0; i < 5; ++i)
        until = back_off.failed(place(1), peer(1), DialFailure::refused, start).value();
    EXPECT_GT(until - start, seconds{40});
    const Instant later = until + minutes{5};
    until = back_off.failed(place(1), peer(1), DialFailure::refused, later).value();
    EXPECT_LE(until - later, seconds{5});
}

TEST(BackOff, DQ11_the_table_is_bounded_and_forgets_whose_pause_ends_first) {
    BackOff back_off({.entries_max = 3}, Seed{1});
    for (int i = 0; i < 4; ++i) back_off.failed(place(0), peer(1), DialFailure::refused, start);
    back_off.failed(place(1), peer(1), DialFailure::refused, start);
    back_off.failed(place(2), peer(1), DialFailure::refused, start + seconds{2});
    back_off.failed(place(3), peer(1), DialFailure::refused, start + seconds{2});
    EXPECT_EQ(back_off.size(), 3u);
    const Instant now = start + seconds{2};
    EXPECT_NE(back_off.until(place(0), peer(1), now), std::nullopt);
    EXPECT_EQ(back_off.until(place(1), peer(1), now), std::nullopt);
    EXPECT_NE(back_off.until(place(3), peer(1), now), std::nullopt);
}

}  // namespace
}  // namespace net::dialing
