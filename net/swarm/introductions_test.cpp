// Pages meet by a peer in the middle, or are told why not.
#include "net/swarm/introductions.h"

#include <gtest/gtest.h>

#include "net/swarm/pages_test.h"

namespace net::swarm {
namespace {

using signalling::MeetingId;
using testing::End;
using testing::hash_of;
using testing::Network;
using testing::page_options;
using testing::Trio;

TEST(Introductions, SW41_two_meet_by_a_third) {
    Trio trio;
    trio.introduce();
    const auto told = trio.one.end.told<IntroductionTold>();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].wanted, trio.two.end.swarm.id());
    ASSERT_TRUE(told[0].outcome);
    const auto at_one = trio.one.end.told<Connected>();
    const auto at_two = trio.two.end.told<Connected>();
    ASSERT_EQ(at_one.size(), 2u);
    ASSERT_EQ(at_two.size(), 2u);
    EXPECT_EQ(at_one[1].link, *told[0].outcome);
    EXPECT_EQ(at_one[1].transport, Transport::webrtc);
    EXPECT_EQ(at_one[1].direction, Direction::outgoing);
    EXPECT_EQ(at_two[1].peer, trio.one.end.swarm.id());
    EXPECT_EQ(trio.one.candidates, std::vector<std::string>{"of 2"});
    EXPECT_EQ(trio.two.candidates, std::vector<std::string>{"of 1"});
    trio.expect_nothing_left();
}

TEST(Introductions, SW42_an_introduction_is_gone_with_either_connection) {
    for (const bool asking_leaves : {true, false}) {
        Trio trio;
        trio.one.is_silent = trio.two.is_silent = true;
        trio.introduce();
        EXPECT_EQ(trio.middle.swarm.introduction_count(), 1u);
        End& leaving = asking_leaves ? trio.one.end : trio.two.end;
        leaving.swarm.close(trio.middle.swarm.id(), trio.now);
        trio.run_all();
        EXPECT_EQ(trio.two.dropped.size(), 1u);
        EXPECT_EQ(trio.failure(), IntroductionFailure::broken_off);
        trio.expect_nothing_left();
    }
}

TEST(Introductions, SW43_who_asks_is_told_what_is_in_the_way) {
    Trio trio;
    End& stranger = trio.add(4);
    const auto ask = [&](const End& via, const End& wanted) {
        trio.one.end.heard.clear();
        trio.last = trio.Pages::introduce(trio.one, via, wanted);
        trio.run_all();
        return trio.failure();
    };
    EXPECT_EQ(ask(trio.middle, stranger), IntroductionFailure::wanted_not_connected);
    EXPECT_EQ(ask(stranger, trio.two.end), IntroductionFailure::via_not_connected);
    EXPECT_EQ(ask(trio.middle, trio.one.end), IntroductionFailure::ourselves);
    trio.dial(trio.one.end, Network::address_of(stranger, 4));
    trio.run_all();
    EXPECT_EQ(ask(stranger, trio.two.end), IntroductionFailure::via_unable);
    trio.expect_nothing_left();
}

TEST(Introductions, SW43_to_whom_there_is_a_connection_is_told_at_once) {
    Trio trio;
    trio.introduce();
    trio.introduce();
    const auto told = trio.one.end.told<IntroductionTold>();
    ASSERT_EQ(told.size(), 2u);
    EXPECT_EQ(told[0].outcome, told[1].outcome);
}

TEST(Introductions, SW43_two_who_ask_for_one_another_come_to_one_connection) {
    Trio trio;
    trio.Pages::introduce(trio.one, trio.middle, trio.two.end);
    trio.Pages::introduce(trio.two, trio.middle, trio.one.end);
    trio.run_all();
    for (const auto& [page, other] : {std::pair(&trio.one, &trio.two), {&trio.two, &trio.one}}) {
        const auto told = page->end.told<IntroductionTold>();
        ASSERT_EQ(told.size(), 1u);
        EXPECT_TRUE(told[0].outcome);
        EXPECT_TRUE(page->end.swarm.is_connected(other->end.swarm.id()));
        EXPECT_EQ(page->end.swarm.connection_count(), 2u);
    }
    trio.expect_nothing_left();
}

TEST(Introductions, SW43_however_the_connection_came_about) {
    Trio trio;
    trio.one.is_silent = true;
    trio.introduce();
    trio.dial(trio.two.end, Network::address_of(trio.one.end, 1));
    trio.run_all();
    const auto told = trio.one.end.told<IntroductionTold>();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_TRUE(told[0].outcome);
    EXPECT_EQ(trio.one.dropped.size(), 1u);
}

TEST(Introductions, SW44_who_makes_no_connections_of_webrtc_cannot_be_asked) {
    Trio trio(page_options(), Swarm::Options{});
    trio.introduce();
    EXPECT_EQ(trio.failure(), IntroductionFailure::unwilling);
    trio.pass_all(std::chrono::seconds{11});
    trio.expect_nothing_left();
}

struct Consenting : Trio {
    Consenting() : Trio(page_options(), deciding()) {}

    static Swarm::Options deciding() {
        Swarm::Options options = page_options();
        options.introductions->consent = Consent::by_user;
        return options;
    }
    // The only one that the second page was told of.
    MeetingId asked() {
        introduce();
        const auto told = two.end.told<IntroductionAsked>();
        EXPECT_EQ(told.size(), 1u);
        EXPECT_EQ(told.at(0).asking, one.end.swarm.id());
        EXPECT_EQ(told.at(0).via, middle.swarm.id());
        EXPECT_TRUE(one.end.told<IntroductionTold>().empty());
        return told.at(0).introduction;
    }
};

TEST(Introductions, SW51_whom_the_user_accepts_is_met) {
    Consenting trio;
    const MeetingId meeting = trio.asked();
    EXPECT_TRUE(trio.two.candidates.empty());
    EXPECT_TRUE(trio.two.end.swarm.accept_introduction(meeting, trio.now));
    EXPECT_FALSE(trio.two.end.swarm.refuse_introduction(meeting, trio.now));
    trio.run_all();
    EXPECT_TRUE(trio.one.end.swarm.is_connected(trio.two.end.swarm.id()));
    EXPECT_FALSE(trio.two.end.swarm.accept_introduction(meeting, trio.now));
    trio.expect_nothing_left();
}

TEST(Introductions, SW51_whom_the_user_refuses_is_told_so) {
    Consenting trio;
    const MeetingId meeting = trio.asked();
    EXPECT_TRUE(trio.two.end.swarm.refuse_introduction(meeting, trio.now));
    EXPECT_FALSE(trio.two.end.swarm.accept_introduction(meeting, trio.now));
    trio.run_all();
    EXPECT_EQ(trio.failure(), IntroductionFailure::unwilling);
    EXPECT_FALSE(trio.one.end.swarm.is_connected(trio.two.end.swarm.id()));
    EXPECT_TRUE(trio.two.dropped.empty());  // The body has not heard of it.
    trio.expect_nothing_left();
}

TEST(Introductions, SW51_a_user_who_says_nothing_accepts_nothing) {
    Consenting trio;
    const MeetingId meeting = trio.asked();
    trio.pass_all(std::chrono::seconds{41});
    EXPECT_TRUE(trio.failure());
    EXPECT_FALSE(trio.two.end.swarm.accept_introduction(meeting, trio.now));
    EXPECT_TRUE(trio.two.dropped.empty());
    EXPECT_TRUE(trio.two.candidates.empty());
    trio.expect_nothing_left();
}

TEST(Introductions, SW51_without_introductions_there_is_nothing_to_decide) {
    testing::Pair pair;
    EXPECT_FALSE(pair.left.swarm.accept_introduction(MeetingId{1}, pair.now));
    EXPECT_FALSE(pair.left.swarm.refuse_introduction(MeetingId{1}, pair.now));
}

TEST(Introductions, SW45_what_fails_in_the_browser_is_heard_of_at_once) {
    for (const bool asking_fails : {true, false}) {
        Trio trio;
        trio.one.is_silent = asking_fails;
        trio.two.is_silent = true;
        trio.introduce();
        (asking_fails ? trio.one : trio.two)
            .end.swarm.meeting_failed(asking_fails ? trio.last
                                                   : MeetingId{introductions_begin + 1});
        trio.run_all();
        EXPECT_EQ(trio.failure(),
                  asking_fails ? IntroductionFailure::no_way : IntroductionFailure::broken_off);
        EXPECT_EQ(trio.one.dropped.size(), 1u);
        EXPECT_EQ(trio.two.dropped.size(), 1u);
        trio.expect_nothing_left();
    }
}

TEST(Introductions, SW45_a_browser_that_says_nothing_is_waited_for_so_long) {
    Trio trio;
    trio.two.is_silent = true;
    trio.introduce();
    EXPECT_TRUE(trio.one.end.told<IntroductionTold>().empty());
    trio.pass_all(std::chrono::seconds{41});
    EXPECT_EQ(trio.one.end.told<IntroductionTold>().size(), 1u);
    EXPECT_EQ(trio.one.dropped.size(), 1u);
    EXPECT_EQ(trio.two.dropped.size(), 1u);
    trio.expect_nothing_left();
    // What the browser says of it now is for nobody.
    trio.two.end.swarm.describe(trio.two.dropped[0], "2", trio.now);
    trio.two.end.swarm.add_candidate(trio.two.dropped[0], "of 2", trio.now);
    trio.two.end.swarm.meeting_failed(trio.two.dropped[0]);
    EXPECT_FALSE(trio.two.end.swarm.met(trio.two.dropped[0], {hash_of(2), hash_of(1)}, trio.now));
}

TEST(Introductions, SW46_without_the_peer_in_the_middle_the_link_lives_on) {
    Trio trio;
    trio.two.end.swarm.add_protocol("/echo/1.0.0");
    trio.introduce();
    trio.middle.swarm.shut_down(trio.now);
    trio.run_all();
    Swarm& one = trio.one.end.swarm;
    EXPECT_FALSE(one.is_connected(trio.middle.swarm.id()));
    const auto stream = one.open(trio.two.end.swarm.id(), {"/echo/1.0.0"}, trio.now);
    ASSERT_TRUE(stream);
    trio.run_all();
    EXPECT_EQ(one.write(*stream, core::as_bytes("hello")), 5u);
    trio.run_all();
    EXPECT_EQ(trio.two.end.received(), "hello");
}

TEST(Introductions, SW46_who_stands_between_is_found_out) {
    Trio trio;
    trio.seen_instead = 9;
    trio.introduce();
    trio.pass_all(std::chrono::seconds{11});
    EXPECT_EQ(trio.failure(), IntroductionFailure::link_failed);
    EXPECT_FALSE(trio.one.end.swarm.is_connected(trio.two.end.swarm.id()));
    EXPECT_FALSE(trio.two.end.swarm.is_connected(trio.one.end.swarm.id()));
}

}  // namespace
}  // namespace net::swarm
