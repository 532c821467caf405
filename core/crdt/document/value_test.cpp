// Values by example: what is one and the same, the order of all of them, their one form in bytes.
#include <gtest/gtest.h>

#include <limits>

#include "core/crdt/document/node.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

Buffer bytes_of(const Value& value) {
    Buffer bytes;
    BufferWriter writer(bytes, 1 << 20);
    Coder<Value>::write(writer, value);
    return bytes;
}

Result<Value> value_from(const std::string& hex) {
    const Buffer bytes = spaced_hex(hex);
    Reader reader(bytes);
    auto value = Coder<Value>::read(reader);
    EXPECT_TRUE(!value || reader.at_end());
    return value;
}

// One of each kind and at each edge, ascending.
std::vector<Value> all_sorts() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return {Value(),
            Value::of(false),
            Value::of(true),
            Value::of(INT64_MIN),
            Value::of(-1),
            Value::of(0),
            Value::of(1),
            Value::of(INT64_MAX),
            Value::of(-infinity),
            Value::of(-0.5),
            Value::of(-0.0),
            Value::of(std::numeric_limits<double>::denorm_min()),
            Value::of(0.5),
            Value::of(1e300),
            Value::of(infinity),
            Value::of(std::numeric_limits<double>::quiet_NaN()),
            Value::of(""),
            Value::of("a"),
            Value::of("ä"),
            Value::of(Buffer{}),
            Value::of(spaced_hex("00")),
            Value::of(spaced_hex("ff"))};
}

TEST(Value, DV1_a_whole_number_is_an_integer) {
    EXPECT_EQ(Value::of(1.0), Value::of(1));
    EXPECT_EQ(Value::of(-3.0).kind(), Value::Kind::integer);
    EXPECT_EQ(Value::of(9'007'199'254'740'992.0), Value::of(std::int64_t{1} << 53));
    EXPECT_EQ(Value::of(0.0), Value::of(0));
    EXPECT_EQ(Value::of(0.5).kind(), Value::Kind::real);
    EXPECT_NE(Value::of(1), Value::of(true));
    EXPECT_NE(Value::of("1"), Value::of(1));
    EXPECT_NE(Value::of("a"), Value::of(spaced_hex("61")));
}

TEST(Value, DV1_a_number_that_is_none_has_one_form) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(Value::of(nan), Value::of(-nan));
    EXPECT_EQ(bytes_of(Value::of(nan)), bytes_of(Value::of(-nan)));
    EXPECT_EQ(bytes_of(Value::of(nan)), spaced_hex("04 7ff8000000000000"));
}

TEST(Value, DV1_all_values_are_in_one_order) {
    const std::vector<Value> values = all_sorts();
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t j = 0; j < values.size(); ++j) {
            EXPECT_EQ(values[i] < values[j], i < j) << i << ' ' << j;
            EXPECT_EQ(values[i] == values[j], i == j) << i << ' ' << j;
        }
    }
}

TEST(Value, DV1_has_one_form_in_bytes) {
    EXPECT_EQ(bytes_of(Value()), spaced_hex("00"));
    EXPECT_EQ(bytes_of(Value::of(false)), spaced_hex("01"));
    EXPECT_EQ(bytes_of(Value::of(true)), spaced_hex("02"));
    EXPECT_EQ(bytes_of(Value::of(-1)), spaced_hex("03 01"));
    EXPECT_EQ(bytes_of(Value::of(150)), spaced_hex("03 ac02"));
    EXPECT_EQ(bytes_of(Value::of(INT64_MIN)), spaced_hex("03 ffffffffffffffffff01"));
    EXPECT_EQ(bytes_of(Value::of(0.5)), spaced_hex("04 3fe0000000000000"));
    EXPECT_EQ(bytes_of(Value::of("ä")), spaced_hex("05 02 c3a4"));
    EXPECT_EQ(bytes_of(Value::of(spaced_hex("beef"))), spaced_hex("06 02 beef"));
    for (const Value& value : all_sorts()) {
        const Buffer bytes = bytes_of(value);
        Reader reader(bytes);
        EXPECT_EQ(Coder<Value>::read(reader), value);
        EXPECT_TRUE(reader.at_end());
    }
}

TEST(Value, DV1_other_forms_are_refused) {
    // 1.0, another NaN, an integer with a zero too many.
    EXPECT_EQ(value_from("04 3ff0000000000000").error(), Error::not_canonical);
    EXPECT_EQ(value_from("04 fff8000000000000").error(), Error::not_canonical);
    EXPECT_EQ(value_from("04 7ff8000000000001").error(), Error::not_canonical);
    EXPECT_EQ(value_from("03 8100").error(), Error::not_canonical);
    EXPECT_EQ(value_from("05 01 c3").error(), Error::malformed);
    EXPECT_EQ(value_from("05 02 61").error(), Error::truncated);
    EXPECT_EQ(value_from("06 ffffffffffffffff7f 00").error(), Error::truncated);
    EXPECT_EQ(value_from("04 00").error(), Error::truncated);
    EXPECT_EQ(value_from("07").error(), Error::malformed);
    EXPECT_EQ(value_from("").error(), Error::truncated);
}

TEST(Content, DV1_is_a_value_or_a_kind_of_node) {
    const auto content_from = [](const std::string& hex) {
        const Buffer bytes = spaced_hex(hex);
        Reader reader(bytes);
        return Coder<Content>::read(reader);
    };
    EXPECT_EQ(content_from("40"), Content(NodeKind::map));
    EXPECT_EQ(content_from("44"), Content(NodeKind::set));
    EXPECT_EQ(content_from("03 02"), Content(Value::of(1)));
    EXPECT_EQ(content_from("45").error(), Error::malformed);
    EXPECT_EQ(content_from("3f").error(), Error::malformed);
    EXPECT_EQ(content_from("").error(), Error::truncated);
}

}  // namespace
}  // namespace core::crdt
