// The rules of the dial queue in spec/dialing.md: which attempt is made when, and how dials end.
#include "net/dialing/dialer.h"

#include <gtest/gtest.h>

#include "net/dialing/dialer_twin.h"

namespace net::dialing {
namespace {

using core::Instant;
using core::Seed;
using core::codec::Multiaddr;
using std::chrono::milliseconds;
using std::chrono::seconds;
using twin::peer;
using twin::place;

constexpr Instant start{};

struct DialerTest : testing::Test {
    DialerTest() : driver({}, 0, Seed{1}) {}

    DialId dial(unsigned number, std::vector<Multiaddr> addresses, Instant now = start) {
        return driver.dial({.peer = peer(number), .addresses = addresses}, now).value();
    }
    // Attempts under way, by their order.
    std::vector<Multiaddr> tried() {
        std::vector<Multiaddr> places;
        for (const auto& [id, attempt] : driver.under_way()) places.push_back(attempt.address);
        return places;
    }
    Ended only_end() {
        const std::vector<Ended> ended = driver.take_ended();
        EXPECT_EQ(ended.size(), 1u);
        return ended.at(0);
    }
    NotReached only_failure() { return core::get<NotReached>(only_end().outcome); }

    twin::Driver driver;
};

using Places = std::vector<Multiaddr>;

TEST_F(DialerTest, DQ6_attempts_begin_a_quarter_of_a_second_apart) {
    dial(1, {place(1), place(2), place(3)});
    EXPECT_EQ(tried(), Places{place(1)});
    EXPECT_EQ(driver.dialer().deadline(), start + milliseconds{250});
    driver.expire(start + milliseconds{249});
    EXPECT_EQ(tried(), Places{place(1)});
    driver.expire(start + milliseconds{250});
    EXPECT_EQ(tried(), (Places{place(1), place(2)}));
    driver.expire(start + milliseconds{500});
    EXPECT_EQ(tried(), (Places{place(1), place(2), place(3)}));
    EXPECT_EQ(driver.dialer().deadline(), start + seconds{15});
}

TEST_F(DialerTest, DQ7_a_failure_starts_the_next_at_once) {
    dial(1, {place(1), place(2), place(3)});
    driver.failed(AttemptId{1}, DialFailure::refused, start + milliseconds{10});
    EXPECT_EQ(tried(), Places{place(2)});
    EXPECT_EQ(driver.dialer().deadline(), start + milliseconds{260});
}

TEST_F(DialerTest, DQ1_when_all_have_failed_the_dial_ends_and_says_why) {
    const DialId id = dial(1, {place(1), place(2)});
    driver.failed(AttemptId{1}, DialFailure::refused, start);
    EXPECT_TRUE(driver.take_ended().empty());
    driver.failed(AttemptId{2}, DialFailure::wrong_peer, start);
    const Ended end = only_end();
    EXPECT_EQ(end.dial, id);
    EXPECT_EQ(end.peer, peer(1));
    EXPECT_EQ(end.waiter_count, 1u);
    const auto& outcome = core::get<NotReached>(end.outcome);
    EXPECT_EQ(outcome.reason, EndReason::all_failed);
    ASSERT_EQ(outcome.failures.size(), 2u);
    EXPECT_EQ(outcome.failures[0].address, place(1));
    EXPECT_EQ(outcome.failures[0].failure, DialFailure::refused);
    EXPECT_GT(outcome.failures[0].retry_at, start);
    EXPECT_EQ(outcome.failures[1].failure, DialFailure::wrong_peer);
    EXPECT_EQ(driver.dialer().deadline(), std::nullopt);
    EXPECT_FALSE(describe(outcome.reason).empty());
}

TEST_F(DialerTest, DQ15_a_success_ends_the_dial_and_abandons_the_others) {
    dial(1, {place(1), place(2)});
    driver.expire(start + milliseconds{250});
    EXPECT_TRUE(driver.succeeded(AttemptId{2}, start + seconds{1}));
    EXPECT_EQ(core::get<Reached>(only_end().outcome).attempt, AttemptId{2});
    EXPECT_TRUE(driver.under_way().empty());
}

TEST_F(DialerTest, DQ19_reports_about_attempts_that_are_over_change_nothing) {
    dial(1, {place(1), place(2)});
    driver.expire(start + milliseconds{250});
    driver.succeeded(AttemptId{2}, start + seconds{1});
    EXPECT_FALSE(driver.succeeded(AttemptId{1}, start + seconds{1}));
    driver.failed(AttemptId{1}, DialFailure::refused, start + seconds{1});
    driver.dialer().upgrading(AttemptId{1});
    driver.failed(AttemptId{77}, DialFailure::refused, start + seconds{1});
    driver.cancel(DialId{1}, start + seconds{1});
    EXPECT_EQ(driver.take_ended().size(), 1u);
    EXPECT_EQ(driver.dialer().back_off().size(), 0u);
}

TEST_F(DialerTest, DQ2_a_second_dial_joins_the_first) {
    const DialId id = dial(1, {place(1)});
    EXPECT_EQ(dial(1, {place(1), place(2)}, start + seconds{1}), id);
    EXPECT_EQ(tried(), (Places{place(1), place(2)}));
    EXPECT_EQ(driver.dialer().dial_count(), 1u);
    driver.succeeded(AttemptId{1}, start + seconds{2});
    EXPECT_EQ(only_end().waiter_count, 2u);
}

TEST_F(DialerTest, DQ2_the_addresses_say_which_peer_if_the_dial_does_not) {
    const Places addresses{place(1), twin::at_peer(place(2), 7)};
    driver.dial({.peer = {}, .addresses = addresses}, start);
    EXPECT_EQ(driver.under_way().at(AttemptId{1}).peer, peer(7));
    EXPECT_EQ(driver.dialer().under_way(peer(7)), DialId{1});
    const Places unnamed{place(3)};
    driver.dial({.peer = {}, .addresses = unnamed}, start);
    EXPECT_EQ(driver.under_way().at(AttemptId{2}).peer, std::nullopt);
}

TEST_F(DialerTest, DQ13_an_attempt_has_fifteen_seconds) {
    dial(1, {place(1), place(2)});
    driver.expire(start + milliseconds{250});
    driver.dialer().upgrading(AttemptId{2});
    driver.expire(start + seconds{15});
    EXPECT_EQ(tried(), Places{place(2)});
    driver.expire(start + seconds{16});
    const NotReached outcome = only_failure();
    ASSERT_EQ(outcome.failures.size(), 2u);
    EXPECT_EQ(outcome.failures[0].failure, DialFailure::connect_timeout);
    EXPECT_EQ(outcome.failures[1].failure, DialFailure::upgrade_timeout);
    EXPECT_TRUE(driver.under_way().empty());
}

TEST_F(DialerTest, DQ14_a_dial_has_sixty_seconds) {
    Places addresses;
    for (unsigned i = 0; i < 40; ++i) addresses.push_back(place(i));
    dial(1, addresses);
    for (int i = 1; i <= 240; ++i) driver.expire(start + i * milliseconds{250});
    const NotReached outcome = only_failure();
    EXPECT_EQ(outcome.reason, EndReason::timeout);
    ASSERT_EQ(outcome.failures.size(), 40u);
    const auto count = [&](DialFailure failure) {
        return std::ranges::count(outcome.failures, failure, &AddressFailure::failure);
    };
    EXPECT_EQ(count(DialFailure::connect_timeout), 8 * 4);
    EXPECT_EQ(count(DialFailure::not_tried), 8);
    EXPECT_TRUE(driver.under_way().empty());
}

TEST_F(DialerTest, DQ14_who_had_no_full_turn_is_not_to_blame) {
    dial(1, {place(1)});
    Places more{place(2)};
    driver.dial({.peer = peer(1), .addresses = more}, start + seconds{1});
    for (unsigned i = 0; i < 4; ++i) {  // Keeps it going until its time is over.
        driver.expire(start + seconds{15 * (i + 1)});
        more = {place(10 + i)};
        driver.dial({.peer = peer(1), .addresses = more}, start + seconds{15 * (i + 1)});
    }
    EXPECT_EQ(driver.dialer().back_off().until(place(13), peer(1), start + seconds{60}),
              std::nullopt);
}

TEST_F(DialerTest, DQ16_a_connection_that_came_in_ends_the_dial) {
    dial(1, {place(1), place(2)});
    driver.expire(start + milliseconds{250});
    driver.connected(1, start + seconds{1});
    EXPECT_TRUE(core::holds_alternative<AlreadyConnected>(only_end().outcome));
    EXPECT_TRUE(driver.under_way().empty());
    driver.connected(2, start + seconds{1});
    EXPECT_TRUE(driver.take_ended().empty());
}

// [DQ16] Two peers dial one another. Each sees the other's connection while its own is upgraded. If
// both gave up their own they would have none.
TEST_F(DialerTest, DQ16_what_the_peer_may_have_noticed_is_let_be) {
    dial(1, {place(1), place(2)});
    driver.expire(start + milliseconds{250});
    driver.dialer().upgrading(AttemptId{1});
    driver.connected(1, start + seconds{1});
    EXPECT_TRUE(core::holds_alternative<AlreadyConnected>(only_end().outcome));
    EXPECT_EQ(tried(), Places{place(1)});
    EXPECT_TRUE(driver.succeeded(AttemptId{1}, start + seconds{2}));
    EXPECT_TRUE(driver.take_ended().empty());
}

TEST_F(DialerTest, DQ16_what_was_let_be_keeps_its_time_and_a_later_dial_takes_it_over) {
    dial(1, {place(1)});
    driver.dialer().upgrading(AttemptId{1});
    driver.connected(1, start + seconds{1});
    EXPECT_EQ(driver.take_ended().size(), 1u);
    const DialId second = dial(1, {place(1), place(2)}, start + seconds{2});
    EXPECT_EQ(tried(), (Places{place(1), place(2)}));
    driver.expire(start + seconds{15});
    EXPECT_EQ(tried(), Places{place(2)});
    driver.failed(AttemptId{2}, DialFailure::refused, start + seconds{16});
    const Ended end = only_end();
    EXPECT_EQ(end.dial, second);
    EXPECT_EQ(core::get<NotReached>(end.outcome).failures.size(), 2u);
}

TEST_F(DialerTest, DQ16_a_dial_that_takes_one_over_needs_nothing_else) {
    dial(1, {place(1)});
    driver.dialer().upgrading(AttemptId{1});
    driver.connected(1, start);
    EXPECT_EQ(driver.take_ended().size(), 1u);
    const DialId second = dial(1, {});
    EXPECT_TRUE(driver.succeeded(AttemptId{1}, start));
    EXPECT_EQ(only_end().dial, second);
}

TEST_F(DialerTest, DQ17_the_last_who_waits_cancels) {
    const DialId id = dial(1, {place(1), place(2)});
    dial(1, {});
    driver.cancel(id, start);
    EXPECT_EQ(tried(), Places{place(1)});
    driver.cancel(id, start);
    const Ended end = only_end();
    EXPECT_EQ(end.waiter_count, 0u);
    const auto& outcome = core::get<NotReached>(end.outcome);
    EXPECT_EQ(outcome.reason, EndReason::cancelled);
    ASSERT_EQ(outcome.failures.size(), 2u);
    EXPECT_EQ(outcome.failures[1].failure, DialFailure::cancelled);
    EXPECT_TRUE(driver.under_way().empty());
    EXPECT_EQ(driver.dialer().back_off().size(), 0u);
}

}  // namespace
}  // namespace net::dialing
