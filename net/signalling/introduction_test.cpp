// Introductions: messages, two ends with a third, and what each refuses.
#include "net/signalling/introduction.h"

#include <gtest/gtest.h>

#include "net/signalling/board_test.h"
#include "net/signalling/introduction_test.h"

namespace net::signalling {
namespace {

using testing::peer;
using testing::Trio;

TEST(Introduction, SG16_who_asks_and_who_is_asked_are_named) {
    for (const auto& introduction :
         {Introduction{IntroductionKind::want, peer(1)},
          Introduction{IntroductionKind::asked, peer(2)}, Introduction{IntroductionKind::accept},
          Introduction{.kind = IntroductionKind::refused, .refusal = Refusal::busy}}) {
        EXPECT_EQ(decode_introduction(encode(introduction)), introduction);
    }
    EXPECT_FALSE(decode_introduction({}));  // It wants nobody.
    EXPECT_FALSE(decode_introduction(core::Buffer(introduction_size_max + 1)));
}

TEST(Introduction, SG16_two_meet_by_a_third) {
    for (const std::size_t piece_size : {std::size_t{1}, std::size_t{7}, std::size_t{10'000}}) {
        Trio trio;
        trio.piece_size = piece_size;
        trio.run();
        ASSERT_TRUE(trio.asked_by);
        EXPECT_EQ(*trio.asked_by, trio.asking_id);
        EXPECT_TRUE(trio.is_introduced);
        EXPECT_EQ(trio.steps_asking, "offer answer:answer candidate:of asked ");
        EXPECT_EQ(trio.steps_asked, "answer:offer candidate:of asking ");
        trio.asking.finish();
        trio.asked.finish();
        trio.run();
        EXPECT_TRUE(trio.middle.ended());
        EXPECT_TRUE(trio.middle.was_good());
    }
}

TEST(Introduction, SG17_the_asker_hears_of_a_refusal) {
    Trio trio;
    trio.accepts = false;
    trio.run();
    EXPECT_EQ(trio.refusal, Refusal::unwilling);
    EXPECT_TRUE(trio.asking.ended());
    EXPECT_TRUE(trio.middle.was_good());
}

TEST(Introduction, SG17_so_it_does_when_there_is_nobody_to_ask) {
    for (const auto refusal : {Refusal::not_connected, Refusal::busy}) {
        Trio trio;
        trio.refuses_for = refusal;
        trio.run();
        EXPECT_EQ(trio.refusal, refusal);
        EXPECT_FALSE(trio.asked_by);
    }
}

TEST(Introduction, SG18_nobody_is_introduced_to_itself) {
    Trio trio(peer(1), peer(1));
    trio.run();
    EXPECT_EQ(trio.refusal, Refusal::not_connected);
}

TEST(Introduction, SG19_so_much_is_carried_and_no_more) {
    Introducer middle({.carried_size_max = 100}, peer(1), {});
    const auto say = [&](Side side, const Introduction& said) {
        core::Buffer bytes;
        write_frame(bytes, encode(said));
        middle.receive(side, bytes);
    };
    say(Side::asking, {IntroductionKind::want, peer(2)});
    middle.begin();
    say(Side::asked, {IntroductionKind::accept});
    middle.receive(Side::asking, core::Buffer(100));
    middle.receive(Side::asked, core::Buffer(100));
    EXPECT_FALSE(middle.ended());
    middle.receive(Side::asking, core::Buffer(1));
    EXPECT_TRUE(middle.ended());
    EXPECT_FALSE(middle.was_good());
}

TEST(Introduction, SG19_and_so_long) {
    Introducer middle({}, peer(1), {});
    ASSERT_TRUE(middle.deadline());
    middle.expire(*middle.deadline() - core::Duration{1});
    EXPECT_FALSE(middle.ended());
    middle.expire(*middle.deadline());
    EXPECT_TRUE(middle.ended());
    EXPECT_FALSE(middle.deadline());
}

TEST(Introduction, SG20_what_comes_in_another_order_ends_it) {
    const core::Buffer accept = [] {
        core::Buffer bytes;
        write_frame(bytes, encode({IntroductionKind::accept}));
        return bytes;
    }();
    Introducer middle({}, peer(1), {});
    middle.receive(Side::asking, accept);
    EXPECT_TRUE(middle.ended());
    Introducer other({}, peer(1), {});
    other.receive(Side::asked, accept);
    EXPECT_TRUE(other.ended());
    IntroducedEnd asked({}, core::Instant{});
    asked.receive(accept, {});
    EXPECT_TRUE(asked.ended());
    IntroducedEnd asking({}, peer(2), {});
    asking.receive(core::Buffer(4, std::byte{0xff}), {});  // No size.
    EXPECT_TRUE(asking.ended());
}

TEST(Introduction, SG20_who_decides_is_told_nothing_before) {
    IntroducedEnd asked({}, core::Instant{});
    core::Buffer bytes;
    write_frame(bytes, encode({IntroductionKind::asked, peer(1)}));
    asked.receive(bytes, {});
    EXPECT_TRUE(core::holds_alternative<Asked>(*asked.next_event()));
    asked.receive(bytes, {});
    EXPECT_TRUE(asked.ended());
}

TEST(Introduction, SG21_an_end_waits_so_long) {
    IntroducedEnd asking({}, peer(2), {});
    asking.expire(core::Instant{std::chrono::seconds{29}});
    EXPECT_FALSE(asking.ended());
    asking.expire(*asking.deadline());
    const auto event = asking.next_event();
    ASSERT_TRUE(event && core::holds_alternative<Ended>(*event));
    EXPECT_EQ(core::get<Ended>(*event).reason, EndReason::silence);
    IntroducedEnd left({}, core::Instant{});
    left.end({});
    EXPECT_EQ(core::get<Ended>(*left.next_event()).reason, EndReason::ended_early);
}

TEST(Introduction, SG22_whose_stream_is_gone_before_it_has_answered_counts_as_unwilling) {
    Trio trio;
    trio.middle.receive(Side::asking, trio.asking.outgoing());
    ASSERT_TRUE(trio.middle.next_event());
    trio.middle.begin();
    trio.middle.lose(Side::asked);
    trio.asking.receive(trio.middle.outgoing(Side::asking), {});
    const auto event = trio.asking.next_event();
    ASSERT_TRUE(event && core::holds_alternative<Refused>(*event));
    EXPECT_EQ(core::get<Refused>(*event).refusal, Refusal::unwilling);
    Trio other;
    other.run();
    other.middle.lose(Side::asked);  // It has.
    EXPECT_TRUE(other.middle.ended());
    EXPECT_FALSE(other.middle.was_good());
}

}  // namespace
}  // namespace net::signalling
