// JSON as it is written: no more characters than needed, and nothing that could not be read back.
#include "core/codec/json_writer.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/base/limits.h"

namespace core::codec {
namespace {

JsonValue nested(std::size_t depth) {
    JsonValue value;
    for (std::size_t i = 0; i < depth; ++i) {
        std::vector<JsonValue> items;
        items.push_back(std::move(value));
        value = JsonValue::of(std::move(items));
    }
    return value;
}

TEST(JsonWriter, JS9_commas_stand_between_and_nowhere_else) {
    JsonWriter writer;
    writer.begin_object();
    writer.name("empty");
    writer.begin_array();
    writer.end_array();
    writer.name("items");
    writer.begin_array();
    writer.number(std::int64_t{-1});
    writer.text("[");
    writer.text(":");
    writer.begin_object();
    writer.end_object();
    writer.begin_object();
    writer.name("{");
    writer.null();
    writer.end_object();
    writer.boolean(false);
    writer.value(JsonValue::of("a"));
    writer.end_array();
    writer.name("");
    writer.boolean(true);
    writer.end_object();
    EXPECT_EQ(*writer.finish(),
              R"({"empty":[],"items":[-1,"[",":",{},{"{":null},false,"a"],"":true})");
}

TEST(JsonWriter, JS9_a_tree_made_by_hand_reads_back) {
    std::vector<JsonMember> members;
    members.push_back({"a", JsonValue::of(true)});
    members.push_back({"b", JsonValue::number(std::int64_t{-7})});
    members.push_back({"a", JsonValue::number("1.50E+3")});
    members.push_back({"c", nested(2)});
    const JsonValue tree = JsonValue::of(std::move(members));
    const auto text = to_json(tree);
    EXPECT_EQ(text, R"({"a":true,"b":-7,"a":1.50E+3,"c":[[null]]})");
    EXPECT_EQ(parse_json(*text), tree);
    EXPECT_NE(parse_json(R"({"a":true,"b":-7,"a":1.50E+3,"c":[[true]]})"), tree);
}

TEST(JsonWriter, JS9_numbers_of_all_64_bits) {
    JsonWriter writer;
    writer.begin_array();
    writer.number(INT64_MIN);
    writer.number(INT64_MAX);
    writer.number(UINT64_MAX);
    writer.number(std::uint64_t{0});
    writer.value(JsonValue::number(INT64_MIN));
    writer.end_array();
    EXPECT_EQ(*writer.finish(),
              "[-9223372036854775808,9223372036854775807,18446744073709551615,0,"
              "-9223372036854775808]");
}

TEST(JsonWriter, JS9_only_what_must_be_is_escaped) {
    const std::vector<std::pair<char, std::string_view>> short_ones{
        {'"', R"(\")"},  {'\\', R"(\\)"}, {'\b', R"(\b)"}, {'\f', R"(\f)"},
        {'\n', R"(\n)"}, {'\r', R"(\r)"}, {'\t', R"(\t)"}};
    for (unsigned byte = 0; byte < 128; ++byte) {
        const char character = static_cast<char>(byte);
        std::string expected(1, character);
        if (byte < 0x20)
            expected =
                std::string(byte < 0x10 ? R"(\u000)" : R"(\u001)") + "0123456789abcdef"[byte & 15];
        for (const auto& [escaped, written] : short_ones)
            if (escaped == character) expected = written;
        const JsonValue value = JsonValue::of(std::string_view(&character, 1));
        const auto text = to_json(value);
        EXPECT_EQ(text, '"' + expected + '"') << byte;
        EXPECT_EQ(parse_json(*text), value) << byte;
    }
    EXPECT_EQ(to_json(JsonValue::of("/\x7f\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80")),
              "\"/\x7f\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\"");
}

TEST(JsonWriter, JS9_names_are_escaped_like_texts) {
    JsonWriter writer;
    writer.begin_object();
    writer.name("a\"\n");
    writer.text("b\\");
    writer.end_object();
    EXPECT_EQ(*writer.finish(), R"({"a\"\n":"b\\"})");
}

TEST(JsonWriter, JS10_text_that_is_not_UTF8_is_reported) {
    for (const std::string_view wrong : {"\xff", "\xc3", "\xed\xa0\x80", "\xc0\x80"}) {
        EXPECT_EQ(to_json(JsonValue::of(wrong)).error(), Error::malformed);
        std::vector<JsonMember> members;
        members.push_back({std::string(wrong), JsonValue()});
        members.push_back({"right", JsonValue::of("right")});
        EXPECT_EQ(to_json(JsonValue::of(std::move(members))).error(), Error::malformed);
    }
}

TEST(JsonWriter, JS10_nesting_that_cannot_be_read_is_reported) {
    const JsonValue deepest = nested(nesting_depth_max);
    const auto text = to_json(deepest);
    ASSERT_TRUE(text);
    EXPECT_EQ(parse_json(*text), deepest);
    EXPECT_EQ(to_json(nested(nesting_depth_max + 1)).error(), Error::too_deep);
    EXPECT_EQ(to_json(nested(3 * nesting_depth_max)).error(), Error::too_deep);

    JsonWriter around;
    around.begin_array();
    around.value(deepest);
    around.end_array();
    EXPECT_EQ(around.finish().error(), Error::too_deep);

    JsonWriter by_hand;
    for (std::size_t i = 0; i <= nesting_depth_max; ++i) by_hand.begin_array();
    for (std::size_t i = 0; i <= nesting_depth_max; ++i) by_hand.end_array();
    EXPECT_EQ(by_hand.finish().error(), Error::too_deep);
}

TEST(JsonWriter, JS12_parts_put_together_are_the_whole) {
    const auto write = [](auto pause) {
        JsonWriter writer;
        std::string taken;
        const auto rest = [&] {
            if (pause) taken += writer.take();
        };
        writer.begin_object();
        rest();
        writer.name("a");
        rest();
        writer.begin_array();
        for (const std::int64_t number : {1, 22}) {
            rest();
            writer.number(number);
        }
        writer.begin_text();
        for (const std::string_view piece : {"", "x\n", "🙂", "\"\\"}) {
            writer.more_text(piece);
            rest();
        }
        writer.end_text();
        rest();
        writer.end_array();
        writer.name("");
        writer.null();
        rest();
        writer.end_object();
        return taken + *writer.finish();
    };
    EXPECT_EQ(write(false), R"({"a":[1,22,"x\n🙂\"\\"],"":null})");
    EXPECT_EQ(write(true), write(false));
}

}  // namespace
}  // namespace core::codec
