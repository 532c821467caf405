// The rules of spec/ping.md, one test each.
#include "net/ping/ping.h"

#include <gtest/gtest.h>

namespace net::ping {
namespace {

using core::Buffer;
using core::Bytes;
using core::Duration;
using core::Instant;
using core::Seed;
using std::chrono::seconds;

constexpr Instant start{};

// Takes everything that waits to be sent.
template <class Machine>
Buffer sent_by(Machine& machine) {
    const Buffer bytes(machine.outgoing().begin(), machine.outgoing().end());
    machine.consume(bytes.size());
    return bytes;
}

template <class Machine>
std::vector<std::string> told_by(Machine& machine) {
    std::vector<std::string> texts;
    while (const auto event = machine.next_event()) texts.push_back(describe(*event));
    return texts;
}

using Texts = std::vector<std::string>;

TEST(Ping, PG1_a_ping_is_32_bytes_that_differ_each_time) {
    Pinger pinger({.count = 2, .interval = seconds{1}}, Seed{1}, start);
    const Buffer first = sent_by(pinger);
    EXPECT_EQ(first.size(), 32u);
    pinger.receive(first, start);
    pinger.expire(start + seconds{1});
    const Buffer second = sent_by(pinger);
    EXPECT_EQ(second.size(), 32u);
    EXPECT_NE(first, second);
}

TEST(Ping, PG2_the_responder_echoes_whole_pings_however_they_are_cut) {
    Responder responder({}, start);
    const Buffer ping(32, std::byte{7});
    responder.receive(Bytes(ping).first(31), start);
    EXPECT_TRUE(responder.outgoing().empty());
    responder.receive(Bytes(ping).subspan(31), start);
    EXPECT_EQ(sent_by(responder), ping);
    EXPECT_TRUE(responder.outgoing().empty());
}

TEST(Ping, PG3_an_echo_gives_the_time_it_took) {
    Pinger pinger({.count = 1}, Seed{1}, start);
    const Buffer ping = sent_by(pinger);
    pinger.receive(Bytes(ping).first(5), start + Duration{10});
    EXPECT_EQ(told_by(pinger), Texts{});
    pinger.receive(Bytes(ping).subspan(5), start + Duration{25});
    EXPECT_EQ(told_by(pinger), (Texts{"round trip 1: 25 us", "ended: all pings were answered"}));
    EXPECT_TRUE(pinger.ended());
    EXPECT_EQ(pinger.deadline(), std::nullopt);
}

// [interval-test]
TEST(Ping, PG4_the_next_ping_waits_for_the_interval) {
    Pinger pinger({.interval = seconds{3}}, Seed{1}, start);
    pinger.receive(sent_by(pinger), start + seconds{1});
    EXPECT_EQ(pinger.deadline(), start + seconds{4});
    pinger.expire(start + seconds{3});  // Early wake-ups are harmless.
    EXPECT_TRUE(pinger.outgoing().empty());
    pinger.expire(start + seconds{4});
    EXPECT_EQ(pinger.outgoing().size(), 32u);
}
// [/interval-test]

TEST(Ping, PG5_a_silent_peer_ends_the_stream_at_the_deadline) {
    Pinger pinger({.patience = seconds{10}}, Seed{1}, start);
    EXPECT_EQ(pinger.deadline(), start + seconds{10});
    pinger.expire(start + seconds{10});
    EXPECT_EQ(told_by(pinger), Texts{"ended: the peer was silent for too long"});
    EXPECT_TRUE(pinger.outgoing().empty());

    Responder responder({.silence_max = seconds{60}}, start);
    responder.receive(Buffer(3), start + seconds{50});
    responder.expire(start + seconds{60});
    EXPECT_FALSE(responder.ended());
    responder.expire(start + seconds{110});
    EXPECT_EQ(told_by(responder), Texts{"ended: the peer was silent for too long"});
}

TEST(Ping, PG6_anything_but_the_echo_ends_the_stream) {
    const auto end_after = [](auto answer) {
        Pinger pinger({}, Seed{1}, start);
        Buffer echo = sent_by(pinger);
        answer(pinger, echo);
        return told_by(pinger);
    };
    const Texts wrong{"ended: the peer sent something else than the ping"};
    EXPECT_EQ(end_after([](Pinger& pinger, Buffer& echo) {
                  echo[31] ^= std::byte{1};
                  pinger.receive(echo, start);
              }),
              wrong);
    EXPECT_EQ(end_after([](Pinger& pinger, Buffer& echo) {
                  echo.push_back(std::byte{0});
                  pinger.receive(echo, start);
              }),
              wrong);
    EXPECT_EQ(end_after([](Pinger& pinger, Buffer& echo) {
                  pinger.receive(echo, start);
                  EXPECT_EQ(told_by(pinger).size(), 1u);
                  pinger.receive(echo, start);  // Nothing was asked.
              }),
              wrong);
}

TEST(Ping, PG6_an_echo_of_what_was_not_sent_yet_ends_the_stream) {
    Pinger pinger({}, Seed{1}, start);
    const Buffer ping(pinger.outgoing().begin(), pinger.outgoing().end());
    pinger.consume(10);
    pinger.receive(ping, start);
    EXPECT_TRUE(pinger.ended());
}

TEST(Ping, PG7_a_peer_that_does_not_read_is_cut_off) {
    Responder responder({.unsent_size_max = 64}, start);
    responder.receive(Buffer(64), start);
    EXPECT_FALSE(responder.ended());
    responder.receive(Buffer(1), start);
    EXPECT_EQ(told_by(responder),
              Texts{"ended: the peer sends pings but does not read the answers"});
    EXPECT_EQ(responder.outgoing().size(), 64u);  // What was accepted is still echoed.
}

TEST(Ping, PG7_the_largest_piece_of_a_driver_does_not_cut_off_a_peer_that_reads) {
    Responder responder({}, start);
    const Buffer pings(core::receive_size_max, std::byte{7});
    for (int round = 0; round < 10; ++round) {
        responder.receive(pings, start);
        EXPECT_FALSE(responder.ended());
        EXPECT_EQ(sent_by(responder), pings);
    }
}

TEST(Ping, PG8_after_the_end_a_machine_is_silent_and_ignores_everything) {
    Pinger pinger({}, Seed{1}, start);
    pinger.end(start);
    EXPECT_EQ(told_by(pinger), Texts{"ended: the stream was closed"});
    pinger.end(start);
    pinger.receive(Buffer(5), start);
    pinger.expire(start + seconds{100});
    EXPECT_EQ(told_by(pinger), Texts{});
    EXPECT_TRUE(pinger.outgoing().empty());

    Responder responder({}, start);
    const Buffer ping(32, std::byte{7});
    responder.receive(ping, start);
    responder.receive(Buffer(31), start);  // Part of one more.
    responder.end(start);
    responder.receive(Buffer(32), start);
    EXPECT_EQ(told_by(responder), Texts{"ended: the stream was closed"});
    EXPECT_EQ(sent_by(responder), ping);
    EXPECT_EQ(responder.deadline(), std::nullopt);
}

}  // namespace
}  // namespace net::ping
