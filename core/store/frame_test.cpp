// Frames and heads: what they look like, and what is none.
#include "core/store/frame.h"

#include <gtest/gtest.h>

#include "core/base/crc32c.h"
#include "core/base/hex.h"
#include "core/base/prng.h"
#include "core/testing/spaced_hex.h"

namespace core::store {
namespace {

using core::testing::spaced_hex;

constexpr FramePlace place{Salt{0x1122334455667788}, 8192};

Buffer frame_of(Bytes payload, RecordType type = RecordType{16}, FramePlace where = place) {
    Buffer frame(static_cast<std::size_t>(frame_size(payload.size())), std::byte{0xee});
    copy(MutableBytes(frame).subspan(frame_header_size), payload);
    complete_frame(frame, type, payload.size());
    seal_frame(frame, where);
    return frame;
}

TEST(Frame, JN1_is_checksum_length_type_payload_and_zeros) {
    const Buffer frame = frame_of(as_bytes("abc"));
    EXPECT_EQ(to_hex(Bytes(frame).subspan(4)), to_hex(spaced_hex("03000000 10 616263 00000000")));
    for (std::size_t size = 0; size < 40; ++size) {
        EXPECT_EQ(frame_size(size) % frame_alignment, 0u);
        EXPECT_GE(frame_size(size), frame_header_size + size);
        EXPECT_LT(frame_size(size), frame_header_size + size + frame_alignment);
        const Buffer payload(size, std::byte{7});
        const Buffer some = frame_of(payload);
        const auto read = read_frame(some, place);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->type, RecordType{16});
        EXPECT_TRUE(equal(read->payload, payload));
    }
}

TEST(Frame, JN1_one_that_breaks_off_or_is_too_large_is_none) {
    const Buffer frame = frame_of(as_bytes("abcdefgh"));
    for (std::size_t size = 0; size < frame.size(); ++size)
        EXPECT_EQ(read_frame(Bytes(frame).first(size), place).error(), Error::truncated) << size;
    Buffer large = frame;
    const std::uint32_t too_large = record_size_max + 1;
    std::memcpy(large.data() + 4, &too_large, sizeof too_large);
    EXPECT_EQ(claimed_frame_size(large), std::nullopt);
    EXPECT_EQ(read_frame(large, place).error(), Error::malformed);
}

TEST(Frame, JN2_the_checksum_is_seeded_with_salt_and_offset) {
    const Buffer frame = frame_of(as_bytes("abc"));
    const std::uint32_t seed = crc32c(spaced_hex("8877665544332211 0020000000000000"));
    std::uint32_t checksum;
    std::memcpy(&checksum, frame.data(), sizeof checksum);
    EXPECT_EQ(checksum, crc32c(Bytes(frame).subspan(4), seed));
}

TEST(Frame, JN2_a_frame_of_another_place_is_none) {
    const Buffer frame = frame_of(as_bytes("abc"));
    // Whatever differs in one number of 32 bits gives another checksum for certain.
    for (std::uint64_t offset = 0; offset < 100'000; offset += 8) {
        if (offset == place.offset) continue;
        ASSERT_EQ(read_frame(frame, {place.salt, offset}).error(), Error::checksum_wrong) << offset;
    }
    Prng prng(Seed{1});
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(read_frame(frame, {Salt{prng.next()}, place.offset}).error(),
                  Error::checksum_wrong);
}

TEST(Frame, JN2_a_frame_that_was_changed_anywhere_is_none) {
    const Buffer frame = frame_of(as_bytes("abcdefghijklmnopqrstuvwxyz"));
    for (std::size_t i = 0; i < frame.size() * 8; ++i) {
        Buffer changed = frame;
        changed[i / 8] ^= static_cast<std::byte>(1 << i % 8);
        EXPECT_FALSE(read_frame(changed, place)) << i;
    }
}

TEST(Frame, JN3_zeros_are_none_whatever_the_place) {
    const Buffer zeros(64);
    EXPECT_EQ(claimed_frame_size(zeros), std::nullopt);
    EXPECT_EQ(read_frame(zeros, place).error(), Error::malformed);
}

TEST(Frame, JN4_a_head_says_where_it_is_and_what_was_synced) {
    const BatchHead head{Position{5000}, Position{4000}};
    Buffer frame(head_frame_size);
    write_head(frame, place, head);
    EXPECT_EQ(frame.size(), 40u);
    EXPECT_EQ(to_hex(Bytes(frame).subspan(4)),
              to_hex(spaced_hex("18000000 01 8877665544332211 8813000000000000 a00f000000000000 "
                                "00000000000000")));
    EXPECT_EQ(find_head(frame, place), head);
    const auto read = read_frame(frame, place);
    ASSERT_TRUE(read);
    EXPECT_EQ(head_of(*read, place.salt), head);
    EXPECT_EQ(head_of(*read, Salt{1}), std::nullopt);
    EXPECT_EQ(find_head(frame, {place.salt, place.offset + 8}), std::nullopt);
    EXPECT_EQ(find_head(Bytes(frame).first(39), place), std::nullopt);
}

TEST(Frame, JN4_what_is_not_a_head_is_not_taken_for_one) {
    Buffer frame(head_frame_size);
    write_head(frame, place, {Position{1}, Position{2}});  // Synced beyond itself.
    EXPECT_EQ(find_head(frame, place), std::nullopt);
    // A record that only looks like one.
    write_head(frame, place, {Position{2}, Position{1}});
    const Buffer record = frame_of(Bytes(frame).subspan(frame_header_size, head_payload_size));
    EXPECT_EQ(find_head(record, place), std::nullopt);
}

}  // namespace
}  // namespace core::store
