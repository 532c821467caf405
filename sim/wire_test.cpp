// The wire's own promises: a stream's bytes arrive in order and complete, or not at all.
#include "sim/wire.h"

#include <gtest/gtest.h>

#include "core/base/machine.h"

namespace sim {
namespace {

using core::Buffer;
using core::Bytes;
using core::Duration;
using core::Instant;
using std::chrono::milliseconds;

Buffer counting(std::size_t size) {
    Buffer bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i);
    return bytes;
}

Buffer deliver_all(Wire& wire) {
    Buffer arrived;
    while (const auto when = wire.next_arrival()) core::append(arrived, *wire.deliver(*when));
    return arrived;
}

TEST(Wire, keeps_the_order_however_it_delays_and_cuts) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        FaultCounts faults{};
        core::Prng prng(core::Seed{seed});
        const WireOptions options = WireOptions::drawn_from(prng);
        Wire wire(options, prng, faults);
        const Buffer sent = counting(200);
        Buffer arrived;
        for (std::size_t at = 0; at < sent.size();) {
            at += wire.accept(Bytes(sent).subspan(at), Instant{});
            core::append(arrived, deliver_all(wire));
        }
        EXPECT_EQ(arrived, sent) << seed;
    }
}

TEST(Wire, takes_no_more_than_it_has_room_for) {
    FaultCounts faults{};
    Wire wire({.fragment_percent = 100}, core::Prng(core::Seed{1}), faults);
    const Buffer sent = counting(250);
    std::size_t taken = 0;
    for (int i = 0; i < 1000; ++i) taken += wire.accept(Bytes(sent).first(10), Instant{});
    EXPECT_LE(taken, 10 * Wire::pieces_max);
    EXPECT_EQ(wire.accept(sent, Instant{}), 0u);
}

TEST(Wire, PG7_a_piece_is_no_larger_than_a_driver_may_hand_over) {
    FaultCounts faults{};
    Wire wire({}, core::Prng(core::Seed{1}), faults);
    const Buffer sent = counting(3 * core::receive_size_max + 1);
    EXPECT_EQ(wire.accept(sent, Instant{}), sent.size());
    Buffer arrived;
    while (const auto when = wire.next_arrival()) {
        const auto piece = wire.deliver(*when);
        EXPECT_LE(piece->size(), core::receive_size_max);
        core::append(arrived, *piece);
    }
    EXPECT_EQ(arrived, sent);
}

// When the last byte of so many arrives, of those that are lost on the way.
std::vector<Duration> arrivals_with_loss(std::size_t size, int count) {
    std::vector<Duration> arrivals;
    FaultCounts faults{};
    Wire wire({.delay_min = milliseconds{50}, .loss_percent = 10}, core::Prng(core::Seed{1}),
              faults);
    Instant now{};
    for (int i = 0; i < count; ++i) {
        const Buffer sent = counting(size);
        EXPECT_EQ(wire.accept(sent, now), size);
        Instant last{};
        Buffer arrived;
        while (const auto when = wire.next_arrival()) {
            last = *when;
            core::append(arrived, *wire.deliver(*when));
        }
        EXPECT_EQ(arrived, sent);
        arrivals.push_back(last - now);
        now = last;
    }
    return arrivals;
}

TEST(Wire, SM6_a_lost_segment_comes_after_the_senders_timer) {
    const Duration once = milliseconds{50} + Duration{1};
    std::size_t late = 0;
    for (const Duration arrival : arrivals_with_loss(100, 1000)) {
        if (arrival == once) continue;
        EXPECT_EQ(arrival, once + milliseconds{100} + Wire::timer_min);
        ++late;
    }
    EXPECT_GT(late, 70u);
    EXPECT_LT(late, 130u);
}

TEST(Wire, SM6_sooner_where_much_was_sent_behind_it_and_all_of_that_waits) {
    const Duration once = milliseconds{50} + Duration{1};
    std::size_t by_round_trip = 0;
    for (const Duration arrival : arrivals_with_loss(8 * Wire::segment_size, 1000)) {
        const bool is_late = arrival == once + milliseconds{100} + Wire::timer_min;
        if (arrival == once + milliseconds{100}) ++by_round_trip;
        EXPECT_TRUE(is_late || arrival == once || arrival == once + milliseconds{100});
    }
    EXPECT_GT(by_round_trip, 200u);
}

TEST(Wire, SM7_the_end_comes_behind_everything) {
    FaultCounts faults{};
    Wire wire({.delay_max = milliseconds{100}, .fragment_percent = 80}, core::Prng(core::Seed{1}),
              faults);
    std::size_t size = 0;
    while (wire.accept(counting(1), Instant{}) > 0) ++size;  // Also of a wire that is full.
    wire.finish(Instant{});
    const Instant late = Instant{} + milliseconds{200};
    for (; size > 0; --size) EXPECT_EQ(wire.deliver(late)->size(), 1u);
    EXPECT_EQ(wire.deliver(late), Buffer());
    EXPECT_EQ(wire.deliver(late), std::nullopt);
}

TEST(Wire, delivers_nothing_before_its_time_or_after_it_vanished) {
    FaultCounts faults{};
    Wire wire({}, core::Prng(core::Seed{1}), faults);
    EXPECT_EQ(wire.accept(counting(3), Instant{}), 3u);
    EXPECT_FALSE(wire.deliver(Instant{}).has_value());
    wire.vanish();
    EXPECT_EQ(wire.next_arrival(), std::nullopt);
    EXPECT_EQ(wire.accept(counting(3), Instant{}), 3u);
    EXPECT_EQ(wire.next_arrival(), std::nullopt);
}

}  // namespace
}  // namespace sim
