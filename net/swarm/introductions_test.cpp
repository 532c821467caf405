// Pages that are connected to one peer, and what their browsers are ordered to do.
#include "net/swarm/introductions.h"

#include <gtest/gtest.h>

#include <deque>

#include "net/signalling/framing.h"
#include "net/signalling/introduction.h"
#include "net/swarm/channel_wire_test.h"
#include "net/swarm/network_test.h"

namespace net::swarm {
namespace {

using signalling::MeetingId;
using testing::ChannelWire;
using testing::End;
using testing::hash_of;
using testing::Network;

Swarm::Options middle_options() {
    Swarm::Options options;
    options.introducers.emplace();
    return options;
}
Swarm::Options page_options() {
    Swarm::Options options;
    options.introductions.emplace();
    return options;
}

// What a page has beside its swarm. Its descriptions are its number, which names its certificate.
struct Browser {
    End& end;
    std::uint8_t number;
    bool is_silent = false;
    std::map<MeetingId, std::uint8_t> agreed{};  // And whose certificate was named.
    std::vector<std::string> candidates{};
    std::vector<MeetingId> dropped{};

    bool obey(core::Instant now) {
        const auto order = end.swarm.next_meeting_order();
        if (!order) return false;
        if (const auto* take = std::get_if<signalling::Take>(&*order)) {
            if (!is_silent) perform(take->meeting, take->step, now);
        } else {
            const MeetingId meeting = std::get<signalling::Drop>(*order).meeting;
            dropped.push_back(meeting);
            agreed.erase(meeting);
        }
        return true;
    }

private:
    void perform(MeetingId meeting, const signalling::Step& step, core::Instant now) {
        const auto* make = std::get_if<signalling::MakeAnswer>(&step);
        if (make) agreed[meeting] = static_cast<std::uint8_t>(std::stoi(make->offer));
        if (const auto* use = std::get_if<signalling::UseAnswer>(&step))
            agreed[meeting] = static_cast<std::uint8_t>(std::stoi(use->answer));
        if (const auto* candidate = std::get_if<signalling::UseCandidate>(&step))
            candidates.push_back(candidate->candidate);
        if (!make && !std::holds_alternative<signalling::MakeOffer>(step)) return;
        end.swarm.describe(meeting, std::to_string(number), now);
        end.swarm.add_candidate(meeting, "of " + std::to_string(number), now);
    }
};

class Meeting : public Network {
public:
    Browser& add_page(std::uint8_t number, const Swarm::Options& options = page_options()) {
        return browsers_.emplace_back(Browser{add(number, options), number});
    }
    void connect(Browser& page, const End& middle, int number) {
        dial(page.end, address_of(middle, number));
        run_all();
    }
    MeetingId introduce(Browser& page, const End& via, const End& wanted) {
        return page.end.swarm.introduce(via.swarm.id(), wanted.swarm.id(), now);
    }

    void run_all() {
        for (bool any = true; any;) {
            run();
            any = false;
            for (Browser& browser : browsers_) any |= browser.obey(now);
            for (Browser& one : browsers_)
                for (Browser& other : browsers_) any |= join(one, other);
            for (ChannelWire& wire : wires_)
                for (const std::size_t side : {0u, 1u})
                    any |= wire.move(side, now, [this](End& end) { settle(end); });
        }
    }
    void pass_all(core::Duration time) {
        pass(time);
        run_all();
    }

    // Whose certificate the answering browser sees, if it is not the other's.
    std::optional<std::uint8_t> seen_instead{};

private:
    bool join(Browser& one, Browser& other) {
        if (one.number >= other.number || one.agreed.empty() || other.agreed.empty()) return false;
        const auto [first, second] = std::pair(*one.agreed.begin(), *other.agreed.begin());
        if (first.second != other.number || second.second != one.number) return false;
        one.agreed.erase(first.first);
        other.agreed.erase(second.first);
        const auto seen = seen_instead.value_or(one.number);
        const auto left =
            one.end.swarm.met(first.first, {hash_of(one.number), hash_of(other.number)}, now);
        const auto right =
            other.end.swarm.met(second.first, {hash_of(other.number), hash_of(seen)}, now);
        if (left && right)
            wires_.emplace_back(std::array{&one.end, &other.end}, std::array{*left, *right});
        return true;
    }

    std::deque<Browser> browsers_;
    std::deque<ChannelWire> wires_;
};

// Two pages that are connected to the same peer, and not to one another.
struct Trio : Meeting {
    explicit Trio(const Swarm::Options& one_is = page_options(),
                  const Swarm::Options& two_is = page_options(),
                  const Swarm::Options& middle_is = middle_options())
        : one(add_page(1, one_is)), two(add_page(2, two_is)), middle(add(3, middle_is)) {
        connect(one, middle, 3);
        connect(two, middle, 3);
    }

    void introduce() {
        last = Meeting::introduce(one, middle, two.end);
        run_all();
    }
    [[nodiscard]] std::optional<IntroductionFailure> failure() const {
        const auto told = one.end.told<IntroductionTold>();
        if (told.size() != 1 || told[0].outcome) return std::nullopt;
        EXPECT_EQ(told[0].introduction, last);
        EXPECT_FALSE(describe(told[0].outcome.error()).empty());
        return told[0].outcome.error();
    }
    void expect_nothing_left() {
        for (End* end : {&one.end, &two.end, &middle}) {
            EXPECT_EQ(end->swarm.introduction_count(), 0u);
            EXPECT_EQ(end->swarm.stream_count(), 0u);
        }
    }

    Browser& one;
    Browser& two;
    End& middle;
    MeetingId last{};
};

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
    trio.Meeting::introduce(trio.two, trio.middle, trio.one.end);
    trio.run_all();
    trio.introduce();
    EXPECT_EQ(trio.failure(), IntroductionFailure::busy);
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
        ++(std::holds_alternative<signalling::Take>(*order) ? takes : drops);
    EXPECT_GT(takes, 1000u);
    EXPECT_GT(drops, 10u);
    EXPECT_LE(takes + drops, 4096u);
}

TEST(Introductions, SW43_who_asks_is_told_what_is_in_the_way) {
    Trio trio;
    End& stranger = trio.add(4);
    const auto ask = [&](const End& via, const End& wanted) {
        trio.one.end.heard.clear();
        trio.last = trio.Meeting::introduce(trio.one, via, wanted);
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

TEST(Introductions, SW43_no_more_are_asked_for_than_may_be) {
    Swarm::Options options = page_options();
    options.introductions->wanted_max = 1;
    Trio trio(options);
    trio.one.is_silent = true;
    trio.introduce();
    trio.introduce();
    EXPECT_EQ(trio.failure(), IntroductionFailure::too_many);
}

TEST(Introductions, SW44_who_makes_no_connections_of_webrtc_cannot_be_asked) {
    Trio trio(page_options(), Swarm::Options{});
    trio.introduce();
    EXPECT_EQ(trio.failure(), IntroductionFailure::unwilling);
    trio.pass_all(std::chrono::seconds{11});
    trio.expect_nothing_left();
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
