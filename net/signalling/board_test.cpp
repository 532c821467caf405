#include "net/signalling/board_test.h"

#include <gtest/gtest.h>

#include "net/signalling/board.h"

namespace net::signalling {
namespace {

using testing::Origin;
using testing::Tab;

TEST(Board, SG10_who_joins_meets_who_is_there) {
    for (const bool smaller_first : {true, false}) {
        Origin origin;
        Tab& first = origin.open(smaller_first ? 1 : 2);
        origin.run();
        Tab& second = origin.open(smaller_first ? 2 : 1);
        origin.run();
        EXPECT_EQ(first.agreed.size() + second.agreed.size(), 1u);
        EXPECT_EQ(first.candidates.size(), 1u);
        EXPECT_EQ(second.candidates.size(), 1u);
    }
}

TEST(Board, SG11_the_smaller_peer_id_offers) {
    Origin origin;
    Tab& large = origin.open(9);
    Tab& small = origin.open(3);
    origin.run();
    EXPECT_EQ(small.offered.size(), 1u);
    EXPECT_EQ(large.offered.size(), 0u);
    EXPECT_EQ(large.answered.size(), 1u);
    EXPECT_EQ(small.board.party(small.offered[0])->peer, large.id);
    EXPECT_EQ(small.board.party(small.offered[0])->role, Role::offerer);
    EXPECT_EQ(large.board.party(large.answered[0])->role, Role::answerer);
}

TEST(Board, SG12_who_is_connected_or_about_to_be_is_not_met_again) {
    Origin origin;
    Tab& one = origin.open(1);
    Tab& two = origin.open(2);
    origin.run();
    ASSERT_EQ(one.offered.size(), 1u);
    origin.pass(std::chrono::seconds{1});
    one.board.set_connected(two.id, true);
    two.board.set_connected(one.id, true);
    one.board.finish(one.offered[0]);
    two.board.finish(two.answered[0]);
    origin.pass(std::chrono::seconds{31});
    EXPECT_EQ(one.offered.size(), 1u);
    EXPECT_EQ(one.board.meeting_count(), 0u);
    // When that connection is gone they meet anew, at the next note at the latest.
    one.board.set_connected(two.id, false);
    two.board.set_connected(one.id, false);
    origin.pass(std::chrono::seconds{31});
    EXPECT_EQ(one.offered.size(), 2u);
}

TEST(Board, SG13_a_meeting_that_takes_too_long_is_dropped) {
    Origin origin;
    Tab& one = origin.open(1);
    Tab& two = origin.open(2);
    two.is_slow = true;
    origin.run();
    ASSERT_EQ(one.offered.size(), 1u);
    origin.pass(std::chrono::seconds{20});
    EXPECT_EQ(one.dropped, one.offered);
    EXPECT_EQ(two.dropped, two.answered);
    EXPECT_FALSE(one.board.party(one.offered[0]));
    // What its browser still makes is for nobody.
    one.board.describe(one.offered[0], "late");
    one.board.add_candidate(one.offered[0], "late");
    EXPECT_FALSE(one.board.next_order());
}

TEST(Board, SG14_so_many_meetings_and_no_more) {
    Origin origin;
    Tab& one = origin.open(1, {.meetings_max = 3});
    one.is_slow = true;
    for (std::uint8_t number = 2; number < 10; ++number) origin.open(number);
    origin.run();
    EXPECT_EQ(one.board.meeting_count(), 3u);
}

TEST(Board, SG15_who_leaves_is_not_waited_for) {
    Origin origin;
    Tab& one = origin.open(1);
    Tab& two = origin.open(2);
    two.is_slow = true;
    origin.run();
    ASSERT_EQ(one.offered.size(), 1u);
    two.board.leave();
    origin.run();
    EXPECT_EQ(one.dropped, one.offered);
    EXPECT_EQ(one.board.meeting_count(), 0u);
}

TEST(Board, SG5_who_breaks_the_order_is_dropped) {
    Origin origin;
    Tab& one = origin.open(1);
    one.is_slow = true;
    Tab& two = origin.open(2);
    origin.run();
    ASSERT_EQ(one.offered.size(), 1u);
    // The offer was not made yet: nobody can have answered. Its number is the first that was drawn.
    const std::uint64_t number = core::Prng(core::Seed{1}).next();
    const Note note{NoteKind::signal, two.id, one.id, number, Signal{SignalKind::answer, "v=0"}};
    one.board.receive(encode(note), origin.now);
    origin.run();
    EXPECT_EQ(one.dropped.size(), 1u);
}

TEST(Board, SG13_who_offers_anew_has_forgotten_what_was) {
    Origin origin;
    Tab& two = origin.open(2);
    two.is_slow = true;
    const auto offer = [&](std::uint64_t number) {
        const Note note{NoteKind::signal, testing::peer(1), two.id, number,
                        Signal{SignalKind::offer, "v=0"}};
        two.board.receive(encode(note), origin.now);
        origin.run();
    };
    offer(1);
    offer(2);
    EXPECT_EQ(two.answered.size(), 2u);
    EXPECT_EQ(two.dropped.size(), 1u);
    EXPECT_EQ(two.board.meeting_count(), 1u);
}

}  // namespace
}  // namespace net::signalling
