// Strangers: how many of them there may be, for how long, and at what cost.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "net/swarm/network_test.h"

namespace {

// Of all that this program holds on the heap; each block remembers its size in front of itself.
std::size_t held_size = 0;
constexpr std::size_t front_size = alignof(std::max_align_t);

}  // namespace

void* operator new(std::size_t size) {
    auto* const block = static_cast<std::byte*>(std::malloc(size + front_size));
    if (!block) std::abort();
    *reinterpret_cast<std::size_t*>(block) = size;
    held_size += size;
    return block + front_size;
}
void operator delete(void* place) noexcept {
    if (!place) return;
    std::byte* const block = static_cast<std::byte*>(place) - front_size;
    held_size -= *reinterpret_cast<std::size_t*>(block);
    std::free(block);
}
void operator delete(void* place, std::size_t) noexcept { operator delete(place); }

namespace net::swarm {
namespace {

using std::chrono::seconds;
using testing::address;
using testing::End;
using testing::Network;

std::string stranger(int number) {
    return "/ip4/77." + std::to_string(number / 250 % 250 + 1) + ".1." +
           std::to_string(number % 250 + 1) + "/tcp/1";
}

TEST(Limits, SW25_one_place_may_not_come_too_often_and_all_together_not_too_many) {
    Network net;
    End& end = net.add(1);
    std::size_t admitted = 0;
    for (int i = 0; i < 100; ++i) admitted += net.come_in(end, stranger(0)).has_value();
    EXPECT_EQ(admitted, 16u);
    for (int i = 0; i < 1'000; ++i) admitted += net.come_in(end, stranger(i)).has_value();
    EXPECT_EQ(admitted, 64u);
    const Counters counters = end.swarm.counters();
    const auto met = [&](peers::Limit limit) {
        return counters.limits[static_cast<std::size_t>(limit)];
    };
    EXPECT_EQ(met(peers::Limit::arrival_rate), 85u);
    EXPECT_EQ(met(peers::Limit::pending_incoming), 951u);
    EXPECT_EQ(counters.upgrading, 64u);
    EXPECT_EQ(counters.transports[static_cast<std::size_t>(Transport::tcp)].accepted, 64u);
}

TEST(Limits, SW25_programs_of_this_machine_are_no_strangers) {
    Network net;
    End& end = net.add(1);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(net.come_in(end, "/ip4/127.0.0.1/tcp/1"));
}

TEST(Limits, SW25_a_dial_beyond_the_limit_says_so) {
    Network net;
    Swarm::Options options;
    options.connections.pending_outgoing_max = 1;
    End& one = net.add(1, options);
    net.set("/ip4/8.8.8.50/tcp/1", Network::Place::silent);
    net.dial(one, address("/ip4/8.8.8.50/tcp/1"));
    net.dial(one, address("/ip4/8.8.8.51/tcp/1"));
    net.run();
    ASSERT_EQ(one.told<DialEnded>().size(), 1u);
    EXPECT_EQ(one.told<DialEnded>()[0].attempts[0].failure, DialFailure::limit_reached);
}

TEST(Limits, SW37_who_does_not_finish_the_handshake_in_time_is_gone) {
    Network net;
    End& end = net.add(1);
    const std::string hello = "\x13/multistream/1.0.0\n\x07/noise\n";
    for (int i = 0; i < 64; ++i) {
        const auto link = net.come_in(end, stranger(i));
        ASSERT_TRUE(link);
        if (i % 2 == 0) end.swarm.receive(*link, core::as_bytes(hello), net.now);
        net.settle(end);
    }
    net.pass(seconds{5});
    // A byte now and then gains nothing.
    for (std::uint64_t i = 2; i < 60; i += 2)
        end.swarm.receive(LinkId{i}, core::as_bytes("\x7f"), net.now);
    net.pass(seconds{4});
    EXPECT_EQ(end.swarm.connection_count(), 64u);
    net.pass(seconds{2});
    EXPECT_EQ(end.swarm.connection_count(), 0u);
    ASSERT_EQ(end.told<Rejected>().size(), 64u);
    EXPECT_EQ(end.told<Rejected>()[0].reason, LinkEnd(DialFailure::upgrade_timeout));
    EXPECT_TRUE(net.come_in(end, stranger(1'000)));
}

TEST(Limits, SW37_garbage_ends_a_link_at_once) {
    Network net;
    End& end = net.add(1);
    core::Prng prng(core::Seed{7});
    for (int i = 0; i < 500; ++i) {
        const auto link = net.come_in(end, stranger(i));
        ASSERT_TRUE(link) << i;
        core::Buffer garbage(16 * 1024);
        prng.fill(garbage);
        garbage[0] |= std::byte{0x80};  // No line is so long.
        garbage[1] |= std::byte{0x80};
        end.swarm.receive(*link, garbage, net.now);
        net.settle(end);
        EXPECT_EQ(end.swarm.connection_count(), 0u);
    }
    EXPECT_EQ(end.told<Rejected>().size(), 500u);
}

TEST(Limits, SW38_a_stranger_costs_little_and_leaves_nothing) {
    Network net;
    End& end = net.add(1);
    const auto flood = [&](int first) {
        for (int i = first; i < first + 64; ++i) {
            const auto link = net.come_in(end, stranger(i));
            ASSERT_TRUE(link);
            // As much as is taken before the handshake has to go on.
            const std::string hello = "\x13/multistream/1.0.0\n\x07/noise\n";
            end.swarm.receive(*link, core::as_bytes(hello), net.now);
            net.settle(end);
            const std::string length = {'\xff', '\xff'};
            end.swarm.receive(*link, core::as_bytes(length), net.now);
            net.settle(end);
            const core::Buffer most(65'000);
            end.swarm.receive(*link, most, net.now);
            net.settle(end);
        }
    };
    flood(0);
    net.pass(seconds{11});
    end.heard = {};
    const std::size_t idle_size = held_size;
    flood(100);
    EXPECT_LE(held_size - idle_size, std::size_t{64} * 8 * 1024);
    net.pass(seconds{11});
    EXPECT_EQ(end.swarm.connection_count(), 0u);
    end.heard = {};
    for (int i = 0; i < 20; ++i) {
        flood(200 + 100 * i);
        net.pass(seconds{11});
        end.heard = {};
    }
    // What is left is the memory of who came how often, which is bounded.
    EXPECT_LE(held_size, idle_size + std::size_t{128} * 1024);
}

TEST(Limits, SW39_a_protocol_of_our_own_is_served_on_few_streams_of_one_connection) {
    Network net;
    End& one = net.add(1);
    End& two = net.add(2);
    net.dial(one, Network::address_of(two, 2));
    net.run();
    for (int i = 0; i < 50; ++i)
        static_cast<void>(
            one.swarm.ping(two.swarm.id(), {.count = 1'000, .interval = seconds{1}}, net.now));
    net.run();
    EXPECT_EQ(two.swarm.stream_count(), 4u);
    EXPECT_EQ(two.swarm.counters().protocols.find("/ipfs/ping/1.0.0")->incoming, 50u);
    EXPECT_EQ(two.swarm.counters().protocols.find("/ipfs/ping/1.0.0")->refused, 46u);
    EXPECT_TRUE(two.swarm.is_connected(one.swarm.id()));
}

// The peer opens as many as it may and says on none what it is for.
TEST(Limits, SW39_streams_that_come_to_nothing_are_limited_and_end) {
    Network net;
    Swarm::Options impatient_not;
    impatient_not.connection.stream_patience = std::chrono::hours{1};
    impatient_not.stack.yamux.stream_count_max = 5'000;
    impatient_not.stack.yamux.backlog_count_max = 5'000;
    End& one = net.add(1, impatient_not);
    End& two = net.add(2);
    net.dial(one, Network::address_of(two, 2));
    net.run();
    const auto flood = [&] {
        for (int i = 0; i < 3'000; ++i)
            static_cast<void>(one.swarm.open(two.swarm.id(), {"/unknown", "/other"}, net.now));
        net.run();
        EXPECT_LE(two.swarm.stream_count(), 1'000u);
        net.pass(seconds{11});
        EXPECT_EQ(two.swarm.stream_count(), 0u);
        one.heard = two.heard = {};
    };
    flood();
    const std::size_t used_size = held_size;
    flood();
    flood();
    EXPECT_LE(held_size, used_size + std::size_t{4} * 1024);
}

}  // namespace
}  // namespace net::swarm
