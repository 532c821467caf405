// The wire's own promises: a stream's bytes arrive in order and complete, or not at all.
#include "sim/wire.h"

#include <gtest/gtest.h>

#include "core/base/machine.h"

namespace sim {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;

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
