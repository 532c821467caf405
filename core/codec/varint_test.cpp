// Varints: the vectors, every border of length, and a byte-by-byte twin of the reader that takes
// eight bytes at once.
#include "core/codec/varint.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/prng.h"
#include "core/base/writer.h"
#include "core/codec/decimal.h"
#include "core/codec/varint_twin.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

Buffer encoding_of(std::uint64_t number) {
    Buffer buffer;
    BufferWriter writer(buffer, protobuf_varint_size_max);
    write_varint(writer, number);
    EXPECT_TRUE(writer.finish());
    return buffer;
}

TEST(Varint, VI1_VI2_VI3_VI5_reads_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/varint.json")) {
        const Buffer bytes = vector.bytes("bytes");
        Reader strict(bytes);
        Reader lenient(bytes);
        const auto number = read_varint(strict);
        const auto protobuf_number = read_protobuf_varint(lenient);
        ASSERT_EQ(number.has_value(), vector.is_true("strict")) << vector.name();
        ASSERT_EQ(protobuf_number.has_value(), vector.is_true("protobuf")) << vector.name();
        if (number) {
            EXPECT_EQ(std::to_string(*number), vector.text("number"));
            EXPECT_EQ(encoding_of(*number), bytes) << vector.name();
        }
        if (protobuf_number) EXPECT_EQ(std::to_string(*protobuf_number), vector.text("number"));
    }
}

TEST(Varint, VI2_more_than_nine_bytes_are_too_large) {
    const Buffer bytes(9, std::byte{0x80});
    Reader reader(bytes);
    EXPECT_EQ(read_varint(reader).error(), Error::too_large);
    Reader lenient(bytes);
    EXPECT_EQ(read_protobuf_varint(lenient).error(), Error::truncated);
}

TEST(Varint, VI3_a_longer_form_than_needed_is_not_canonical) {
    for (std::size_t size = 2; size <= varint_size_max; ++size) {
        Buffer bytes(size, std::byte{0x80});
        bytes.back() = std::byte{0};
        Reader reader(bytes);
        EXPECT_EQ(read_varint(reader).error(), Error::not_canonical) << size;
        EXPECT_EQ(reader.position(), 0u);
        EXPECT_EQ(read_protobuf_varint(reader), 0u);
        EXPECT_EQ(reader.position(), size);
    }
}

TEST(Varint, VI4_a_cut_varint_is_truncated_and_moves_nothing) {
    for (std::size_t size = 0; size <= 8; ++size) {
        const Buffer bytes(size, std::byte{0xff});
        Reader reader(bytes);
        EXPECT_EQ(read_varint(reader).error(), Error::truncated) << size;
        EXPECT_EQ(read_protobuf_varint(reader).error(), Error::truncated) << size;
        EXPECT_EQ(reader.position(), 0u);
    }
}

TEST(Varint, VI4_reading_stops_behind_the_number) {
    const Buffer bytes{std::byte{0xac}, std::byte{2}, std::byte{7}, std::byte{0x80}};
    Reader reader(bytes);
    EXPECT_EQ(read_varint(reader), 300u);
    EXPECT_EQ(read_varint(reader), 7u);
    EXPECT_EQ(reader.remaining(), 1u);
}

TEST(Varint, VI6_the_size_is_known_beforehand) {
    for (int bit = 0; bit < 64; ++bit)
        for (const std::uint64_t number : {(std::uint64_t{1} << bit) - 1, std::uint64_t{1} << bit})
            EXPECT_EQ(varint_size(number), encoding_of(number).size()) << number;
    EXPECT_EQ(varint_size(UINT64_MAX), protobuf_varint_size_max);
    EXPECT_EQ(varint_size(varint_max), varint_size_max);
}

TEST(Varint, VI7_small_numbers_of_either_sign_stay_small) {
    EXPECT_EQ(zigzag(0), 0u);
    EXPECT_EQ(zigzag(-1), 1u);
    EXPECT_EQ(zigzag(1), 2u);
    EXPECT_EQ(zigzag(-2), 3u);
    for (const std::int64_t number : {INT64_MIN, INT64_MIN + 1, std::int64_t{-300}, INT64_MAX})
        EXPECT_EQ(unzigzag(zigzag(number)), number);
    EXPECT_EQ(zigzag(INT64_MIN), UINT64_MAX);
}

TEST(Varint, VI1_agrees_with_the_byte_by_byte_reader) {
    Prng prng(Seed{1});
    std::size_t read = 0;
    for (int round = 0; round < 100'000; ++round) {
        Buffer bytes(static_cast<std::size_t>(prng.below(12)));
        prng.fill(bytes);
        // Long runs of set top bits, which chance alone makes rarely.
        const std::uint64_t run = prng.below(12);
        for (std::size_t i = 0; i < bytes.size() && i < run; ++i) bytes[i] |= std::byte{0x80};
        if (twins_agree(bytes)) ++read;
    }
    EXPECT_GT(read, 10'000u);
}

}  // namespace
}  // namespace core::codec
