// Values between JSON text and `any` by example, as JavaScript has them.
#include "core/crdt/yjs/any_json.h"

#include <gtest/gtest.h>

#include "core/codec/number_text.h"
#include "core/crdt/yjs/lib0.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt::yjs {
namespace {

using core::testing::spaced_hex;

Buffer any_of(std::string_view json) {
    Buffer any;
    const auto done = append_any_of_json(any, json);
    EXPECT_TRUE(done) << json;
    return any;
}

// There and back.
std::string again(std::string_view json) {
    const Buffer any = any_of(json);
    return json_of_any(as_text(any)).value_or("(none)");
}

TEST(AnyJson, YW4_numbers_take_the_shortest_exact_form) {
    EXPECT_EQ(any_of("5"), spaced_hex("7d05"));
    EXPECT_EQ(any_of("-0"), spaced_hex("7d40"));
    EXPECT_EQ(any_of("-2147483647"), spaced_hex("7dffffffff0f"));
    EXPECT_EQ(any_of("2147483648"), spaced_hex("7c4f000000"));
    EXPECT_EQ(any_of("0.5"), spaced_hex("7c3f000000"));
    EXPECT_EQ(any_of("1e400"), spaced_hex("7c7f800000"));
    EXPECT_EQ(any_of("0.1"), spaced_hex("7b3fb999999999999a"));
    EXPECT_EQ(any_of("1e300"), spaced_hex("7b7e37e43c8800759c"));
}

TEST(AnyJson, YW7_objects_are_ordered_as_javascript_orders_them) {
    EXPECT_EQ(again(R"({"b":1,"a":2})"), R"({"b":1,"a":2})");
    EXPECT_EQ(again(R"({"b":1,"10":2,"9":3,"01":4})"), R"({"9":3,"10":2,"b":1,"01":4})");
    EXPECT_EQ(again(R"({"b":1,"a":2,"b":{"c":[]}})"), R"({"b":{"c":[]},"a":2})");
    EXPECT_EQ(again(R"({"4294967295":1,"4294967294":2})"), R"({"4294967294":2,"4294967295":1})");
    EXPECT_EQ(again(R"( { "a" : [ 1 , 2.50 , true , null ] } )"), R"({"a":[1,2.5,true,null]})");
    // Setting this member of what is read from an `any` is no member.
    EXPECT_EQ(again(R"({"__proto__":1,"a":2})"), R"({"a":2})");
}

TEST(AnyJson, YW8_what_json_does_not_have) {
    const auto json = [](const std::string& hex) {
        const Buffer any = spaced_hex(hex);
        return json_of_any(as_text(any));
    };
    EXPECT_EQ(json("7f").error(), Error::type_wrong);
    EXPECT_EQ(json("7a 0000000000000001").error(), Error::type_wrong);
    EXPECT_EQ(json("75 02 7f 7e"), "[null,null]");
    EXPECT_EQ(json("76 02 01 61 7f 01 62 78"), R"({"b":true})");
    EXPECT_EQ(json("76 02 01 61 78 01 61 7f"), "{}");
    EXPECT_EQ(json("7c 7fc00000"), "null");
    EXPECT_EQ(json("7c ff800000"), "null");
    EXPECT_EQ(json("7d 40"), "0");
    EXPECT_EQ(json("74 02 05ff"), R"({"0":5,"1":255})");
    EXPECT_EQ(json("77 04 22 5c 0a 1f"), R"("\"\\\n\u001f")");
    EXPECT_EQ(json("7e 7e").error(), Error::trailing_bytes);
}

TEST(AnyJson, YW7_halves_of_pairs_are_kept_apart_but_become_replacements) {
    EXPECT_EQ(again(R"("\ud83d\ude42")"), "\"🙂\"");
    EXPECT_EQ(again(R"("\ud83d")"), "\"\xef\xbf\xbd\"");
    EXPECT_EQ(again(R"("\ude42\ud83d!")"), "\"\xef\xbf\xbd\xef\xbf\xbd!\"");
    // Two keys for JavaScript, and so two members.
    EXPECT_EQ(any_of(R"({"\ud800":1,"\ud801":2})"), spaced_hex("7602 03efbfbd 7d01 03efbfbd 7d02"));
    EXPECT_EQ(any_of("\"\xed\x9f\xbf\""), spaced_hex("7703 ed9fbf"));
}

TEST(AnyJson, YW7_json_is_read_strictly) {
    for (const char* json : {"{}", "[]", "\"\"", " 0 ", "-1.5e+10", "[{}]", "\"\x7f\""})
        EXPECT_TRUE(check_json(json)) << json;
    for (const char* json :
         {"",       "[",     "[1,]", "{\"a\"}",   "{a:1}", "01",      "1.",
          ".5",     "+1",    "1e",   "nul",       "'a'",   "\"\\x\"", "\"\\u12g4\"",
          "\"\n\"", "[1] 2", "NaN",  "undefined", "\"a",   "\"\\",    "\"\\u12"})
        EXPECT_FALSE(check_json(json)) << json;
    const std::string deep(any_depth_max, '[');
    const std::string closed(any_depth_max, ']');
    EXPECT_TRUE(check_json(deep + closed));
    EXPECT_EQ(again(deep + closed), deep + closed);
    EXPECT_EQ(check_json("[" + deep + closed + "]").error(), Error::too_deep);
}

TEST(AnyJson, YW8_numbers_are_written_as_javascript_writes_them) {
    const auto text = [](double number) {
        std::string written;
        codec::append_number(written, number);
        return written;
    };
    EXPECT_EQ(text(100), "100");
    EXPECT_EQ(text(123456789012345680000.0), "123456789012345680000");
    EXPECT_EQ(text(1e21), "1e+21");
    EXPECT_EQ(text(1.5e300), "1.5e+300");
    EXPECT_EQ(text(0.000001), "0.000001");
    EXPECT_EQ(text(-0.00000015), "-1.5e-7");
    EXPECT_EQ(text(123.456), "123.456");
    EXPECT_EQ(text(5e-324), "5e-324");
    EXPECT_EQ(text(-0.0), "0");
    EXPECT_EQ(codec::number_of("12345678901234567890"), 12345678901234567890.0);
    EXPECT_EQ(codec::number_of("5e-324"), 5e-324);
}

}  // namespace
}  // namespace core::crdt::yjs
