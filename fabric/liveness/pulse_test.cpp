// Pulses, and what they say of who is there.
#include <gtest/gtest.h>

#include "fabric/liveness/single_test.h"

namespace fabric::liveness::testing {
namespace {

TEST(LivenessPulse, LV1_a_pulse_goes_at_once_and_then_to_all_before_each_interval_ends) {
    Single single;
    EXPECT_EQ(single.machine.deadline(), std::nullopt);
    ASSERT_TRUE(single.connect(1));
    const auto first = single.sent_of<Pulse>();
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].first, 1u);
    EXPECT_EQ(first[0].second.interval, seconds{5});
    ASSERT_TRUE(single.connect(2));
    EXPECT_EQ(single.sent_of<Pulse>().size(), 1u);
    EXPECT_LE(*single.machine.deadline(), single.now + seconds{5});
    single.wait(*single.machine.deadline() - single.now);
    for (int round = 0; round < 50; ++round) {
        const auto pulses = single.sent_of<Pulse>();
        ASSERT_EQ(pulses.size(), 2u);
        EXPECT_EQ(pulses[0].first, 1u);
        EXPECT_EQ(pulses[1].first, 2u);
        const Instant next = *single.machine.deadline();
        EXPECT_LE(next, single.now + seconds{5});
        EXPECT_GE(next, single.now + milliseconds{4'375});
        single.wait(next - single.now);
    }
    EXPECT_EQ(single.machine.counters().pulses_sent, 102u);
}

TEST(LivenessPulse, LV1_fifty_that_begin_together_do_not_pulse_together) {
    std::map<std::int64_t, unsigned> pulse_counts;  // In each quarter of a second.
    for (unsigned i = 0; i < 50; ++i) {
        Single single({}, core::Seed{i});
        ASSERT_TRUE(single.connect(1));
        for (int round = 0; round < 10; ++round) {
            ++pulse_counts[single.machine.deadline()->time_since_epoch() / milliseconds{250}];
            single.wait(*single.machine.deadline() - single.now);
        }
    }
    for (const auto& [when, count] : pulse_counts) EXPECT_LE(count, 10u);
}

TEST(LivenessPulse, LV2_a_pulse_says_who_counts_and_what_is_there) {
    const Presence own{Platform::from_text("Chromium 130").value(), Tier::web_standard, Load(10),
                       Activity::active};
    Liveness machine(peer(self_number), own, {}, core::Seed{7});
    std::vector<Pulse> pulses;
    const auto take = [&] {
        while (const auto outgoing = machine.next_message())
            pulses.push_back(get<Pulse>(read_message(outgoing->bytes).value()));
    };
    ASSERT_TRUE(machine.connected(peer(1), Instant{}));
    take();
    machine.set_load(Load(990));
    machine.expire(*machine.deadline());
    take();
    ASSERT_EQ(pulses.size(), 2u);
    EXPECT_EQ(pulses[0].presence, own);
    EXPECT_EQ(pulses[1].presence.load, Load(990));
    EXPECT_EQ(pulses[1].life, pulses[0].life);
    EXPECT_GT(pulses[1].sequence, pulses[0].sequence);
    Liveness other(peer(self_number), own, {}, core::Seed{8});
    ASSERT_TRUE(other.connected(peer(1), Instant{}));
    EXPECT_NE(get<Pulse>(read_message(other.next_message()->bytes).value()).life, pulses[0].life);
}

TEST(LivenessPulse, LV2_presence_is_as_the_member_says) {
    Single single;
    ASSERT_TRUE(single.connect(1));
    const Presence said{Platform::from_text("Linux 6.1").value(), Tier::high_performance, Load(3),
                        Activity::hidden};
    single.wait(seconds{1});
    ASSERT_TRUE(single.receive(1, Pulse{Life{1}, Sequence{1}, seconds{60}, said}));
    const auto present = single.machine.present();
    ASSERT_EQ(present.size(), 1u);
    EXPECT_EQ(present[0].member, peer(1));
    EXPECT_EQ(present[0].presence, said);
    EXPECT_EQ(present[0].interval, seconds{60});
    EXPECT_EQ(present[0].heard_at, single.now);
}

TEST(LivenessPulse, LV3_a_change_of_activity_goes_out_at_once_but_not_in_floods) {
    Single single;
    single.meet(1);
    static_cast<void>(single.sent());
    single.machine.set_activity(Activity::hidden, single.now);
    const auto hidden = single.sent_of<Pulse>();
    ASSERT_EQ(hidden.size(), 1u);
    EXPECT_EQ(hidden[0].second.presence.activity, Activity::hidden);
    EXPECT_EQ(hidden[0].second.interval, seconds{60});
    for (int i = 0; i < 100; ++i) {
        single.machine.set_activity(i % 2 ? Activity::hidden : Activity::active, single.now);
        single.wait(milliseconds{4});
        EXPECT_TRUE(single.sent().empty());
    }
    single.machine.set_activity(Activity::active, single.now);
    single.wait(milliseconds{100});
    const auto active = single.sent_of<Pulse>();
    ASSERT_EQ(active.size(), 1u);
    EXPECT_EQ(active[0].second.interval, seconds{5});
}

TEST(LivenessPulse, LV4_an_old_pulse_is_refused_and_a_new_life_begins_anew) {
    Single single;
    ASSERT_TRUE(single.connect(1));
    const auto pulse = [&](std::uint64_t life, std::uint64_t sequence) {
        single.wait(seconds{1});
        const auto taken = single.receive(1, Pulse{Life{life}, Sequence{sequence}, seconds{5}, {}});
        return taken ? std::nullopt : std::optional(taken.error());
    };
    EXPECT_EQ(pulse(1, 10), std::nullopt);
    EXPECT_EQ(pulse(1, 10), Refused::old_pulse);
    EXPECT_EQ(pulse(1, 9), Refused::old_pulse);
    EXPECT_EQ(pulse(1, 15), std::nullopt);
    EXPECT_EQ(pulse(2, 1), std::nullopt);
    EXPECT_EQ(single.machine.counters().pulses_received, 3u);
    EXPECT_EQ(single.told(), Texts{"appeared 1"});
}

TEST(LivenessPulse, LV5_who_freezes_pulses_no_more_until_it_does_something_else) {
    Single single;
    ASSERT_TRUE(single.connect(1));
    static_cast<void>(single.sent());
    single.machine.set_activity(Activity::freezing, single.now);
    const auto last = single.sent_of<Pulse>();
    ASSERT_EQ(last.size(), 1u);
    EXPECT_EQ(last[0].second.presence.activity, Activity::freezing);
    single.wait(minutes{5});
    EXPECT_TRUE(single.sent().empty());
    single.machine.set_activity(Activity::active, single.now);
    EXPECT_EQ(single.sent_of<Pulse>().size(), 1u);
    single.wait(seconds{5});
    EXPECT_EQ(single.sent_of<Pulse>().size(), 1u);
}

TEST(LivenessPulse, LV5_who_closes_tells_all_and_has_ended) {
    Single single;
    single.meet(1);
    single.meet(2);
    single.meet(3);
    single.disconnect(3);
    static_cast<void>(single.sent());
    static_cast<void>(single.told());
    single.machine.set_activity(Activity::closing, single.now);
    EXPECT_TRUE(single.machine.ended());
    EXPECT_EQ(single.machine.deadline(), std::nullopt);
    const auto last = single.sent_of<Pulse>();
    ASSERT_EQ(last.size(), 2u);
    EXPECT_EQ(last[0].second.presence.activity, Activity::closing);
    EXPECT_EQ(single.pulse(1).error(), Refused::ended);
    EXPECT_EQ(single.connect(4).error(), Refused::ended);
    single.machine.set_activity(Activity::active, single.now);
    EXPECT_TRUE(single.machine.ended());
    single.disconnect(1);
    single.disconnect(2);
    EXPECT_EQ(single.machine.member_count(), 0u);
    EXPECT_TRUE(single.sent().empty());
    EXPECT_EQ(single.told(), Texts{});
}

TEST(LivenessPresence, LV10_a_member_appears_with_its_first_pulse) {
    Single single;
    EXPECT_EQ(single.state(1), std::nullopt);
    ASSERT_TRUE(single.connect(1));
    EXPECT_EQ(single.state(1), State::expected);
    single.wait(minutes{10});
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_TRUE(single.machine.present().empty());
    ASSERT_TRUE(single.pulse(1));
    EXPECT_EQ(single.told(), Texts{"appeared 1"});
    EXPECT_EQ(single.state(1), State::present);
    ASSERT_TRUE(single.connect(2));
    single.disconnect(2);  // It was never there.
    EXPECT_EQ(single.state(2), std::nullopt);
    EXPECT_EQ(single.told(), Texts{});
}

TEST(LivenessPresence, LV11_three_missed_pulses_make_a_member_stale) {
    for (const Duration interval :
         {Duration{interval_min}, Duration{seconds{5}}, Duration{interval_max}}) {
        Single single;
        single.meet(1, {interval});
        static_cast<void>(single.told());
        single.wait(3 * interval + milliseconds{999});
        EXPECT_EQ(single.state(1), State::present);
        single.wait(milliseconds{1});
        EXPECT_EQ(single.told()[0], "stale 1: its pulses are missed");
        EXPECT_TRUE(single.machine.present().empty());
        EXPECT_EQ(single.machine.counters().became_stale, 1u);
    }
}

TEST(LivenessPresence, LV11_the_interval_is_that_of_the_last_pulse) {
    Single single;
    single.meet(1, {seconds{60}});
    single.wait(seconds{100});
    ASSERT_TRUE(single.pulse(1, {seconds{1}}));
    EXPECT_EQ(single.machine.counters().pulses_late, 1u);
    single.wait(seconds{4});
    EXPECT_NE(single.state(1), State::present);
}

TEST(LivenessPresence, LV12_a_pulse_brings_back_whoever_is_missed) {
    Single single;
    single.meet(1);
    single.meet(2);
    static_cast<void>(single.told());
    single.wait(seconds{16}, {2});
    EXPECT_EQ(single.state(1), State::stale);
    ASSERT_TRUE(single.pulse(1));
    EXPECT_EQ(single.told(), (Texts{"stale 1: its pulses are missed", "back 1"}));
    EXPECT_EQ(single.state(1), State::present);
    EXPECT_EQ(single.machine.asks_outstanding_count(), 0u);
    static_cast<void>(single.sent());

    single.wait(seconds{16}, {2});
    EXPECT_EQ(single.answer_all(Heard{seconds{1}, seconds{5}}), 1u);
    EXPECT_EQ(single.state(1), State::unreachable_from_here);
    ASSERT_TRUE(single.pulse(1));
    EXPECT_EQ(single.state(1), State::present);

    single.wait(seconds{16}, {2});
    EXPECT_EQ(single.answer_all(std::nullopt), 1u);
    EXPECT_EQ(single.state(1), State::suspected);
    ASSERT_TRUE(single.pulse(1));
    EXPECT_EQ(single.state(1), State::present);
    EXPECT_EQ(single.machine.counters().came_back, 3u);
}

TEST(LivenessPresence, LV13_who_freezes_is_stale_and_not_suspected) {
    Single single;
    single.meet(1);
    single.meet(2);
    static_cast<void>(single.told());
    ASSERT_TRUE(single.pulse(1, {seconds{5}, Activity::freezing}));
    EXPECT_EQ(single.told(), Texts{"stale 1: it said that it is frozen"});
    EXPECT_EQ(single.state(1), State::stale);
    single.disconnect(1);
    single.wait(minutes{59}, {2});
    EXPECT_EQ(single.state(1), State::stale);
    EXPECT_EQ(single.machine.counters().asked, 0u);
    ASSERT_TRUE(single.connect(1));
    ASSERT_TRUE(single.pulse(1));
    EXPECT_EQ(single.told(), Texts{"back 1"});
    ASSERT_TRUE(single.pulse(1, {seconds{5}, Activity::freezing}));
    single.wait(minutes{60}, {2});
    EXPECT_EQ(single.told(),
              (Texts{"stale 1: it said that it is frozen", "gone 1: it was frozen for too long"}));
}

TEST(LivenessPresence, LV13_who_freezes_while_it_is_suspected_is_stale) {
    Single single;
    single.meet(1);
    single.wait(seconds{17});
    EXPECT_EQ(single.state(1), State::suspected);
    static_cast<void>(single.told());
    ASSERT_TRUE(single.pulse(1, {seconds{5}, Activity::freezing}));
    ASSERT_TRUE(single.pulse(1, {seconds{5}, Activity::freezing}));
    EXPECT_EQ(single.told(), Texts{"stale 1: it said that it is frozen"});
    EXPECT_EQ(single.state(1), State::stale);
    ASSERT_TRUE(single.connect(2));
    ASSERT_TRUE(single.pulse(2, {seconds{5}, Activity::freezing}));
    EXPECT_EQ(single.told(), (Texts{"appeared 2", "stale 2: it said that it is frozen"}));
}

TEST(LivenessPresence, LV14_who_closes_has_left_at_once) {
    Single single;
    single.meet(1);
    single.meet(2);
    static_cast<void>(single.told());
    ASSERT_TRUE(single.pulse(1, {seconds{5}, Activity::closing}));
    EXPECT_EQ(single.told(), Texts{"left 1"});
    EXPECT_EQ(single.state(1), State::expected);
    EXPECT_EQ(single.machine.present().size(), 1u);
    // An older one that comes later does not bring it back.
    EXPECT_EQ(single.receive(1, Pulse{Life{1}, Sequence{1}, seconds{5}, {}}).error(),
              Refused::old_pulse);
    ASSERT_TRUE(single.pulse(1, {seconds{5}, Activity::closing}));
    single.wait(minutes{20}, {2});
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_EQ(single.machine.counters().asked, 0u);
    single.disconnect(1);
    EXPECT_EQ(single.state(1), std::nullopt);
}

TEST(LivenessPresence, LV15_who_is_disconnected_has_a_little_time_to_come_back) {
    Single single;
    single.meet(1, {seconds{60}});
    static_cast<void>(single.told());
    single.disconnect(1);
    single.wait(milliseconds{4'999});
    EXPECT_EQ(single.state(1), State::present);
    ASSERT_TRUE(single.connect(1));
    single.wait(seconds{60});
    EXPECT_EQ(single.state(1), State::present);
    single.disconnect(1);
    single.wait(seconds{5});
    EXPECT_EQ(single.told()[0], "stale 1: it was disconnected");
    single.meet(2, {seconds{1}});
    single.wait(seconds{3});
    single.disconnect(2);
    single.wait(seconds{1});
    EXPECT_NE(single.state(2), State::present);
}

}  // namespace
}  // namespace fabric::liveness::testing
