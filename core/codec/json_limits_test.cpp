// JSON's limits, and what is asked of a tree: members, integers, and values of the wrong kind.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "core/base/limits.h"
#include "core/codec/json.h"

namespace core::codec {
namespace {

Error error_of(std::string_view text) {
    const auto tree = parse_json(text);
    EXPECT_FALSE(tree);
    return tree ? Error{} : tree.error();
}

std::string nested(std::string_view open, std::string_view close, std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += '0';
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text;
}

TEST(JsonLimits, JS5_nesting_ends_exactly_at_the_limit) {
    for (const auto& [open, close] : {std::pair("[", "]"), std::pair(R"({"a":)", "}"),
                                      std::pair("[1,null,", "]"), std::pair(" [ ", " ] ")}) {
        EXPECT_TRUE(parse_json(nested(open, close, nesting_depth_max))) << open;
        EXPECT_EQ(error_of(nested(open, close, nesting_depth_max + 1)), Error::too_deep) << open;
    }
    // Both kinds together: half as often each.
    const std::size_t half = nesting_depth_max / 2;
    EXPECT_TRUE(parse_json(nested(R"([{"a":)", "}]", half)));
    EXPECT_EQ(error_of('[' + nested(R"([{"a":)", "}]", half) + ']'), Error::too_deep);
    EXPECT_EQ(error_of(std::string(json_size_max, '[')), Error::too_deep);
}

TEST(JsonLimits, JS5_what_is_closed_counts_no_more) {
    std::string text = "[";
    for (std::size_t i = 0; i < 3 * nesting_depth_max; ++i) text += R"([[]],{"a":{}},)";
    EXPECT_TRUE(parse_json(text + "0]"));
}

TEST(JsonLimits, JS6_the_size_ends_exactly_at_the_limit) {
    const std::string most = '"' + std::string(json_size_max - 2, 'a') + '"';
    EXPECT_TRUE(parse_json(most));
    EXPECT_EQ(error_of(most + ' '), Error::too_large);
    EXPECT_EQ(error_of(' ' + most), Error::too_large);
    EXPECT_EQ(error_of(std::string(json_size_max + 1, ' ')), Error::too_large);
}

TEST(JsonLimits, JS6_values_end_exactly_at_the_limit) {
    std::string items;
    for (std::size_t i = 0; i < json_values_max - 2; ++i) items += "0,";
    const auto most = parse_json('[' + items + "0]");
    ASSERT_TRUE(most);
    EXPECT_EQ(most->as_array()->size(), json_values_max - 1);
    EXPECT_EQ(error_of('[' + items + "0,0]"), Error::too_large);
    EXPECT_EQ(error_of('[' + items + "[0]]"), Error::too_large);
    EXPECT_EQ(error_of('[' + items + R"({"a":0}])"), Error::too_large);
}

TEST(JsonLimits, JS7_members_keep_their_order_and_the_last_of_a_name_counts) {
    const auto tree = parse_json(R"({"b":1,"a":2,"b":3,"":4,"ab":5,"\u0061\u0000":6})");
    ASSERT_TRUE(tree);
    std::string names;
    for (const JsonMember& member : *tree->as_object())
        names += member.name + '=' + std::string(*member.value.as_digits()) + ' ';
    EXPECT_EQ(names, std::string("b=1 a=2 b=3 =4 ab=5 a\0=6 ", 25));
    EXPECT_EQ(tree->find("b")->as_uint64(), 3u);
    EXPECT_EQ(tree->find("a")->as_uint64(), 2u);
    EXPECT_EQ(tree->find("")->as_uint64(), 4u);
    EXPECT_EQ(tree->find(std::string_view("a\0", 2))->as_uint64(), 6u);
    EXPECT_EQ(tree->find("A"), nullptr);
    EXPECT_EQ(tree->find("abc"), nullptr);
    for (const std::string_view other : {"[]", R"(["a"])", R"("a")", "1", "null", "true"})
        EXPECT_EQ(parse_json(other)->find("a"), nullptr) << other;
}

TEST(JsonLimits, JS8_integers_are_exact_to_their_last_bit) {
    const auto signed_of = [](std::string_view text) { return parse_json(text)->as_int64(); };
    const auto unsigned_of = [](std::string_view text) { return parse_json(text)->as_uint64(); };
    EXPECT_EQ(signed_of("9223372036854775807"), INT64_MAX);
    EXPECT_EQ(signed_of("9223372036854775808").error(), Error::too_large);
    EXPECT_EQ(signed_of("-9223372036854775808"), INT64_MIN);
    EXPECT_EQ(signed_of("-9223372036854775809").error(), Error::too_large);
    EXPECT_EQ(signed_of("-18446744073709551616").error(), Error::too_large);
    EXPECT_EQ(signed_of("9007199254740993"), 9'007'199'254'740'993);  // 2^53 + 1.
    EXPECT_EQ(signed_of("-1"), -1);
    EXPECT_EQ(signed_of("-0"), 0);
    EXPECT_EQ(unsigned_of("18446744073709551615"), UINT64_MAX);
    EXPECT_EQ(unsigned_of("18446744073709551616").error(), Error::too_large);
    EXPECT_EQ(unsigned_of("100000000000000000000000000").error(), Error::too_large);
    EXPECT_EQ(unsigned_of("0"), 0u);
    EXPECT_EQ(unsigned_of("-0"), 0u);
    EXPECT_EQ(unsigned_of("-1").error(), Error::too_large);
}

TEST(JsonLimits, JS8_fractions_and_exponents_are_no_integers) {
    for (const std::string_view text :
         {"1.0", "0.0", "-1.5", "1e2", "1E2", "100e-2", "0e0", "-0.0"}) {
        const auto tree = parse_json(text);
        ASSERT_TRUE(tree) << text;
        EXPECT_FALSE(tree->as_int64()) << text;
        EXPECT_FALSE(tree->as_uint64()) << text;
        EXPECT_EQ(tree->as_digits(), text);
    }
}

TEST(JsonLimits, JS8_a_value_is_only_of_its_kind) {
    using Kind = JsonValue::Kind;
    for (const auto& [text, kind] :
         {std::pair("null", Kind::null), std::pair("true", Kind::boolean),
          std::pair("1", Kind::number), std::pair(R"("1")", Kind::text),
          std::pair("[1]", Kind::array), std::pair(R"({"a":1})", Kind::object)}) {
        const auto tree = parse_json(text);
        ASSERT_TRUE(tree);
        EXPECT_EQ(tree->kind(), kind) << text;
        EXPECT_EQ(tree->is_null(), kind == Kind::null) << text;
        const auto expect = [&](const auto& result, Kind wanted) {
            EXPECT_EQ(result.has_value(), kind == wanted) << text;
            if (!result) EXPECT_EQ(result.error(), Error::type_wrong) << text;
        };
        expect(tree->as_bool(), Kind::boolean);
        expect(tree->as_digits(), Kind::number);
        expect(tree->as_int64(), Kind::number);
        expect(tree->as_uint64(), Kind::number);
        expect(tree->as_text(), Kind::text);
        expect(tree->as_array(), Kind::array);
        expect(tree->as_object(), Kind::object);
    }
    EXPECT_EQ(parse_json("true")->as_bool(), true);
    EXPECT_EQ(parse_json("false")->as_bool(), false);
}

}  // namespace
}  // namespace core::codec
