// Answers as people see them.
#include "native/command/rendering.h"

#include <gtest/gtest.h>

namespace command {
namespace {

std::string shown(std::string_view json) { return render(*core::codec::parse_json(json)); }

TEST(Rendering, CX3_values_lines_and_tables) {
    EXPECT_EQ(shown("3"), "3");
    EXPECT_EQ(shown("\"ä\""), "ä");
    EXPECT_EQ(shown("{}"), "done");
    EXPECT_EQ(shown("[]"), "none");
    EXPECT_EQ(shown(R"({"a":1,"longer":{"x":[1]}})"), "a       1\nlonger  {\"x\":[1]}");
    EXPECT_EQ(shown(R"([{"a":"x","b":true},{"a":"yy","c":2}])"),
              "a   b    c\nx   yes  -\nyy  -    2");
}

TEST(Rendering, CX3_nothing_in_a_document_commands_the_terminal) {
    EXPECT_EQ(shown("\"a\\u001b[31mb\\u009bc\""), "a\uFFFD[31mb\uFFFDc");
    EXPECT_EQ(shown(R"({"k\u001b":"v"})"), "k\uFFFD  v");
}

}  // namespace
}  // namespace command
