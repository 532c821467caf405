// The rules of spec/peers.md about which connection may be opened.
#include <gtest/gtest.h>

#include <tuple>

#include "net/peers/peers_twin.h"

namespace net::peers {
namespace {

using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;
using twin::ip;
using twin::peer;

constexpr Instant start{};
constexpr unsigned self = 100;

Opening incoming(std::string_view from) {
    return {Direction::incoming, Transport::tcp, ip(from), {}};
}
const Opening outgoing{Direction::outgoing, Transport::tcp, {}, {}};

// Opens until it is refused.
std::pair<std::size_t, Limit> opened_until_refused(ConnectionManager& manager, auto make_opening) {
    for (std::size_t i = 0;; ++i)
        if (const auto limit = manager.open(LinkId{i}, make_opening(i), start)) return {i, *limit};
}

Opening from_anywhere(std::size_t i) {
    return incoming(core::formatted("8.8.{}.{}", i / 256, i % 256));
}

using Refused = std::pair<std::size_t, Limit>;

TEST(ConnectionLimits, CM1_what_comes_in_is_bounded_in_all) {
    ConnectionManager manager(peer(self), {.incoming_max = 20});
    EXPECT_EQ(opened_until_refused(manager, from_anywhere), Refused(20, Limit::incoming));
    EXPECT_EQ(manager.open(LinkId{99}, outgoing, start), std::nullopt);
}

TEST(ConnectionLimits, CM1_and_without_a_handshake) {
    ConnectionManager manager(peer(self), {});
    EXPECT_EQ(opened_until_refused(manager, from_anywhere), Refused(64, Limit::pending_incoming));
    manager.upgraded(LinkId{0}, peer(1), start);
    EXPECT_EQ(manager.open(LinkId{99}, from_anywhere(99), start), std::nullopt);
}

TEST(ConnectionLimits, CM1_of_one_address_and_one_subscriber) {
    const ConnectionManagerOptions options{.links_per_address_max = 5,
                                           .links_per_subscriber_max = 9};
    ConnectionManager manager(peer(self), options);
    EXPECT_EQ(opened_until_refused(manager, [](std::size_t) { return incoming("8.8.8.8"); }),
              Refused(5, Limit::links_per_address));
    ConnectionManager other(peer(self), options);
    const auto neighbours = [](std::size_t i) {
        return incoming(core::formatted("2600::{:x}", i + 1));
    };
    EXPECT_EQ(opened_until_refused(other, neighbours), Refused(9, Limit::links_per_subscriber));
    EXPECT_EQ(other.open(LinkId{99}, incoming("2600:0:0:1::1"), start), std::nullopt);
}

TEST(ConnectionLimits, CM15_one_subscriber_does_not_hold_the_places_of_all_others) {
    ConnectionManager manager(peer(self), {.arrival_rate = {.burst_count = 100}});
    const auto neighbours = [](std::size_t i) {
        return incoming(core::formatted("2600::{:x}", i + 1));
    };
    EXPECT_EQ(opened_until_refused(manager, neighbours),
              Refused(16, Limit::pending_per_subscriber));
    EXPECT_EQ(manager.open(LinkId{99}, incoming("2600:0:0:1::1"), start), std::nullopt);
    const Opening unknown{Direction::incoming, Transport::tcp, {}, {}};
    EXPECT_EQ(manager.open(LinkId{100}, unknown, start), std::nullopt);
    // Who has shaken hands, or has gone, makes room.
    manager.upgraded(LinkId{3}, peer(1), start);
    EXPECT_EQ(manager.open(LinkId{101}, incoming("2600::abc"), start), std::nullopt);
    EXPECT_EQ(manager.open(LinkId{102}, incoming("2600::abc"), start),
              Limit::pending_per_subscriber);
    manager.closed(LinkId{4}, start);
    EXPECT_EQ(manager.open(LinkId{103}, incoming("2600::abc"), start), std::nullopt);
}

TEST(ConnectionLimits, CM15_two_addresses_leave_most_places_to_others) {
    ConnectionManager manager(peer(self), {.arrival_rate = {.burst_count = 100}});
    std::uint64_t next = 0;
    for (const std::string_view from : {"8.8.8.8", "9.9.9.9"})
        while (!manager.open(LinkId{++next}, incoming(from), start)) {
        }
    std::size_t others = 0;
    while (!manager.open(LinkId{++next}, from_anywhere(1000 + others), start)) ++others;
    EXPECT_EQ(others, 32u);
}

TEST(ConnectionLimits, CM2_what_goes_out_is_bounded) {
    ConnectionManager manager(peer(self), {});
    EXPECT_EQ(opened_until_refused(manager, [](std::size_t) { return outgoing; }),
              Refused(128, Limit::pending_outgoing));
    ConnectionManager small(peer(self), {.links_max = 3});
    EXPECT_EQ(opened_until_refused(small, [](std::size_t) { return outgoing; }),
              Refused(3, Limit::links));
}

TEST(ConnectionLimits, CM3_a_link_counts_until_it_is_closed) {
    ConnectionManager manager(peer(self), {.links_max = 1, .links_per_peer_max = 1});
    EXPECT_EQ(manager.open(LinkId{1}, outgoing, start), std::nullopt);
    EXPECT_EQ(manager.open(LinkId{2}, outgoing, start), Limit::links);
    manager.closed(LinkId{1}, start);
    manager.closed(LinkId{1}, start);
    EXPECT_EQ(manager.open(LinkId{3}, outgoing, start), std::nullopt);
}

TEST(ConnectionLimits, CM4_one_subscriber_may_not_come_too_often) {
    ArrivalRate rate({.interval = seconds{1}, .burst_count = 3});
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(rate.admit(ip("8.8.8.8"), start));
    EXPECT_FALSE(rate.admit(ip("8.8.8.8"), start));
    EXPECT_TRUE(rate.admit(ip("8.8.8.9"), start));
    EXPECT_FALSE(rate.admit(ip("8.8.8.8"), start + milliseconds{999}));
    EXPECT_TRUE(rate.admit(ip("8.8.8.8"), start + seconds{1}));
    EXPECT_FALSE(rate.admit(ip("8.8.8.8"), start + seconds{1}));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(rate.admit(ip("8.8.8.8"), start + seconds{60}));
    EXPECT_FALSE(rate.admit(ip("8.8.8.8"), start + seconds{60}));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(rate.admit(ip(core::formatted("2600::{}", i)), start));
    EXPECT_FALSE(rate.admit(ip("2600::99"), start));
}

TEST(ConnectionLimits, CM4_the_table_is_bounded_and_who_came_most_is_kept) {
    ArrivalRate rate({.burst_count = 2, .entries_max = 2});
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(rate.admit(ip("8.8.8.8"), start));
    for (int i = 1; i < 100; ++i)
        EXPECT_TRUE(rate.admit(ip(core::formatted("9.9.9.{}", i)), start));
    EXPECT_EQ(rate.size(), 2u);
    EXPECT_FALSE(rate.admit(ip("8.8.8.8"), start));
}

TEST(ConnectionLimits, CM4_the_manager_asks_it) {
    ConnectionManager manager(peer(self), {});
    EXPECT_EQ(opened_until_refused(manager, [](std::size_t) { return incoming("8.8.8.8"); }),
              Refused(16, Limit::arrival_rate));
}

TEST(ConnectionLimits, CM5_a_peer_has_so_many_connections) {
    twin::ManagerDriver driver({.links_per_peer_max = 2}, self);
    for (int i = 0; i < 3; ++i) {
        const auto link = driver.open(incoming("8.8.8.8"), start).value();
        driver.upgraded(link, 1, start);
    }
    const auto closes = driver.take_closes();
    ASSERT_EQ(closes.size(), 1u);
    EXPECT_EQ(closes[0].link, LinkId{3});
    EXPECT_EQ(closes[0].reason, CloseReason::peer_limit);
    EXPECT_EQ(driver.manager().refused_count(Limit::links_per_peer), 1u);
}

TEST(ConnectionLimits, CM6_the_degree_is_bounded_except_for_the_protected) {
    twin::ManagerDriver driver({.degree_max = 2}, self);
    const auto arrive = [&](unsigned number) {
        driver.upgraded(driver.open(incoming("8.8.8.8"), start).value(), number, start);
        return driver.take_closes();
    };
    EXPECT_TRUE(arrive(1).empty());
    EXPECT_TRUE(arrive(2).empty());
    EXPECT_TRUE(arrive(2).empty());
    EXPECT_EQ(arrive(3).at(0).reason, CloseReason::degree);
    EXPECT_TRUE(driver.manager().tags().protect(peer(3), "a friend"));
    EXPECT_TRUE(arrive(3).empty());
    Opening dial = outgoing;
    dial.peer = peer(4);
    EXPECT_EQ(driver.open(dial, start), std::nullopt);
    dial.peer = peer(1);
    EXPECT_TRUE(driver.open(dial, start));
}

TEST(ConnectionLimits, CM6_a_page_has_less_of_everything) {
    const ConnectionManagerOptions page = ConnectionManagerOptions::for_page();
    EXPECT_TRUE(page.degree_max);
    EXPECT_LE(page.low_mark, page.high_mark);
    EXPECT_LE(page.high_mark, *page.degree_max);
    EXPECT_LE(*page.degree_max, page.links_max);
    EXPECT_LE(2 * page.pending_per_subscriber_max, page.pending_incoming_max / 2);
}

TEST(ConnectionLimits, CM14_each_limit_has_a_name_and_a_count) {
    for (std::size_t i = 0; i < limit_count; ++i)
        EXPECT_FALSE(describe(static_cast<Limit>(i)).empty());
    EXPECT_FALSE(describe(CloseReason::surplus).empty());
    ConnectionManager manager(peer(self), {.links_max = 1});
    std::ignore = opened_until_refused(manager, [](std::size_t) { return outgoing; });
    EXPECT_EQ(manager.open(LinkId{9}, outgoing, start), Limit::links);
    EXPECT_EQ(manager.refused_count(Limit::links), 2u);
    EXPECT_EQ(manager.refused_count(Limit::incoming), 0u);
}

}  // namespace
}  // namespace net::peers
