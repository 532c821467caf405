// What a writer writes a reader reads back; both stop at their limits and say so.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/base/prng.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace core {
namespace {

Buffer bytes_of(std::string_view hex) { return from_hex(hex).value(); }

TEST(Reader, RD1_gives_numbers_in_both_byte_orders) {
    const Buffer bytes = bytes_of("0102030405060708");
    const auto read = [&bytes](auto method) {
        Reader reader(bytes);
        return *(reader.*method)();
    };
    EXPECT_EQ(read(&Reader::u8), 0x01u);
    EXPECT_EQ(read(&Reader::u16_be), 0x0102u);
    EXPECT_EQ(read(&Reader::u16_le), 0x0201u);
    EXPECT_EQ(read(&Reader::u32_be), 0x01020304u);
    EXPECT_EQ(read(&Reader::u32_le), 0x04030201u);
    EXPECT_EQ(read(&Reader::u64_be), 0x0102030405060708u);
    EXPECT_EQ(read(&Reader::u64_le), 0x0807060504030201u);
}

TEST(Reader, RD1_gives_views_and_fixed_values) {
    using Tag = FixedBytes<struct TestTag, 3>;
    const Buffer bytes = bytes_of("aabbccddee");
    Reader reader(bytes);
    EXPECT_EQ(reader.take(2)->data(), bytes.data());
    EXPECT_EQ(to_hex(reader.fixed<Tag>()->view()), "ccddee");
    EXPECT_TRUE(reader.at_end());
    EXPECT_EQ(reader.position(), 5u);
    EXPECT_TRUE(reader.take(0));
}

TEST(Reader, RD2_trusts_no_length_and_stays_where_it_stood) {
    const Buffer bytes = bytes_of("010203");
    Reader reader(bytes);
    ASSERT_TRUE(reader.u8());
    for (const std::uint64_t size : {std::uint64_t{3}, std::uint64_t{1} << 32, UINT64_MAX}) {
        EXPECT_EQ(reader.take(size).error(), Error::truncated);
        EXPECT_EQ(reader.position(), 1u);
    }
    EXPECT_EQ(reader.u32_be().error(), Error::truncated);
    EXPECT_EQ(reader.u64_le().error(), Error::truncated);
    EXPECT_EQ((reader.fixed<FixedBytes<struct TestTag, 3>>().error()), Error::truncated);
    EXPECT_EQ(reader.remaining(), 2u);
    EXPECT_EQ(to_hex(reader.rest()), "0203");
    Reader nothing({});
    EXPECT_EQ(nothing.u8().error(), Error::truncated);
    EXPECT_TRUE(nothing.at_end());
}

TEST(Reader, RD3_says_whether_anything_follows) {
    const Buffer bytes = bytes_of("01");
    Reader reader(bytes);
    EXPECT_EQ(reader.expect_end().error(), Error::trailing_bytes);
    ASSERT_TRUE(reader.u8());
    EXPECT_TRUE(reader.expect_end());
}

template <class Writer>
void write_some(Writer& writer) {
    writer.u8(0x01);
    writer.u16_be(0x0203);
    writer.u16_le(0x0504);
    writer.u32_be(0x06070809);
    writer.u32_le(0x0d0c0b0a);
    writer.u64_be(0x0e0f101112131415);
    writer.u64_le(0x1d1c1b1a19181716);
    writer.text("abc");
    writer.bytes({});
}
constexpr std::string_view some =
    "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d616263";

TEST(Writer, WR1_writes_behind_what_is_in_a_buffer) {
    Buffer buffer = bytes_of("ff");
    BufferWriter writer(buffer, 33);
    write_some(writer);
    ASSERT_TRUE(writer.finish());
    EXPECT_EQ(to_hex(buffer), "ff" + std::string(some));
}

TEST(Writer, WR1_writes_into_lent_memory) {
    Buffer memory(40, std::byte{0xee});
    SpanWriter writer{memory};
    write_some(writer);
    EXPECT_EQ(to_hex(*writer.finish()), some);
    EXPECT_EQ(memory[32], std::byte{0xee});
}

TEST(Writer, WR2_stops_at_its_limit_and_never_in_the_middle_of_a_value) {
    for (std::size_t limit = 0; limit < some.size() / 2; ++limit) {
        Buffer buffer;
        BufferWriter growing(buffer, limit);
        write_some(growing);
        EXPECT_EQ(growing.finish().error(), Error::too_large) << limit;
        EXPECT_LE(buffer.size(), limit);
        Buffer memory(limit);
        SpanWriter lent{memory};
        write_some(lent);
        EXPECT_EQ(lent.finish().error(), Error::too_large) << limit;
        // Both wrote the same whole values, and nothing after the first that had no room.
        EXPECT_TRUE(std::string(some).starts_with(to_hex(buffer)));
        EXPECT_TRUE(equal(Bytes(memory).first(buffer.size()), buffer));
    }
    Buffer full(10);
    BufferWriter writer(full, 5);
    writer.u8(1);
    EXPECT_EQ(writer.finish().error(), Error::too_large);
    EXPECT_EQ(full.size(), 10u);
}

}  // namespace
}  // namespace core
