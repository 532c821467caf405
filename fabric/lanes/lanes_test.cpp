// What a sender puts out, and what a receiver takes and refuses.
#include "fabric/lanes/lanes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fabric::lanes {
namespace {

using core::Buffer;
using core::Error;

Buffer bytes_of(std::size_t size, std::uint8_t value = 1) { return Buffer(size, std::byte{value}); }

// All that is to be sent, taken in pieces.
Buffer sent(Sender& sender, std::size_t piece_size = SIZE_MAX) {
    Buffer all;
    while (!sender.outgoing().empty()) {
        const core::Bytes bytes = sender.outgoing();
        const core::Bytes piece = bytes.first(std::min(piece_size, bytes.size()));
        core::append(all, piece);
        sender.consume(piece.size());
    }
    return all;
}

std::vector<Message> received(Receiver& receiver, core::Bytes bytes, std::size_t piece_size) {
    std::vector<Message> messages;
    while (!bytes.empty()) {
        const core::Bytes piece = bytes.first(std::min(piece_size, bytes.size()));
        bytes = bytes.subspan(piece.size());
        receiver.receive(piece);
        while (auto message = receiver.next_message()) messages.push_back(*std::move(message));
    }
    return messages;
}

Buffer frame(std::uint8_t first, std::size_t size, std::size_t content_size) {
    Buffer bytes{std::byte{first}, std::byte(size >> 8), std::byte(size & 0xff)};
    core::append(bytes, bytes_of(content_size));
    return bytes;
}

std::optional<Error> failure_of(core::Bytes bytes) {
    Receiver receiver;
    static_cast<void>(received(receiver, bytes, SIZE_MAX));
    return receiver.failure();
}

TEST(Lanes, LN1_messages_arrive_whole_in_whatever_pieces) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20}) {
        Sender sender;
        sender.put(Lane::sync, bytes_of(5, 1));
        sender.put(Lane::sync, bytes_of(frame_size_max, 2));
        sender.put(Lane::sync, bytes_of(frame_size_max + 1, 3));
        Receiver receiver;
        const auto messages = received(receiver, sent(sender, piece), piece);
        ASSERT_EQ(messages.size(), 3u);
        EXPECT_EQ(messages[0].bytes, bytes_of(5, 1));
        EXPECT_EQ(messages[1].bytes, bytes_of(frame_size_max, 2));
        EXPECT_EQ(messages[2].bytes, bytes_of(frame_size_max + 1, 3));
        EXPECT_EQ(receiver.held_size(), 0u);
        EXPECT_FALSE(receiver.failure());
        EXPECT_TRUE(sender.empty());
    }
}

TEST(Lanes, LN2_the_bytes_of_a_frame_are_these) {
    Sender sender;
    sender.put(Lane::members, {std::byte{7}, std::byte{8}});
    EXPECT_EQ(sent(sender),
              (Buffer{std::byte{2}, std::byte{0}, std::byte{2}, std::byte{7}, std::byte{8}}));
}

TEST(Lanes, LN3_what_takes_precedence_goes_between_the_frames_of_a_long_message) {
    Sender sender;
    sender.put(Lane::changes, bytes_of(3 * frame_size_max));
    Receiver receiver;
    Buffer wire(sender.outgoing().begin(), sender.outgoing().end());
    sender.consume(wire.size());
    sender.put(Lane::presence, bytes_of(10));
    core::append(wire, sent(sender));
    const auto messages = received(receiver, wire, SIZE_MAX);
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].lane, Lane::presence);
    EXPECT_EQ(messages[1].lane, Lane::changes);
    EXPECT_EQ(messages[1].bytes.size(), 3 * frame_size_max);
}

TEST(Lanes, LN3_a_frame_that_has_begun_goes_out_first) {
    Sender sender;
    sender.put(Lane::changes, bytes_of(10));
    sender.consume(sender.outgoing().size() - 1);
    sender.put(Lane::presence, bytes_of(1));
    EXPECT_EQ(sender.outgoing().size(), 1u);
}

TEST(Lanes, LN4_what_waits_is_known_by_lane) {
    Sender sender;
    sender.put(Lane::changes, bytes_of(2 * frame_size_max));
    sender.put(Lane::sync, bytes_of(9));
    EXPECT_EQ(sender.waiting_size(Lane::changes), 2 * frame_size_max);
    EXPECT_EQ(sender.waiting_size(Lane::sync), 9u);
    sender.consume(sender.outgoing().size());
    sender.consume(sender.outgoing().size());
    EXPECT_EQ(sender.waiting_size(Lane::sync), 0u);
    EXPECT_EQ(sender.waiting_size(Lane::changes), frame_size_max);
    EXPECT_FALSE(sender.empty());
}

TEST(Lanes, LN5_frames_of_no_lane_without_bytes_or_too_large_are_refused) {
    EXPECT_EQ(failure_of(frame(lane_count, 1, 1)), Error::malformed);
    EXPECT_EQ(failure_of(frame(0, 0, 0)), Error::malformed);
    EXPECT_EQ(failure_of(frame(4, frame_size_max + 1, 1)), Error::malformed);
    EXPECT_EQ(failure_of(frame(4, frame_size_max, frame_size_max)), std::nullopt);
}

TEST(Lanes, LN6_a_message_that_grows_too_large_is_refused_before_it_is_held) {
    for (std::uint8_t number = 0; number < lane_count; ++number) {
        const Lane lane{number};
        Receiver receiver;
        const std::size_t size = std::min<std::size_t>(frame_size_max, message_size_max(lane));
        const Buffer part = frame(number | 0x80, size, size);
        const std::size_t parts = message_size_max(lane) / size;
        for (std::size_t i = 0; i < parts; ++i) receiver.receive(part);
        EXPECT_FALSE(receiver.failure()) << describe(lane);
        EXPECT_EQ(receiver.held_size(), parts * size);
        receiver.receive(part);
        EXPECT_EQ(receiver.failure(), Error::malformed) << describe(lane);
        EXPECT_EQ(receiver.held_size(), 0u);
    }
}

TEST(Lanes, LN7_nothing_is_taken_behind_a_failure) {
    Receiver receiver;
    Buffer wire = frame(lane_count, 1, 1);
    core::append(wire, frame(0, 1, 1));
    EXPECT_TRUE(received(receiver, wire, SIZE_MAX).empty());
    EXPECT_TRUE(received(receiver, frame(0, 1, 1), SIZE_MAX).empty());
}

}  // namespace
}  // namespace fabric::lanes
