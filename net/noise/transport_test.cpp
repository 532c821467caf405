// Frames after the handshake: sizes, order, changes, limits, memory.
#include "net/noise/transport.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/noise/session_test.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;

TEST(NoiseTransport, NO12_text_is_cut_into_the_fewest_frames) {
    EXPECT_EQ(Transport::sealed_size(0), 0u);
    EXPECT_EQ(Transport::sealed_size(1), 19u);
    EXPECT_EQ(Transport::sealed_size(65'519), 65'537u);
    EXPECT_EQ(Transport::sealed_size(65'520), 65'520u + 36);
    Session session;
    const Buffer text = text_of(3 * 65'519 + 1);
    const Buffer sealed = session.sealed(text);
    EXPECT_EQ(sealed.size(), text.size() + 4 * 18);
    EXPECT_EQ(sealed[0], std::byte{0xff});
    EXPECT_EQ(sealed[1], std::byte{0xff});
    EXPECT_EQ(sealed[3 * 65'537 + 1], std::byte{17});
    const auto pieces = session.opened(sealed);
    ASSERT_EQ(pieces.size(), 4u);
    EXPECT_EQ(pieces[3].size(), 1u);
    EXPECT_EQ(joined(pieces), text);
}

TEST(NoiseTransport, NO12_text_of_one_frame_may_lie_in_the_room) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{1000}, frame_text_size_max}) {
        Session apart;
        Session in_place;
        const Buffer text = text_of(size);
        Buffer room(Transport::sealed_size(size));
        core::copy(core::MutableBytes(room).subspan(frame_head_size), text);
        ASSERT_TRUE(in_place.left.seal(Bytes(room).subspan(frame_head_size, size), room));
        EXPECT_EQ(room, apart.sealed(text));
    }
}

TEST(NoiseTransport, NO12_no_text_is_no_frame) {
    Session session;
    EXPECT_TRUE(session.left.seal({}, {}));
    EXPECT_EQ(session.opened({}).size(), 0u);
}

TEST(NoiseTransport, NO13_each_direction_has_its_own_key_and_order) {
    Session session;
    const Buffer there = session.sealed(text_of(100));
    Buffer back(Transport::sealed_size(100));
    ASSERT_TRUE(session.right.seal(text_of(100), back));
    EXPECT_NE(there, back);
    EXPECT_NE(session.sealed(text_of(100)), there);
    // One's own words, sent back.
    session.left.receive(there);
    EXPECT_EQ(session.left.next().error(), TransportError::not_opened);
}

TEST(NoiseTransport, NO13_every_single_bit_counts) {
    const Buffer text = text_of(40);
    Session sample;
    Buffer sealed = sample.sealed(text);
    for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
        Session session;
        const std::byte flip{static_cast<unsigned char>(1u << bit % 8)};
        sealed[bit / 8] ^= flip;
        session.right.receive(sealed);
        // A size may have become larger than what is there: nothing is told, and never will be.
        const auto told = session.right.next();
        EXPECT_TRUE(!told || !*told) << bit;
        sealed[bit / 8] ^= flip;
    }
    EXPECT_EQ(joined(sample.opened(sealed)), text);
}

TEST(NoiseTransport, NO13_nothing_opens_after_the_first_wrong_frame) {
    const Buffer text = text_of(40);
    const auto error_after = [&](const std::vector<int>& order) {
        Session session;
        std::vector<Buffer> frames;
        for (int i = 0; i < 3; ++i) frames.push_back(session.sealed(text));
        Buffer stream;
        for (const int i : order) core::append(stream, frames[static_cast<std::size_t>(i)]);
        session.right.receive(stream);
        std::size_t opened = 0;
        for (;;) {
            const auto told = session.right.next();
            if (told && *told) {
                ++opened;
                continue;
            }
            if (told) return std::pair(opened, false);
            EXPECT_EQ(told.error(), TransportError::not_opened);
            EXPECT_EQ(session.right.next(), std::unexpected(told.error()));
            session.right.receive(frames[0]);
            EXPECT_EQ(session.right.next(), std::unexpected(told.error()));
            EXPECT_EQ(session.right.memory_size(), 0u);
            return std::pair(opened, true);
        }
    };
    using Told = std::pair<std::size_t, bool>;
    EXPECT_EQ(error_after({0, 1, 2}), Told(3, false));
    EXPECT_EQ(error_after({0, 0, 1, 2}), Told(1, true));  // Repeated.
    EXPECT_EQ(error_after({0, 2, 1}), Told(1, true));     // Moved.
    EXPECT_EQ(error_after({1, 2}), Told(0, true));        // Left out.
    EXPECT_EQ(error_after({0, 1, 2, 1}), Told(3, true));
}

TEST(NoiseTransport, NO14_every_cut_gives_the_same_text) {
    const Buffer text = text_of(61);
    Session sample;
    Buffer stream;
    for (int i = 0; i < 3; ++i) core::append(stream, sample.sealed(text));
    Buffer expected;
    for (int i = 0; i < 3; ++i) core::append(expected, text);
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        Session session;
        Buffer opened = joined(session.opened(Bytes(stream).first(cut)));
        core::append(opened, joined(session.opened(Bytes(stream).subspan(cut))));
        EXPECT_EQ(opened, expected) << cut;
    }
    Session bytewise;
    Buffer opened;
    for (const std::byte byte : stream) core::append(opened, joined(bytewise.opened({&byte, 1})));
    EXPECT_EQ(opened, expected);
}

TEST(NoiseTransport, NO14_no_more_than_one_frame_is_kept_and_nothing_when_idle) {
    Session session;
    EXPECT_EQ(session.right.memory_size(), 0u);
    Buffer stream = session.sealed(text_of(frame_text_size_max));
    core::append(stream, session.sealed(text_of(frame_text_size_max)));
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{16'384}}) {
        Session other;
        Buffer copy = stream;
        for (std::size_t at = 0; at < copy.size(); at += size) {
            other.right.receive(Bytes(copy).subspan(at, std::min(size, copy.size() - at)));
            while (*other.right.next()) EXPECT_LE(other.right.memory_size(), message_size_max);
            EXPECT_LE(other.right.memory_size(), message_size_max);
        }
        EXPECT_EQ(other.right.memory_size(), 0u);
    }
    // Of a frame of which only the head has come, nothing but the head.
    session.right.receive(Bytes(stream).first(1));
    EXPECT_EQ(*session.right.next(), std::nullopt);
    EXPECT_EQ(session.right.memory_size(), 0u);
}

TEST(NoiseTransport, NO14_small_frames_take_small_memory) {
    Session session;
    const Buffer sealed = session.sealed(text_of(100));
    session.right.receive(sealed);
    ASSERT_TRUE(*session.right.next());
    EXPECT_LE(session.right.memory_size(), 116u);
}

TEST(NoiseTransport, NO15_a_frame_needs_a_tag_and_may_be_nothing_else) {
    for (int size = 0; size < 16; ++size) {
        Session session;
        const Buffer head{std::byte{0}, static_cast<std::byte>(size)};
        session.right.receive(head);
        EXPECT_EQ(session.right.next().error(), TransportError::frame_too_short);
    }
    Session session;
    Buffer stream;
    CipherState sender = session.left_cipher();
    for (int i = 0; i < 3; ++i) {
        Buffer frame(18);
        frame[1] = std::byte{16};
        sender.seal({}, {}, core::MutableBytes(frame).subspan(2));
        core::append(stream, frame);
    }
    Buffer last(2 + 16 + 5);
    last[1] = std::byte{21};
    sender.seal({}, text_of(5), core::MutableBytes(last).subspan(2));
    core::append(stream, last);
    const auto pieces = session.opened(stream);
    ASSERT_EQ(pieces.size(), 1u);
    EXPECT_EQ(pieces[0], text_of(5));
}

TEST(NoiseTransport, NO16_no_key_is_used_too_often) {
    Session session(messages_max - 2);
    const Buffer three_frames = text_of(2 * frame_text_size_max + 1);
    Buffer room(Transport::sealed_size(three_frames.size()), std::byte{0x55});
    EXPECT_EQ(session.left.seal(three_frames, room).error(), TransportError::messages_exhausted);
    EXPECT_EQ(room, Buffer(room.size(), std::byte{0x55}));
    const Buffer two_frames = session.sealed(Bytes(three_frames).first(frame_text_size_max + 1));
    EXPECT_EQ(session.opened(two_frames).size(), 2u);
    Buffer small(Transport::sealed_size(1));
    EXPECT_EQ(session.left.seal(text_of(1), small).error(), TransportError::messages_exhausted);
    session.right.receive(two_frames);
    EXPECT_EQ(session.right.next().error(), TransportError::messages_exhausted);
}

TEST(NoiseTransport, NO13_every_error_can_be_read) {
    for (const auto error : {TransportError::frame_too_short, TransportError::not_opened,
                             TransportError::messages_exhausted})
        EXPECT_FALSE(describe(error).empty());
}

}  // namespace
}  // namespace net::noise
