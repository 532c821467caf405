// How many may meet at once, and what is left of a flood.
#include <gtest/gtest.h>

#include "net/signalling/framing.h"
#include "net/signalling/introduction.h"
#include "net/swarm/pages_test.h"

namespace net::swarm {
namespace {

using testing::middle_options;
using testing::page_options;
using testing::Trio;

TEST(Introductions, SW41_who_asks_too_often_is_told_that_it_is_busy) {
    Swarm::Options options = middle_options();
    options.introducers->per_peer_max = 1;
    Trio trio(page_options(), page_options(), options);
    trio.one.is_silent = true;
    trio.introduce();
    EXPECT_EQ(trio.middle.swarm.introduction_count(), 1u);
    trio.introduce();
    EXPECT_EQ(trio.failure(), IntroductionFailure::busy);
    EXPECT_EQ(trio.middle.swarm.introduction_count(), 1u);
}

TEST(Introductions, SW41_and_so_is_everybody_when_there_are_too_many) {
    Swarm::Options options = middle_options();
    options.introducers->count_max = 1;
    Trio trio(page_options(), page_options(), options);
    trio.two.is_silent = true;
    trio.Pages::introduce(trio.two, trio.middle, trio.one.end);
    trio.run_all();
    trio.introduce();
    EXPECT_EQ(trio.failure(), IntroductionFailure::busy);
}

TEST(Introductions, SW42_a_flood_leaves_nothing) {
    Trio trio;
    core::Buffer want;
    signalling::write_frame(want,
                            encode(signalling::Introduction{signalling::IntroductionKind::want,
                                                            trio.two.end.swarm.id()}));
    Swarm& flooding = trio.one.end.swarm;
    std::size_t streams_max = 0;
    for (int i = 0; i < 200; ++i) {
        const auto stream = flooding.open(trio.middle.swarm.id(),
                                          {std::string(signalling::introduce_protocol)}, trio.now);
        if (stream && i % 2 == 0) static_cast<void>(flooding.write(*stream, want));
        trio.run_all();
        EXPECT_LE(trio.middle.swarm.introduction_count(), 4u);
        streams_max = std::max(streams_max, trio.middle.swarm.stream_count());
    }
    EXPECT_LE(streams_max, 16u + 4u);
    EXPECT_LE(trio.two.end.swarm.introduction_count(), 4u);
    trio.pass_all(std::chrono::seconds{41});
    EXPECT_EQ(trio.middle.swarm.introduction_count(), 0u);
    EXPECT_EQ(trio.middle.swarm.stream_count(), 0u);
    EXPECT_EQ(trio.two.end.swarm.introduction_count(), 0u);
    EXPECT_EQ(trio.two.end.swarm.stream_count(), 0u);
}

// All of it within one piece: a body takes orders only afterwards.
TEST(Introductions, SW44_a_flood_of_signals_orders_no_more_than_is_taken) {
    testing::Pair pair(Swarm::Options{}, 1000, page_options());
    pair.connect();
    core::Buffer asked;
    signalling::write_frame(asked, signalling::encode(signalling::Introduction{
                                       signalling::IntroductionKind::asked, pair.left.swarm.id()}));
    // An empty offer, and candidates as empty.
    core::Buffer signals{std::byte{0}};
    for (int i = 0; i < 64; ++i)
        for (const int byte : {2, 8, 2}) signals.push_back(static_cast<std::byte>(byte));
    for (int i = 0; i < 90; ++i) {
        const auto stream = pair.left.swarm.open(
            pair.right.swarm.id(), {std::string(signalling::asked_protocol)}, pair.now);
        ASSERT_TRUE(stream);
        EXPECT_EQ(pair.left.swarm.write(*stream, asked), asked.size());
        EXPECT_EQ(pair.left.swarm.write(*stream, signals), signals.size());
        pair.left.swarm.reset(*stream);
    }
    while (pair.left.swarm.next_event(pair.now)) {
    }
    const core::Bytes bytes = pair.left.swarm.outgoing(*pair.left.link);
    pair.right.swarm.receive(*pair.right.link, bytes, pair.now);
    while (pair.right.swarm.next_event(pair.now)) {
    }
    std::size_t takes = 0;
    std::size_t drops = 0;
    while (const auto order = pair.right.swarm.next_meeting_order())
        ++(core::holds_alternative<signalling::Take>(*order) ? takes : drops);
    EXPECT_GT(takes, 1000u);
    EXPECT_GT(drops, 10u);
    EXPECT_LE(takes + drops, 4096u);
}

TEST(Introductions, SW43_no_more_are_asked_for_than_may_be) {
    Swarm::Options options = page_options();
    options.introductions->wanted_max = 1;
    Trio trio(options);
    trio.one.is_silent = true;
    trio.introduce();
    trio.introduce();
    EXPECT_EQ(trio.failure(), IntroductionFailure::too_many);
}

TEST(Introductions, SW44_so_many_ask_and_no_more) {
    for (const bool is_total : {true, false}) {
        Swarm::Options options = page_options();
        auto& limit = is_total ? options.introductions->asked_max
                               : options.introductions->asked_per_connection_max;
        limit = 1;
        Trio trio(page_options(), options);
        trio.one.is_silent = true;
        trio.introduce();
        EXPECT_EQ(trio.two.end.swarm.introduction_count(), 1u);
        trio.introduce();
        EXPECT_EQ(trio.failure(), IntroductionFailure::unwilling);
        EXPECT_EQ(trio.two.end.swarm.introduction_count(), 1u);
    }
}

}  // namespace
}  // namespace net::swarm
