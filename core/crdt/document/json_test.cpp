// Documents as JSON, there and back.
#include "core/crdt/document/json.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/bytes.h"
#include "core/crdt/document/document_world.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

std::string again(std::string_view json) {
    const auto tree = tree_from_json(json);
    return tree ? to_json(*tree) : "refused";
}

TEST(DocumentJson, DJ1_every_kind_of_node_has_its_form) {
    const Tree tree{MapTree{{{"bytes", {Value::of(spaced_hex("00 ff"))}},
                             {"counter", {CounterTree{-5}}},
                             {"list", {ListTree{{{Value()}, {Value::of(true)}, {MapTree{}}}}}},
                             {"set", {SetTree{{Value::of(1), Value::of("x")}}}},
                             {"text", {TextTree{"\"ä\"\n"}}}}}};
    EXPECT_EQ(to_json(tree), R"({"bytes":{"$bytes":"AP8"},"counter":-5,"list":[null,true,{}],)"
                             R"("set":[1,"x"],"text":"\"ä\"\n"})");
}

TEST(DocumentJson, DJ1_what_json_does_not_have_is_null) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Tree tree{ListTree{{{Value::of(infinity)},
                              {Value::of(-infinity)},
                              {Value::of(std::numeric_limits<double>::quiet_NaN())}}}};
    EXPECT_EQ(to_json(tree), "[null,null,null]");
}

TEST(DocumentJson, DJ1_what_is_read_back_shows_the_same) {
    for (const char* const json :
         {"null", "true", "0", "-1", "9223372036854775807", "-9223372036854775808", "0.5", "-0.5",
          "1e+300", "5e-324", R"("text")", "[]", "{}", R"([[[]],{"a":{"b":[1,"c"]}}])",
          R"({"$bytes":"AP8"})", R"({"$bytes":""})"})
        EXPECT_EQ(again(json), json);
    EXPECT_EQ(again(R"({"b":1,"a":2,"b":3})"), R"({"a":2,"b":3})");
    EXPECT_EQ(again("1.0"), "1");
    EXPECT_EQ(again("1e3"), "1000");
    EXPECT_EQ(again("18446744073709551616"), "18446744073709552000");
}

TEST(DocumentJson, DJ1_bytes_are_bytes_again_and_what_only_looks_so_is_a_map) {
    const auto value = tree_from_json(R"({"$bytes":"AP8"})");
    ASSERT_TRUE(value);
    EXPECT_EQ(get<Value>(value->what), Value::of(spaced_hex("00 ff")));
    for (const char* const json : {R"({"$bytes":"A"})", R"({"$bytes":"+-"})", R"({"$bytes":1})",
                                   R"({"$bytes":"AP8","x":1})"}) {
        const auto map = tree_from_json(json);
        ASSERT_TRUE(map) << json;
        EXPECT_TRUE(holds_alternative<MapTree>(map->what)) << json;
        EXPECT_EQ(to_json(*map), json);
    }
}

TEST(DocumentJson, DJ1_refuses_what_is_no_json_or_no_number_of_ours) {
    EXPECT_FALSE(tree_from_json("{"));
    EXPECT_FALSE(tree_from_json("'a'"));
    EXPECT_EQ(tree_from_json("1e400").error(), Error::too_large);
    EXPECT_FALSE(tree_from_json(std::string(1000, '[')));
}

// In a document they are what they were.
TEST(DocumentJson, DJ1_a_document_shows_the_json_that_was_put_into_it) {
    WorldReplica alice = replica(1);
    const std::string json = R"({"a":[1,{"b":"c"},[2,null]],"d":{"e":{"$bytes":"AA"},"f":0.25}})";
    alice.edit([&](Transaction& edit) { edit.put(edit.root(), "k", *tree_from_json(json)); });
    EXPECT_EQ(to_json(alice.document.tree()), R"({"k":)" + json + "}");
}

}  // namespace
}  // namespace core::crdt
