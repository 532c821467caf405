// The rules of the dial queue in spec/dialing.md: what is not dialled, and the limits.
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

using Places = std::vector<Multiaddr>;
constexpr Instant start{};

Refusal refusal(Dialer& dialer, unsigned number, const Places& addresses, Instant now = start) {
    return dialer.dial({.peer = peer(number), .addresses = addresses}, now).error();
}

TEST(DialerLimits, DQ3_what_is_not_dialled_says_why) {
    Dialer dialer(peer(0), {.transports = {Transport::tcp}, .denied_scopes = {IpScope::link_local}},
                  Seed{1});
    const Places own{place(9)};
    dialer.set_own_addresses(own);
    struct Row {
        std::string_view text;
        DialFailure failure;
    };
    for (const Row& row : {
             Row{"/ip4/8.8.8.8/udp/1/quic-v1", DialFailure::address_unsupported},
             Row{"/ip4/8.8.8.8/tcp/1/ws", DialFailure::address_unsupported},
             Row{"/dnsaddr/example.org", DialFailure::address_unsupported},
             Row{"/ip4/8.8.8.8", DialFailure::not_a_peer_address},
             Row{"/ip4/8.8.8.8/tcp/0", DialFailure::not_a_peer_address},
             Row{"/ip4/0.0.0.0/tcp/1", DialFailure::not_a_peer_address},
             Row{"/ip6/ff02::1/tcp/1", DialFailure::not_a_peer_address},
             Row{"/ip6/fe80::1/tcp/1", DialFailure::denied},
             Row{"/ip4/8.8.0.9/tcp/4001", DialFailure::ourselves},
         }) {
        const Refusal refused = refusal(dialer, 1, {twin::address(row.text)});
        EXPECT_EQ(refused.reason, RefusalReason::no_usable_address);
        ASSERT_EQ(refused.failures.size(), 1u);
        EXPECT_EQ(refused.failures[0].failure, row.failure) << row.text;
        EXPECT_EQ(refused.retry_at, std::nullopt);
    }
    const Refusal other = refusal(dialer, 1, {twin::at_peer(place(1), 2)});
    EXPECT_EQ(other.failures.at(0).failure, DialFailure::wrong_peer);
}

TEST(DialerLimits, DQ3_nor_are_we_ourselves_and_nothing_is_nothing) {
    Dialer dialer(peer(0), {}, Seed{1});
    EXPECT_EQ(refusal(dialer, 0, {place(1)}).reason, RefusalReason::ourselves);
    EXPECT_EQ(refusal(dialer, 1, {}).reason, RefusalReason::no_address);
    EXPECT_FALSE(describe(RefusalReason::queue_full).empty());
}

TEST(DialerLimits, DQ3_one_place_is_dialled_once) {
    twin::Driver driver({}, 0, Seed{1});
    // Where another peer is said to be, the right one may be nevertheless.
    const Places addresses{twin::at_peer(place(1), 2), place(1), twin::at_peer(place(1), 1),
                           place(1)};
    driver.dial({.peer = peer(1), .addresses = addresses}, start);
    driver.failed(AttemptId{1}, DialFailure::refused, start);
    const auto ended = driver.take_ended();
    const auto& failures = core::get<NotReached>(ended.at(0).outcome).failures;
    ASSERT_EQ(failures.size(), 2u);
    EXPECT_EQ(failures[0].failure, DialFailure::wrong_peer);
    EXPECT_EQ(failures[0].address, addresses[0]);
    EXPECT_EQ(failures[1].address, place(1));
}

TEST(DialerLimits, DQ8_attempts_are_bounded_for_a_peer_and_in_all_and_dealt_out_fairly) {
    twin::Driver driver({.attempts_per_peer_max = 3, .attempts_max = 4}, 0, Seed{1});
    Places many;
    for (unsigned i = 0; i < 20; ++i) many.push_back(place(i));
    driver.dial({.peer = peer(1), .addresses = many}, start);
    Instant now = start + seconds{1};
    driver.expire(now);
    driver.expire(now += seconds{1});
    driver.expire(now += seconds{1});
    EXPECT_EQ(driver.under_way().size(), 3u);  // What one peer may have.
    driver.dial({.peer = peer(2), .addresses = many}, now);
    driver.dial({.peer = peer(3), .addresses = many}, now);
    driver.expire(now += seconds{1});
    EXPECT_EQ(driver.under_way().size(), 4u);
    EXPECT_EQ(driver.under_way().at(AttemptId{4}).peer, peer(2));
    EXPECT_EQ(driver.dialer().deadline(), start + seconds{15});  // Nobody can start anything.
    // There is room again: the third has nothing under way, and is served first.
    driver.failed(AttemptId{1}, DialFailure::refused, now);
    EXPECT_EQ(driver.under_way().at(AttemptId{5}).peer, peer(3));
    driver.failed(AttemptId{2}, DialFailure::refused, now);
    // Each has one under way: the first has waited longest.
    EXPECT_EQ(driver.under_way().at(AttemptId{6}).peer, peer(1));
}

TEST(DialerLimits, DQ12_only_addresses_that_are_left_alone_are_a_refusal_with_a_time) {
    twin::Driver driver({}, 0, Seed{1});
    const Places addresses{place(1), place(2)};
    driver.dial({.peer = peer(1), .addresses = addresses}, start);
    driver.failed(AttemptId{1}, DialFailure::refused, start);
    driver.failed(AttemptId{2}, DialFailure::refused, start + seconds{1});
    const Refusal refused = refusal(driver.dialer(), 1, addresses, start + seconds{2});
    EXPECT_EQ(refused.reason, RefusalReason::no_usable_address);
    EXPECT_EQ(refused.failures.at(0).failure, DialFailure::backing_off);
    EXPECT_EQ(refused.retry_at, refused.failures.at(0).retry_at);
    EXPECT_LT(refused.retry_at, refused.failures.at(1).retry_at);
    // Then it is dialled again, the other one not.
    driver.dial({.peer = peer(1), .addresses = addresses}, *refused.retry_at);
    EXPECT_EQ(driver.under_way().at(AttemptId{3}).address, place(1));
    // Force brings it in.
    driver.dial({.peer = peer(1), .addresses = addresses, .back_off = BackOffUse::ignored},
                *refused.retry_at + milliseconds{250});
    EXPECT_EQ(driver.under_way().at(AttemptId{4}).address, place(2));
    driver.failed(AttemptId{3}, DialFailure::refused, *refused.retry_at);
    driver.failed(AttemptId{4}, DialFailure::refused, *refused.retry_at);
    const auto ended = driver.take_ended();
    EXPECT_EQ(core::get<NotReached>(ended.at(1).outcome).failures.size(), 2u);
}

TEST(DialerLimits, DQ18_the_queue_is_bounded) {
    twin::Driver driver({.dials_max = 2}, 0, Seed{1});
    const Places addresses{place(1)};
    driver.dial({.peer = peer(1), .addresses = addresses}, start);
    driver.dial({.peer = peer(2), .addresses = addresses}, start);
    EXPECT_EQ(refusal(driver.dialer(), 3, addresses).reason, RefusalReason::queue_full);
    EXPECT_TRUE(driver.dial({.peer = peer(1), .addresses = addresses}, start));  // It joins.
}

TEST(DialerLimits, DQ18_so_are_the_addresses_of_a_dial) {
    twin::Driver driver({.addresses_max = 3}, 0, Seed{1});
    Places addresses;
    for (unsigned i = 0; i < 10; ++i) addresses.push_back(place(i));
    for (unsigned i = 0; i < 10; ++i) addresses.push_back(twin::at_peer(place(i), 7));
    driver.dial({.peer = peer(1), .addresses = addresses}, start);
    const Places more{place(100)};
    const DialId id = driver.dial({.peer = peer(1), .addresses = more}, start).value();
    driver.cancel(id, start);
    driver.cancel(id, start);
    const auto ended = driver.take_ended();
    const auto& outcome = core::get<NotReached>(ended.at(0).outcome);
    EXPECT_EQ(outcome.failures.size(), 3u + 3u);
    EXPECT_EQ(outcome.left_out_count, 7u + 4u + 1u);
}

}  // namespace
}  // namespace net::dialing
