// Who is silent is asked about, and what the answers do.
#include <gtest/gtest.h>

#include <set>

#include "fabric/liveness/single_test.h"

namespace fabric::liveness::testing {
namespace {

constexpr Heard lately{seconds{1}, seconds{5}};

// Member 1 falls silent while the others pulse, and has just become stale.
struct Silent : Single {
    explicit Silent(std::initializer_list<unsigned> witnesses, const Options& options = {})
        : Single(options), others(witnesses) {
        meet(1);
        for (const unsigned number : witnesses) meet(number);
        wait(seconds{16}, witnesses);
        ASSERT(told().back() == "stale 1: its pulses are missed" || witnesses.size() == 0);
    }
    // Of all who are asked only one answers.
    std::size_t answer_first(std::optional<Heard> heard) {
        const auto asks = sent_of<Ask>();
        ASSERT(!asks.empty() && receive(asks[0].first, Answer{asks[0].second.number, heard}));
        return asks.size();
    }
    // The others pulse on.
    void pass(Duration duration) { wait(duration, others); }

    std::vector<unsigned> others;
};

TEST(LivenessAsking, LV20_three_who_are_there_are_asked) {
    std::set<unsigned> all;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Single single({}, core::Seed{seed});
        for (unsigned i = 1; i <= 7; ++i) single.meet(i);
        ASSERT_TRUE(single.connect(8));
        single.wait(milliseconds{9'999});
        // Nobody asks who is gone, frozen, expected, or late as well.
        single.meet(9);
        single.wait(milliseconds{1});
        for (unsigned i = 2; i <= 6; ++i) ASSERT_TRUE(single.pulse(i));
        ASSERT_TRUE(single.pulse(7, {seconds{5}, Activity::freezing}));
        single.wait(seconds{1});
        single.disconnect(6);
        single.wait(seconds{5});
        std::set<unsigned> asked;
        for (const auto& [to, ask] : single.sent_of<Ask>()) {
            if (ask.about != peer(1)) continue;
            EXPECT_TRUE(asked.insert(to).second);
        }
        EXPECT_EQ(asked.size(), 3u);
        all.insert(asked.begin(), asked.end());
    }
    EXPECT_EQ(all, (std::set<unsigned>{2, 3, 4, 5}));
}

TEST(LivenessAsking, LV21_a_member_says_what_it_heard_itself) {
    Silent silent({2});
    ASSERT_EQ(silent.answer_all(lately), 1u);
    EXPECT_EQ(silent.state(1), State::unreachable_from_here);
    const auto answer_about = [&](const MemberId& about) {
        EXPECT_TRUE(silent.receive(2, Ask{AskNumber{77}, about}));
        const auto answers = silent.sent_of<Answer>();
        EXPECT_EQ(answers.size(), 1u);
        EXPECT_EQ(answers[0].first, 2u);
        EXPECT_EQ(answers[0].second.number, AskNumber{77});
        return answers[0].second.heard;
    };
    EXPECT_EQ(answer_about(peer(1)), (Heard{seconds{16}, seconds{5}}));
    EXPECT_EQ(answer_about(peer(2)), (Heard{seconds{0}, seconds{5}}));
    EXPECT_EQ(answer_about(peer(self_number)), (Heard{seconds{0}, seconds{5}}));
    EXPECT_EQ(answer_about(peer(99)), std::nullopt);
    ASSERT_TRUE(silent.connect(3));
    EXPECT_EQ(answer_about(peer(3)), std::nullopt);
    EXPECT_EQ(silent.machine.counters().answers_sent, 5u);
}

TEST(LivenessAsking, LV21_who_was_heard_more_than_a_day_ago_was_not_heard) {
    Options options;
    options.frozen_max = std::chrono::hours{100};
    Single single(options);
    single.meet(1, {seconds{5}, Activity::freezing});
    single.meet(2);
    single.wait(std::chrono::hours{24});
    const auto answer = [&] {
        EXPECT_TRUE(single.receive(2, Ask{AskNumber{1}, peer(1)}));
        return single.sent_of<Answer>()[0].second.heard;
    };
    EXPECT_EQ(answer(), (Heard{std::chrono::hours{24}, seconds{5}}));
    single.wait(milliseconds{1});
    EXPECT_EQ(answer(), std::nullopt);
}

TEST(LivenessAsking, LV22_who_is_heard_by_another_is_unreachable_and_asked_about_again) {
    Silent silent({2, 3, 4});
    const auto asks = silent.sent_of<Ask>();
    ASSERT_EQ(asks.size(), 3u);
    // One is enough, also after another has not heard it.
    ASSERT_TRUE(silent.receive(asks[0].first, Answer{asks[0].second.number}));
    EXPECT_EQ(silent.state(1), State::stale);
    ASSERT_TRUE(silent.receive(asks[1].first, Answer{asks[1].second.number, lately}));
    EXPECT_EQ(silent.told(), Texts{core::formatted("unreachable 1, heard by {}", asks[1].first)});
    // Its three intervals and a second, less the one that had passed.
    silent.pass(milliseconds{14'999});
    EXPECT_TRUE(silent.sent_of<Ask>().empty());
    silent.pass(milliseconds{1});
    EXPECT_EQ(silent.answer_first(lately), 3u);
}

TEST(LivenessAsking, LV22_answers_that_are_nearly_too_old_do_not_make_us_ask_without_pause) {
    Silent silent({2});
    ASSERT_EQ(silent.answer_all(Heard{seconds{16}, seconds{5}}), 1u);
    EXPECT_EQ(silent.state(1), State::unreachable_from_here);
    silent.pass(milliseconds{9'999});
    EXPECT_TRUE(silent.sent_of<Ask>().empty());
    silent.pass(milliseconds{1});
    EXPECT_EQ(silent.answer_all(Heard{milliseconds{16'001}, seconds{5}}), 1u);
    EXPECT_EQ(silent.state(1), State::suspected);
}

TEST(LivenessAsking, LV22_the_interval_that_counts_is_that_which_the_witness_knows) {
    Silent silent({2});
    ASSERT_EQ(silent.answer_all(Heard{seconds{50}, seconds{60}}), 1u);
    EXPECT_EQ(silent.state(1), State::unreachable_from_here);
}

TEST(LivenessAsking, LV23_nobody_heard_it) {
    Silent silent({2, 3});
    EXPECT_EQ(silent.answer_all(std::nullopt), 2u);
    EXPECT_EQ(silent.told(), Texts{"suspected 1"});
    silent.pass(seconds{10});
    EXPECT_EQ(silent.answer_first(lately), 2u);
    EXPECT_EQ(silent.state(1), State::unreachable_from_here);
}

TEST(LivenessAsking, LV23_nobody_answers) {
    Silent silent({2, 3});
    silent.pass(milliseconds{1'999});
    EXPECT_EQ(silent.state(1), State::stale);
    silent.pass(milliseconds{1});
    EXPECT_EQ(silent.told(), Texts{"suspected 1"});
    EXPECT_EQ(silent.machine.asks_outstanding_count(), 0u);
}

TEST(LivenessAsking, LV23_there_is_nobody_to_ask) {
    Silent silent({});
    EXPECT_EQ(silent.told(), Texts{});
    EXPECT_EQ(silent.state(1), State::suspected);
}

TEST(LivenessAsking, LV23_whoever_was_asked_goes_away) {
    Silent silent({2, 3});
    silent.disconnect(2);
    EXPECT_EQ(silent.state(1), State::stale);
    silent.disconnect(3);
    EXPECT_EQ(silent.state(1), State::suspected);
}

TEST(LivenessAsking, LV24_who_is_suspected_for_long_is_gone) {
    Silent silent({2});
    EXPECT_EQ(silent.answer_all(std::nullopt), 1u);
    silent.disconnect(1);
    silent.pass(milliseconds{59'999});
    EXPECT_EQ(silent.told(), Texts{"suspected 1"});
    EXPECT_EQ(silent.sent_of<Ask>().size(), 5u);
    silent.pass(milliseconds{1});
    EXPECT_EQ(silent.told(), Texts{"gone 1: nobody hears it any more"});
    EXPECT_EQ(silent.state(1), std::nullopt);
    EXPECT_EQ(silent.machine.counters().gone, 1u);
}

TEST(LivenessAsking, LV24_who_is_gone_and_connected_may_appear) {
    Silent silent({});
    silent.wait(seconds{60});
    EXPECT_EQ(silent.told(), Texts{"gone 1: nobody hears it any more"});
    EXPECT_EQ(silent.state(1), State::expected);
    ASSERT_TRUE(silent.pulse(1));
    EXPECT_EQ(silent.told(), Texts{"appeared 1"});
}

TEST(LivenessAsking, LV25_lies_keep_nobody_for_longer_than_a_bound) {
    for (const bool alternates : {false, true}) {
        Silent silent({2, 3});
        const Instant stale_at = silent.now;
        bool is_lying = true;
        while (silent.state(1) != State::expected) {
            const auto answer =
                is_lying ? std::optional(Heard{seconds{0}, interval_max}) : std::nullopt;
            if (silent.answer_all(answer) > 0 && alternates) is_lying = !is_lying;
            silent.pass(milliseconds{500});
            ASSERT_LE(silent.now - stale_at, minutes{10});
        }
        EXPECT_EQ(silent.told().back(), "gone 1: it was out of reach for too long");
    }
}

TEST(LivenessAsking, LV26_nothing_that_others_say_makes_a_member_stale) {
    Single single;
    for (unsigned i = 1; i <= 4; ++i) single.meet(i);
    static_cast<void>(single.told());
    for (int i = 0; i < 300; ++i) {
        single.wait(milliseconds{500});
        ASSERT_TRUE(single.pulse(1));
        for (unsigned liar = 2; liar <= 4; ++liar) {
            ASSERT_TRUE(single.pulse(liar));
            EXPECT_TRUE(single.receive(liar, Ask{AskNumber{1}, peer(1)}));
            EXPECT_EQ(single.receive(liar, Answer{AskNumber{1 + liar % 3}}).error(),
                      Refused::not_asked);
        }
        static_cast<void>(single.sent());
    }
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_EQ(single.machine.present().size(), 4u);
}

TEST(LivenessAsking, LV27_an_answer_counts_once_from_who_was_asked) {
    Silent silent({2, 3});
    ASSERT_TRUE(silent.connect(4));
    const auto asks = silent.sent_of<Ask>();
    ASSERT_EQ(asks.size(), 2u);
    const AskNumber number = asks[0].second.number;
    const unsigned witness = asks[0].first;
    EXPECT_EQ(silent.receive(4, Answer{number, lately}).error(), Refused::not_asked);
    EXPECT_EQ(silent.receive(asks[1].first, Answer{number, lately}).error(), Refused::not_asked);
    EXPECT_EQ(silent.receive(witness, Answer{AskNumber{99}, lately}).error(), Refused::not_asked);
    EXPECT_EQ(silent.state(1), State::stale);
    EXPECT_TRUE(silent.receive(witness, Answer{number}));
    EXPECT_EQ(silent.receive(witness, Answer{number, lately}).error(), Refused::not_asked);
    silent.pass(seconds{2});
    EXPECT_EQ(silent.receive(asks[1].first, Answer{asks[1].second.number, lately}).error(),
              Refused::not_asked);
    EXPECT_EQ(silent.state(1), State::suspected);
    EXPECT_EQ(silent.machine.counters().answers_received, 1u);
}

TEST(LivenessAsking, LV28_nobody_is_gone_before_others_were_asked) {
    Options options;
    options.asks_sent = {1, minutes{2}};
    Silent silent({2}, options);
    silent.meet(3);
    silent.disconnect(3);
    silent.pass(seconds{90});
    // The one question of two minutes went to ask about the first.
    EXPECT_EQ(silent.state(1), State::expected);
    EXPECT_EQ(silent.state(3), State::suspected);
    silent.pass(seconds{50});
    EXPECT_EQ(silent.state(3), std::nullopt);
    EXPECT_EQ(silent.machine.counters().asked, 2u);
}

TEST(LivenessAsking, LV28_waiting_to_ask_has_an_end) {
    Options options;
    options.asks_sent = {1, minutes{100}};
    Silent silent({2}, options);
    silent.meet(3);
    silent.disconnect(3);
    silent.pass(minutes{11});
    EXPECT_EQ(silent.state(3), std::nullopt);
    EXPECT_EQ(silent.machine.counters().asked, 1u);
}

}  // namespace
}  // namespace fabric::liveness::testing
