// What an import comes to, and how an export is written.
#include "native/command/exporting.h"

#include <gtest/gtest.h>

namespace command {
namespace {

using core::codec::parse_json;

TEST(Exporting, CX17_json_is_written_so_that_lines_can_be_compared) {
    const auto value = *parse_json(R"({"a":[1,{"b":"ä"},[],{}],"c":1.50,"d":null})");
    const std::string text = indented(value);
    EXPECT_EQ(text,
              "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"ä\"\n    },\n    [],\n    {}\n  ],\n  "
              "\"c\": 1.50,\n  \"d\": null\n}\n");
    EXPECT_EQ(*parse_json(text), value);
    EXPECT_EQ(indented(*parse_json("{}")), "{}\n");
}

TEST(Exporting, CX18_an_import_knows_what_is_new_replaced_the_same_and_left) {
    const auto plan =
        plan_import(*parse_json(R"({"new":1,"other":[2],"same":{"x":[1]},"twice":1,"twice":2})"),
                    *parse_json(R"({"other":[1],"same":{"x":[1]},"left":null,"twice":1})"));
    ASSERT_EQ(plan.fresh.size(), 1u);
    EXPECT_EQ(plan.fresh[0].name, "new");
    ASSERT_EQ(plan.replaced.size(), 2u);
    EXPECT_EQ(plan.replaced[0].value, *parse_json("[2]"));
    EXPECT_EQ(plan.replaced[1].value, *parse_json("2"));
    EXPECT_EQ(plan.same, std::vector<std::string>{"same"});
    EXPECT_EQ(plan.left, std::vector<std::string>{"left"});
    EXPECT_EQ(plan_import(*parse_json(R"({"a":1})"), *parse_json("null")).fresh.size(), 1u);
}

}  // namespace
}  // namespace command
