// Every limit is met, and whoever meets it is told.
#include <gtest/gtest.h>

#include "fabric/liveness/single_test.h"

namespace fabric::liveness::testing {
namespace {

TEST(LivenessBounds, LV40_members_have_a_bound) {
    Options options;
    options.members_max = 3;
    Single single(options);
    single.meet(1);
    single.wait(seconds{1});
    single.meet(2);
    single.meet(3);
    static_cast<void>(single.told());
    EXPECT_EQ(single.connect(4).error(), Refused::full);
    EXPECT_TRUE(single.connect(3));  // It is there.
    EXPECT_EQ(single.connect(self_number).error(), Refused::ourselves);
    single.disconnect(2);
    single.disconnect(1);
    EXPECT_TRUE(single.connect(4));
    EXPECT_EQ(single.told(), Texts{"gone 1: there was no room to remember it"});
    EXPECT_EQ(single.machine.member_count(), 3u);
    EXPECT_TRUE(single.connect(2));  // Still remembered.
    EXPECT_EQ(single.connect(1).error(), Refused::full);
    EXPECT_EQ(single.state(1), std::nullopt);
}

TEST(LivenessBounds, LV41_questions_that_wait_have_a_bound) {
    Options options;
    options.asks_outstanding_max = 4;
    Single single(options);
    for (unsigned i = 1; i <= 12; ++i) single.meet(i);
    single.wait(seconds{16}, {10, 11, 12});
    EXPECT_EQ(single.machine.asks_outstanding_count(), 4u);
    EXPECT_EQ(single.sent_of<Ask>().size(), 4u);
    // Nine are silent, and all have their turn.
    for (int i = 0; i < 20; ++i) {
        single.wait(seconds{5}, {10, 11, 12});
        EXPECT_LE(single.machine.asks_outstanding_count(), 4u);
        EXPECT_LE(single.answer_all(std::nullopt), 8u);
    }
    EXPECT_EQ(single.machine.counters().gone, 9u);
}

TEST(LivenessBounds, LV42_questions_of_one_member_have_a_rate) {
    Single single;
    single.meet(1);
    single.meet(2);
    const auto ask = [&](unsigned from) {
        return single.receive(from, Ask{AskNumber{1}, peer(3)});
    };
    for (int i = 0; i < 32; ++i) EXPECT_TRUE(ask(1));
    EXPECT_EQ(ask(1).error(), Refused::too_many_asks);
    EXPECT_TRUE(ask(2));
    single.wait(milliseconds{100});
    EXPECT_TRUE(ask(1));
    EXPECT_EQ(ask(1).error(), Refused::too_many_asks);
}

TEST(LivenessBounds, LV42_we_do_not_ask_more_than_others_allow) {
    Single asker;
    Single witness;
    witness.meet(self_number - 1);
    for (unsigned i = 1; i <= 200; ++i) asker.meet(i, {i == 200 ? seconds{1} : seconds{5}});
    for (int i = 0; i < 600; ++i) {
        asker.wait(milliseconds{500});
        ASSERT_TRUE(asker.pulse(200));
        for (const auto& [to, ask] : asker.sent_of<Ask>()) {
            witness.now = asker.now;
            EXPECT_TRUE(witness.receive(self_number - 1, ask));
            EXPECT_EQ(to, 200u);
        }
        static_cast<void>(witness.sent());
        static_cast<void>(witness.told());
        static_cast<void>(asker.told());
    }
    EXPECT_EQ(asker.machine.member_count(), 200u);
    EXPECT_EQ(asker.machine.counters().gone, 199u);
    EXPECT_GE(asker.machine.counters().asked, 199u);
}

TEST(LivenessBounds, LV43_pulses_of_one_member_have_a_rate) {
    Single single;
    ASSERT_TRUE(single.connect(1));
    for (int i = 0; i < 1'024; ++i) EXPECT_TRUE(single.pulse(1));
    EXPECT_EQ(single.pulse(1).error(), Refused::too_many_pulses);
    single.wait(milliseconds{250});
    EXPECT_TRUE(single.pulse(1));
}

TEST(LivenessBounds, LV44_answers_that_wait_have_a_bound) {
    Options options;
    options.answers_waiting_max = 5;
    Single single(options);
    single.meet(1);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(single.receive(1, Ask{AskNumber{1}, peer(3)}));
    EXPECT_EQ(single.receive(1, Ask{AskNumber{1}, peer(3)}).error(), Refused::answers_full);
    EXPECT_EQ(single.sent_of<Answer>().size(), 5u);
    EXPECT_TRUE(single.receive(1, Ask{AskNumber{1}, peer(3)}));
    single.disconnect(1);
    EXPECT_TRUE(single.sent().empty());  // Nothing goes to who is not connected.
}

TEST(LivenessBounds, LV45_what_is_refused_changes_nothing_and_is_counted) {
    Single single;
    single.meet(1);
    static_cast<void>(single.told());
    static_cast<void>(single.sent());
    const auto deadline = single.machine.deadline();
    EXPECT_EQ(single.pulse(2).error(), Refused::not_connected);
    EXPECT_EQ(single.machine.receive(peer(1), core::as_bytes("?"), single.now).error(),
              Refused::unreadable);
    EXPECT_EQ(single.machine.receive(peer(1), {}, single.now).error(), Refused::unreadable);
    EXPECT_EQ(single.receive(1, Answer{AskNumber{0}}).error(), Refused::not_asked);
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_TRUE(single.sent().empty());
    EXPECT_EQ(single.machine.deadline(), deadline);
    const auto count = [&](Refused reason) {
        return single.machine.counters().refused[static_cast<std::size_t>(reason)];
    };
    EXPECT_EQ(count(Refused::not_connected), 1u);
    EXPECT_EQ(count(Refused::unreadable), 2u);
    EXPECT_EQ(count(Refused::not_asked), 1u);
    for (std::size_t i = 0; i < refused_count; ++i)
        EXPECT_FALSE(describe(static_cast<Refused>(i)).empty());
}

TEST(LivenessBounds, LV46_after_the_last_has_left_nothing_is_kept) {
    Single single;
    for (unsigned i = 1; i <= 20; ++i) single.meet(i);
    for (unsigned i = 1; i <= 5; ++i) ASSERT_TRUE(single.pulse(i, {seconds{5}, Activity::closing}));
    for (unsigned i = 6; i <= 9; ++i)
        ASSERT_TRUE(single.pulse(i, {seconds{5}, Activity::freezing}));
    for (unsigned i = 1; i <= 15; ++i) single.disconnect(i);
    single.wait(seconds{40});
    for (unsigned i = 16; i <= 20; ++i) single.disconnect(i);
    single.wait(std::chrono::hours{2});
    EXPECT_EQ(single.machine.member_count(), 0u);
    EXPECT_EQ(single.machine.asks_outstanding_count(), 0u);
    EXPECT_EQ(single.machine.deadline(), std::nullopt);
    EXPECT_TRUE(single.sent().empty());
}

TEST(LivenessBounds, LV47_it_is_counted_what_happened) {
    Single single;
    single.meet(1);
    single.meet(2);
    single.wait(seconds{16}, {2});
    EXPECT_EQ(single.answer_all(std::nullopt), 1u);
    ASSERT_TRUE(single.receive(2, Ask{AskNumber{1}, peer(1)}));
    ASSERT_TRUE(single.pulse(1));
    const Counters& counters = single.machine.counters();
    EXPECT_GE(counters.pulses_sent, 1u);
    EXPECT_EQ(counters.pulses_received, 19u);
    EXPECT_EQ(counters.pulses_late, 1u);
    EXPECT_EQ(counters.became_stale, 1u);
    EXPECT_EQ(counters.came_back, 1u);
    EXPECT_EQ(counters.asked, 1u);
    EXPECT_EQ(counters.answers_received, 1u);
    EXPECT_EQ(counters.answers_sent, 1u);
    EXPECT_EQ(counters.gone, 0u);
    EXPECT_EQ(counters.slept, 0u);
}

}  // namespace
}  // namespace fabric::liveness::testing
