// Protobuf: the vectors in both directions, and what a hostile or careless message must not do.
#include "core/codec/protobuf.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/format.h"
#include "core/base/hex.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

std::string describe_field(const ProtobufField& field) {
    switch (field.type) {
        case WireType::varint: return formatted("{} varint {}", field.number, field.value);
        case WireType::fixed64: return formatted("{} fixed64 {}", field.number, field.value);
        case WireType::fixed32: return formatted("{} fixed32 {}", field.number, field.value);
        case WireType::sized: return formatted("{} sized {}", field.number, field.content);
    }
    return "";
}

Result<std::string> describe_message(Bytes message) {
    std::string text;
    ProtobufReader fields(message);
    while (const auto field = TRY(fields.next()))
        text += (text.empty() ? "" : "; ") + describe_field(*field);
    return text;
}

Error error_of(std::string_view hex) { return describe_message(*from_hex(hex)).error(); }

// [PB1] [PB2] [PB3] [PB4]
TEST(Protobuf, PB1_reads_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/protobuf.json")) {
        const Buffer bytes = vector.bytes("bytes");
        const auto fields = describe_message(bytes);
        ASSERT_EQ(fields.has_value(), vector.is_true("valid")) << vector.name();
        if (fields) EXPECT_EQ(*fields, vector.text("fields")) << vector.name();
    }
}

TEST(Protobuf, PB1_number_zero_and_numbers_too_high_are_malformed) {
    EXPECT_EQ(error_of("0001"), Error::malformed);
    EXPECT_EQ(error_of("808080801001"), Error::malformed);
    EXPECT_EQ(*describe_message(*from_hex("f8ffffff0f01")),
              formatted("{} varint 1", protobuf_number_max));
}

TEST(Protobuf, PB2_groups_and_unknown_types_are_malformed) {
    for (const std::string_view hex : {"0b", "0c", "0e00", "0f00"})
        EXPECT_EQ(error_of(hex), Error::malformed) << hex;
}

TEST(Protobuf, PB3_a_length_is_not_believed) {
    for (const std::string_view hex : {"12036162", "12ffffffffffffffffff01", "120361", "0d010203"})
        EXPECT_EQ(error_of(hex), Error::truncated) << hex;
    const Buffer message = *from_hex("1202616208");
    ProtobufReader fields(message);
    const auto field = fields.next();
    ASSERT_TRUE(field && *field);
    EXPECT_EQ((*field)->content.data(), message.data() + 2);
    EXPECT_EQ(fields.next().error(), Error::truncated);
}

TEST(Protobuf, PB4_repeated_fields_come_each_time_and_unknown_ones_pass) {
    std::uint64_t last = 0;
    int times = 0;
    const Buffer message = *from_hex(
        "0801"
        "9a060100"
        "0807"
        "0d00000000"
        "0803");
    ProtobufReader fields(message);
    for (;;) {
        const auto field = fields.next();
        ASSERT_TRUE(field);
        if (!*field) break;
        if ((*field)->number != 1 || (*field)->type != WireType::varint) continue;
        last = *(*field)->u64();
        ++times;
    }
    EXPECT_EQ(last, 3u);
    EXPECT_EQ(times, 3);
}

TEST(Protobuf, PB5_a_value_is_only_what_it_is) {
    const ProtobufField number{1, WireType::varint, UINT64_MAX, {}};
    EXPECT_EQ(number.u64(), UINT64_MAX);
    EXPECT_EQ(number.i64(), -1);
    EXPECT_EQ(number.u32().error(), Error::too_large);
    EXPECT_EQ(number.boolean(), true);
    EXPECT_EQ(number.bytes().error(), Error::malformed);
    EXPECT_EQ(number.text().error(), Error::malformed);
    EXPECT_EQ(number.fixed32().error(), Error::malformed);
    EXPECT_EQ(number.fixed64().error(), Error::malformed);
    EXPECT_EQ((ProtobufField{1, WireType::varint, UINT32_MAX, {}}).u32(), UINT32_MAX);
    EXPECT_EQ((ProtobufField{1, WireType::varint, 0, {}}).boolean(), false);

    const ProtobufField text{2, WireType::sized, 3, as_bytes("a\xc3\xa9")};
    EXPECT_EQ(text.text(), "a\xc3\xa9");
    EXPECT_EQ(text.u64().error(), Error::malformed);
    EXPECT_EQ(text.boolean().error(), Error::malformed);
    const ProtobufField latin1{2, WireType::sized, 1, as_bytes("\xe9")};
    EXPECT_EQ(latin1.text().error(), Error::malformed);
    EXPECT_TRUE(latin1.bytes());

    EXPECT_EQ((ProtobufField{3, WireType::fixed64, 5, {}}).fixed64(), 5u);
    EXPECT_EQ((ProtobufField{3, WireType::fixed32, 5, {}}).fixed32(), 5u);
    EXPECT_EQ((ProtobufField{3, WireType::fixed32, 5, {}}).fixed64().error(), Error::malformed);
}

TEST(Protobuf, PB6_the_number_of_fields_is_limited) {
    Buffer message;
    ProtobufWriter writer(message, SIZE_MAX);
    for (std::size_t i = 0; i < protobuf_fields_max; ++i) writer.u64(1, 0);
    ASSERT_TRUE(describe_message(message));
    writer.u64(1, 0);
    EXPECT_EQ(describe_message(message).error(), Error::too_large);
}

TEST(Protobuf, PB7_zero_false_and_empty_are_written) {
    Buffer message;
    ProtobufWriter writer(message, 100);
    writer.u64(1, 0);
    writer.boolean(2, false);
    writer.text(3, "");
    writer.bytes(4, {});
    writer.message(5, [](ProtobufWriter&) {});
    writer.fixed32(6, 0);
    writer.fixed64(7, 0);
    ASSERT_TRUE(writer.finish());
    EXPECT_EQ(to_hex(message),
              "08001000"
              "1a002200"
              "2a00"
              "3500000000"
              "390000000000000000");
}

TEST(Protobuf, PB7_writes_what_the_guide_shows) {
    Buffer message;
    ProtobufWriter writer(message, 100);
    writer.u64(1, 150);
    writer.text(2, "testing");
    writer.message(3, [](ProtobufWriter& nested) { nested.u64(1, 150); });
    writer.i64(1, -1);
    writer.boolean(1, true);
    ASSERT_TRUE(writer.finish());
    EXPECT_EQ(to_hex(message),
              "089601"
              "120774657374696e67"
              "1a03089601"
              "08ffffffffffffffffff01"
              "0801");
}

TEST(Protobuf, PB8_nested_messages_of_any_length_have_their_length_in_front) {
    for (const std::size_t size : {0uz, 1uz, 127uz, 128uz, 129uz, 16'383uz, 16'384uz, 70'000uz}) {
        const Buffer content(size, std::byte{'x'});
        Buffer nested;
        ProtobufWriter(nested, SIZE_MAX).bytes(2, content);
        Buffer expected;
        ProtobufWriter by_hand(expected, SIZE_MAX);
        by_hand.u64(9, 9);
        by_hand.bytes(1, nested);
        Buffer message;
        ProtobufWriter writer(message, expected.size());
        writer.u64(9, 9);
        writer.message(1, [&](ProtobufWriter& inner) { inner.bytes(2, content); });
        ASSERT_TRUE(writer.finish()) << size;
        EXPECT_EQ(message, expected) << size;
    }
}

TEST(Protobuf, PB8_going_beyond_the_limit_is_remembered) {
    Buffer message;
    ProtobufWriter writer(message, 6);
    writer.message(1, [](ProtobufWriter& inner) { inner.text(1, "abc"); });
    EXPECT_EQ(writer.finish().error(), Error::too_large);
    EXPECT_LE(message.size(), 6u);
    writer.u64(1, 1);
    EXPECT_EQ(writer.finish().error(), Error::too_large);
}

}  // namespace
}  // namespace core::codec
