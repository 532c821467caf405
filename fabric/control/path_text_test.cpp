// Paths as people write them.
#include "fabric/control/path_text.h"

#include <gtest/gtest.h>

namespace fabric::control {
namespace {

using core::crdt::Path;
using core::crdt::Step;

TEST(PathText, CT1_names_positions_and_quoted_names) {
    EXPECT_EQ(parse_path(""), Path{});
    EXPECT_EQ(parse_path("score"), Path{Step("score")});
    EXPECT_EQ(parse_path("notes.items[3].title"),
              (Path{Step("notes"), Step("items"), Step(3u), Step("title")}));
    EXPECT_EQ(parse_path(R"(a["b.c"][0]["\u00e4"])"),
              (Path{Step("a"), Step("b.c"), Step(0u), Step("ä")}));
    EXPECT_EQ(parse_path(R"([""].x y)"), (Path{Step(""), Step("x y")}));
}

TEST(PathText, CT1_what_is_no_path_is_refused) {
    for (const char* const text : {".", "a.", ".a", "a..b", "[", "[1", "[x]", "[01]", "a[\"b]", "]",
                                   "[4294967296]", "a\"b", "[1]b", "\xff"})
        EXPECT_FALSE(parse_path(text)) << text;
    std::string deep = "a";
    for (std::size_t i = 1; i < core::crdt::depth_max; ++i) deep += ".a";
    EXPECT_TRUE(parse_path(deep));
    EXPECT_EQ(parse_path(deep + ".a").error(), core::Error::too_deep);
}

TEST(PathText, CT1_what_is_written_is_read_as_the_same) {
    const Path path{Step("a"), Step("b.c"), Step(7u), Step(""), Step("\"\n"), Step("ü")};
    EXPECT_EQ(path_text(path), R"(a["b.c"][7][""]["\"\n"].ü)");
    EXPECT_EQ(parse_path(path_text(path)), path);
}

}  // namespace
}  // namespace fabric::control
