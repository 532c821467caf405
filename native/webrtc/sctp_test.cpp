// SCTP associations: rules SC1–SC5 and SC7 of spec/webrtc-body.md. Time is the test's: nothing
// waits.
#include <gtest/gtest.h>

#include <array>
#include <deque>

#include "native/webrtc/sctp_association.h"

namespace native::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;

struct End {
    End(SctpStack& stack, std::deque<Buffer>& queue, std::uint16_t streams_max)
        : association(
              stack,
              [&queue](core::Bytes packet) {
                  EXPECT_LE(packet.size(), dtls_datagram_size_max - dtls_overhead_max);
                  queue.emplace_back(packet.begin(), packet.end());
              },
              streams_max) {}

    void listen() {
        while (const auto event = association.next_event()) {
            if (const auto* message = core::get_if<SctpMessage>(&*event))
                messages.push_back(std::to_string(message->stream.value) + "/" +
                                   std::to_string(message->ppid) + " " +
                                   std::string(core::as_text(message->bytes)));
            else if (const auto* reset = core::get_if<SctpPeerReset>(&*event))
                resets.push_back("peer " + std::to_string(reset->stream.value));
            else if (const auto* done = core::get_if<SctpResetDone>(&*event))
                resets.push_back("done " + std::to_string(done->stream.value));
            else if (core::holds_alternative<SctpRoom>(*event))
                ++room_count;
            else if (const auto* up = core::get_if<SctpUp>(&*event))
                use_up(*up);
            else
                states += "lost";
        }
    }

    void use_up(const SctpUp& up) {
        states += "up";
        stream_count = up.stream_count;
    }

    SctpAssociation association;
    std::uint16_t stream_count = 0;
    std::vector<std::string> messages{};
    std::vector<std::string> resets{};
    std::string states{};
    int room_count = 0;
};

struct Pair {
    explicit Pair(std::uint16_t left_streams = sctp_streams_max,
                  std::uint16_t right_streams = sctp_streams_max)
        : left(stack, to_right, left_streams), right(stack, to_left, right_streams) {
        settle();
    }

    // Packets cross until there are none, and so much time passes.
    void settle(int ticks = 30) {
        for (int tick = 0; tick < ticks; ++tick) {
            do {
                move(to_right, right);
                move(to_left, left);
            } while (!to_right.empty() || !to_left.empty());
            now += SctpStack::tick;
            stack.advance(now);
            left.listen();
            right.listen();
        }
    }
    static void move(std::deque<Buffer>& queue, End& to) {
        while (!queue.empty()) {
            const Buffer packet = std::move(queue.front());
            queue.pop_front();
            to.association.receive(packet);
            to.listen();
        }
    }

    core::Instant now{};
    SctpStack stack{now};
    std::deque<Buffer> to_left{};
    std::deque<Buffer> to_right{};
    End left;
    End right;
};

TEST(Sctp, SC1_both_connect_at_once_and_messages_keep_their_order) {
    Pair pair;
    EXPECT_EQ(pair.left.states, "up");
    EXPECT_EQ(pair.right.states, "up");
    const std::string large(16'384, 'x');
    const std::string larger(100'000, 'y');
    EXPECT_TRUE(pair.left.association.send({1}, 53, as_bytes("a")));
    EXPECT_TRUE(pair.left.association.send({1}, 51, as_bytes(large)));
    EXPECT_TRUE(pair.left.association.send({1023}, 53, as_bytes(larger)));
    EXPECT_TRUE(pair.right.association.send({2}, 50, as_bytes("b")));
    pair.settle();
    EXPECT_EQ(pair.right.messages,
              (std::vector<std::string>{"1/53 a", "1/51 " + large, "1023/53 " + larger}));
    EXPECT_EQ(pair.left.messages, std::vector<std::string>{"2/50 b"});
}

TEST(Sctp, SC2_what_finds_no_room_is_refused_whole) {
    Pair pair;
    const std::string message(16'000, 'x');
    std::size_t sent = 0;
    while (sent < 1000 && pair.left.association.send({1}, 53, as_bytes(message))) ++sent;
    EXPECT_LT(sent, 1000u);
    EXPECT_GT(sent, 20u);
    EXPECT_EQ(pair.left.room_count, 0);
    pair.settle(100);
    EXPECT_GE(pair.left.room_count, 1);
    EXPECT_EQ(pair.right.messages.size(), sent);
    EXPECT_TRUE(pair.left.association.send({1}, 53, as_bytes(message)));
}

TEST(Sctp, SC3_resets_are_told_at_both_ends_after_what_was_sent) {
    Pair pair;
    EXPECT_TRUE(pair.left.association.send({1}, 53, as_bytes("last")));
    for (const std::uint16_t stream : {std::uint16_t{1}, std::uint16_t{3}, std::uint16_t{5}})
        pair.left.association.reset({stream});
    pair.settle(300);
    EXPECT_EQ(pair.right.messages, std::vector<std::string>{"1/53 last"});
    const auto sorted = [](std::vector<std::string> texts) {
        std::ranges::sort(texts);
        return texts;
    };
    EXPECT_EQ(sorted(pair.right.resets), (std::vector<std::string>{"peer 1", "peer 3", "peer 5"}));
    EXPECT_EQ(sorted(pair.left.resets), (std::vector<std::string>{"done 1", "done 3", "done 5"}));
    // And the stream can be used again.
    EXPECT_TRUE(pair.left.association.send({1}, 53, as_bytes("again")));
    pair.settle();
    EXPECT_EQ(pair.right.messages.back(), "1/53 again");
}

TEST(Sctp, SC2_a_message_without_end_loses_the_association) {
    Pair pair;
    const std::string endless(300'000, 'x');
    EXPECT_TRUE(pair.left.association.send({1}, 53, as_bytes(endless)));
    pair.settle(100);
    EXPECT_TRUE(pair.right.messages.empty());
    EXPECT_EQ(pair.right.states, "uplost");
    EXPECT_EQ(pair.left.states, "uplost");
}

TEST(Sctp, SC2_room_is_told_to_one_that_reads_nothing) {
    Pair pair;
    pair.left.association.set_paused(true);
    const std::string message(16'000, 'x');
    while (pair.left.association.send({1}, 53, as_bytes(message))) {
    }
    pair.settle(100);
    EXPECT_GE(pair.left.room_count, 1);
}

TEST(Sctp, SC7_there_are_as_many_streams_as_both_have_announced) {
    for (const auto [left, right, expected] : {std::array<std::uint16_t, 3>{1024, 1024, 1024},
                                               std::array<std::uint16_t, 3>{1024, 10, 10},
                                               std::array<std::uint16_t, 3>{16, 65535, 16}}) {
        Pair pair(left, right);
        EXPECT_EQ(pair.left.stream_count, expected);
        EXPECT_EQ(pair.right.stream_count, expected);
        const SctpStream last{static_cast<std::uint16_t>(expected - 1)};
        EXPECT_TRUE(pair.left.association.send(last, 53, as_bytes("x")));
        EXPECT_TRUE(pair.right.association.send(last, 53, as_bytes("y")));
        pair.settle();
        EXPECT_EQ(pair.right.messages, std::vector{std::to_string(last.value) + "/53 x"});
        EXPECT_EQ(pair.left.messages, std::vector{std::to_string(last.value) + "/53 y"});
        EXPECT_EQ(pair.left.states + pair.right.states, "upup");
    }
}

TEST(Sctp, SC4_an_association_that_is_closed_is_lost_at_the_other_end) {
    Pair pair;
    pair.left.association.close();
    pair.settle();
    EXPECT_EQ(pair.right.states, "uplost");
    EXPECT_FALSE(pair.right.association.send({1}, 53, as_bytes("x")));
    EXPECT_FALSE(pair.left.association.send({1}, 53, as_bytes("x")));
}

TEST(Sctp, SC4_so_is_one_whose_peer_answers_no_more) {
    Pair pair;
    EXPECT_TRUE(pair.left.association.send({1}, 53, as_bytes("into the dark")));
    for (int second = 0; second < 120 && pair.left.states == "up"; ++second) {
        for (int tick = 0; tick < 100; ++tick) {
            pair.now += SctpStack::tick;
            pair.stack.advance(pair.now);
        }
        pair.to_right.clear();
        pair.to_left.clear();
        pair.left.listen();
    }
    EXPECT_EQ(pair.left.states, "uplost");
}

TEST(Sctp, SC5_while_paused_nothing_is_read_and_afterwards_all) {
    Pair pair;
    pair.right.association.set_paused(true);
    const std::string message(16'000, 'x');
    std::size_t sent = 0;
    for (int round = 0; round < 50; ++round) {
        while (sent < 300 && pair.left.association.send({1}, 53, as_bytes(message))) ++sent;
        pair.settle(2);
    }
    EXPECT_LT(sent, 300u);  // The windows are full.
    EXPECT_TRUE(pair.right.messages.empty());
    pair.right.association.set_paused(false);
    for (int round = 0; round < 400 && pair.right.messages.size() < 300; ++round) {
        while (sent < 300 && pair.left.association.send({1}, 53, as_bytes(message))) ++sent;
        pair.settle(2);
    }
    EXPECT_EQ(pair.right.messages.size(), 300u);
}

}  // namespace
}  // namespace native::webrtc
