// The machine is not run for a while, which is nobody else's fault.
#include <gtest/gtest.h>

#include "fabric/liveness/single_test.h"

namespace fabric::liveness::testing {
namespace {

TEST(LivenessSleep, LV30_time_behind_a_deadline_counts_for_nobody) {
    Single single;
    single.meet(1, {seconds{60}});
    single.meet(2, {seconds{1}});
    static_cast<void>(single.told());
    const Duration before = *single.machine.deadline() - single.now;
    single.sleep(before + seconds{9});
    single.machine.expire(single.now);
    EXPECT_EQ(single.told(), Texts{});
    // What was left of the four seconds of the second when the machine was to be run.
    const Duration left = seconds{4} - before;
    ASSERT_GT(left, Duration::zero());
    single.wait(left - milliseconds{1});
    EXPECT_EQ(single.state(2), State::present);
    single.wait(milliseconds{1});
    EXPECT_NE(single.state(2), State::present);
    EXPECT_EQ(single.machine.counters().slept, 0u);
}

TEST(LivenessSleep, LV30_a_little_late_is_not_forgiven) {
    Single single;
    single.meet(1);
    single.wait(seconds{15});
    static_cast<void>(single.told());
    const Instant stale_at = Instant{seconds{16}};
    while (*single.machine.deadline() < stale_at)
        single.wait(*single.machine.deadline() - single.now);
    single.sleep(stale_at - single.now + milliseconds{249});
    single.machine.expire(single.now);
    EXPECT_NE(single.state(1), State::present);
}

TEST(LivenessSleep, LV30_what_came_meanwhile_is_heard_before_anybody_is_missed) {
    Single single;
    single.meet(1);
    single.wait(seconds{15});
    static_cast<void>(single.told());
    const Instant stale_at = Instant{seconds{16}};
    while (*single.machine.deadline() < stale_at)
        single.wait(*single.machine.deadline() - single.now);
    single.sleep(stale_at - single.now + milliseconds{200});
    ASSERT_TRUE(single.pulse(1));
    EXPECT_EQ(single.told(), Texts{});
}

TEST(LivenessSleep, LV30_no_time_is_forgiven_twice) {
    Single single;
    single.meet(1);
    static_cast<void>(single.sent());
    const Instant due = *single.machine.deadline();
    single.now = due + seconds{5};
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(single.machine.receive(peer(1), {}, single.now).error(), Refused::unreadable);
    EXPECT_EQ(single.sent_of<Pulse>().size(), 1u);
    single.wait(seconds{16} - (due - Instant{}));
    EXPECT_NE(single.state(1), State::present);
}

TEST(LivenessSleep, LV30_other_waits_are_prolonged_too) {
    Single single;
    single.meet(1);
    single.wait(seconds{16});
    EXPECT_EQ(single.state(1), State::suspected);
    single.sleep(std::chrono::hours{1});
    single.wait(seconds{50});
    EXPECT_EQ(single.state(1), State::suspected);
    single.wait(seconds{20});
    EXPECT_EQ(single.state(1), State::expected);
}

TEST(LivenessSleep, LV31_after_a_sleep_all_have_their_time_anew) {
    Single single;
    single.meet(1);
    single.meet(2, {seconds{1}});
    single.wait(seconds{3});
    static_cast<void>(single.told());
    static_cast<void>(single.sent());
    const Duration before = *single.machine.deadline() - single.now;
    single.sleep(before + seconds{10});
    single.machine.expire(single.now);
    EXPECT_EQ(single.told(), Texts{"slept 10000 ms"});
    EXPECT_EQ(single.sent_of<Pulse>().size(), 2u);
    single.wait(milliseconds{3'999});
    EXPECT_EQ(single.state(2), State::present);
    single.wait(seconds{12});
    EXPECT_EQ(single.state(1), State::present);
    EXPECT_NE(single.state(2), State::present);
    EXPECT_EQ(single.machine.counters().slept, 1u);
}

TEST(LivenessSleep, LV31_whatever_wakes_us_tells_that_we_slept) {
    const auto after = [](auto wake) {
        Single single;
        single.meet(1);
        static_cast<void>(single.told());
        single.sleep(minutes{30});
        wake(single);
        EXPECT_EQ(single.state(1), State::present);
        const Texts told = single.told();
        ASSERT_EQ(told.size(), 1u);
        EXPECT_TRUE(told[0].starts_with("slept 179"));
    };
    after([](Single& single) { EXPECT_TRUE(single.connect(2)); });
    after([](Single& single) { EXPECT_TRUE(single.pulse(1)); });
    after([](Single& single) { single.disconnect(1); });
    after([](Single& single) { single.machine.set_activity(Activity::hidden, single.now); });
    after([](Single& single) { single.machine.expire(single.now); });
}

}  // namespace
}  // namespace fabric::liveness::testing
