// Tests of whom a node wants to be connected to, and when it tries (rules ND21
// and ND35, spec/node.md).
#include "fabric/node/reaching.h"

#include <gtest/gtest.h>

#include "fabric/membership/door_pair.h"

namespace fabric::node {
namespace {

using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;

const PeerId friend_id = membership::world::peer_of(1);
const Instant begin{seconds{1'000}};

constexpr auto everybody = [](const PeerId&) { return true; };

TEST(Reaching, ND21_tries_come_less_and_less_often) {
    Reaching reaching({}, core::Seed{1});
    EXPECT_FALSE(reaching.deadline());
    reaching.want(friend_id, begin);
    std::vector<core::Duration> waits;
    Instant last = begin;
    for (int i = 0; i < 9; ++i) {
        ASSERT_TRUE(reaching.deadline());
        const Instant next = *reaching.deadline();
        waits.push_back(next - last);
        ASSERT_EQ(reaching.take_due(next, everybody),
                  (std::vector{Reaching::Due{friend_id, true}}));
        EXPECT_TRUE(reaching.take_due(next, everybody).empty());
        last = next;
    }
    EXPECT_GE(waits[0], seconds{1} / 2);
    EXPECT_LE(waits[0], seconds{1});
    waits.erase(waits.begin());
    const std::vector<core::Duration> doubled{seconds{1},  seconds{2},  seconds{4},  seconds{8},
                                              seconds{16}, seconds{20}, seconds{20}, seconds{20}};
    for (std::size_t i = 0; i < doubled.size(); ++i) {
        EXPECT_LE(waits[i], doubled[i]) << i;
        EXPECT_GE(waits[i], doubled[i] * 7 / 8) << i;
    }
}

TEST(Reaching, ND21_who_is_away_for_long_is_tried_less_often_and_with_care) {
    Reaching reaching({}, core::Seed{1});
    reaching.want(friend_id, begin);
    Instant last = begin;
    core::Duration longest{};
    while (last < begin + seconds{1'800}) {
        const Instant next = *reaching.deadline();
        const auto due = reaching.take_due(next, everybody);
        ASSERT_EQ(due.size(), 1u);
        EXPECT_EQ(due[0].is_eager, next < begin + seconds{600});
        longest = std::max(longest, next - last);
        last = next;
    }
    EXPECT_LE(longest, seconds{60});
    EXPECT_GE(longest, seconds{52});
}

TEST(Reaching, ND21_not_all_are_tried_at_once) {
    Reaching::Options options;
    options.at_once_max = 3;
    Reaching reaching(options, core::Seed{1});
    for (std::uint8_t i = 1; i <= 5; ++i) reaching.want(membership::world::peer_of(i), begin);
    EXPECT_EQ(reaching.take_due(begin + seconds{1}, everybody).size(), 3u);
    EXPECT_TRUE(reaching.take_due(begin + seconds{1}, everybody).empty());
    EXPECT_GE(reaching.take_due(begin + seconds{2}, everybody).size(), 2u);
}

TEST(Reaching, ND21_it_ends_with_the_connection_or_when_it_is_no_longer_wanted) {
    Reaching reaching({}, core::Seed{1});
    reaching.want(friend_id, begin);
    reaching.connected(friend_id);
    EXPECT_FALSE(reaching.deadline());
    reaching.want(friend_id, begin);
    EXPECT_TRUE(reaching.take_due(begin + seconds{2}, [](const PeerId&) { return false; }).empty());
    EXPECT_FALSE(reaching.deadline());
}

TEST(Reaching, ND21_who_was_lost_is_wanted_for_ten_minutes_unless_it_left) {
    Reaching reaching({}, core::Seed{1});
    reaching.lost(friend_id, begin);
    EXPECT_TRUE(reaching.is_lost(friend_id, begin + seconds{599}));
    EXPECT_FALSE(reaching.is_lost(friend_id, begin + seconds{600}));
    EXPECT_EQ(reaching.all_lost(), std::vector{friend_id});
    reaching.left(friend_id);
    EXPECT_FALSE(reaching.is_lost(friend_id, begin));
    EXPECT_TRUE(reaching.all_lost().empty());
}

TEST(Reaching, ND35_when_the_network_may_be_another_all_are_tried_at_once_and_waits_begin_anew) {
    Reaching reaching({}, core::Seed{1});
    reaching.hurry(begin);
    EXPECT_FALSE(reaching.deadline());
    reaching.want(friend_id, begin);
    Instant last = begin;
    while (last < begin + seconds{900}) {
        last = *reaching.deadline();
        ASSERT_EQ(reaching.take_due(last, everybody).size(), 1u);
    }
    const Instant woken = last + seconds{3};
    ASSERT_GT(*reaching.deadline(), woken);
    reaching.hurry(woken);
    // Eager again, though it is away for long.
    EXPECT_EQ(reaching.take_due(woken, everybody), (std::vector{Reaching::Due{friend_id, true}}));
    EXPECT_LE(*reaching.deadline(), woken + seconds{1});
}

TEST(Reaching, ND35_what_was_dialled_before_is_given_up_once) {
    Reaching reaching({}, core::Seed{1});
    const Reaching::DialId old{7};
    reaching.want(friend_id, begin);
    const Instant tried = begin + seconds{1};
    ASSERT_EQ(reaching.take_due(tried, everybody).size(), 1u);
    reaching.dialled(friend_id, old);
    EXPECT_FALSE(reaching.take_due(tried + seconds{1}, everybody)[0].outdated);
    reaching.dialled(friend_id, old);
    reaching.hurry(tried + seconds{2});
    EXPECT_EQ(reaching.take_due(tried + seconds{2}, everybody)[0].outdated, old);
    reaching.dialled(friend_id, Reaching::DialId{8});
    EXPECT_FALSE(reaching.take_due(tried + seconds{3}, everybody)[0].outdated);
}

TEST(Reaching, ND35_who_is_told_often_tries_no_more_often) {
    Reaching reaching({}, core::Seed{1});
    reaching.want(friend_id, begin);
    std::size_t tries = 0;
    for (Instant now = begin; now < begin + seconds{10}; now += milliseconds{10}) {
        reaching.hurry(now);
        tries += reaching.take_due(now, everybody).size();
    }
    EXPECT_GE(tries, 19u);
    EXPECT_LE(tries, 20u);
}

}  // namespace
}  // namespace fabric::node
