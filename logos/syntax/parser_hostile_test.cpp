// What is wrong with a program is said in a sentence, with a place and what to write instead; and
// no program, whatever it holds, is too much for the parser.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "logos/syntax/dump_test.h"

namespace {

using logos::parse;
using logos::testing::first_wrong;

bool says(const std::string& source, const std::string& part) {
    const std::string said = first_wrong(source);
    if (said.find(part) == std::string::npos) ADD_FAILURE() << said;
    return said.find(part) != std::string::npos;
}

std::string repeated(const std::string& text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

std::size_t depth_of(const logos::Tree& tree) {
    std::vector<std::size_t> depths;
    for (logos::NodeId id = 0; id < tree.size(); ++id) {
        std::size_t depth = 0;
        for (const logos::NodeId part : tree.parts(id)) depth = std::max(depth, depths[part]);
        depths.push_back(depth + 1);
    }
    return *std::ranges::max_element(depths);
}

TEST(ParserErrors, LG30_what_is_wrong_has_a_suggestion) {
    EXPECT_TRUE(says("## Mian\nShow 1.", "Did you mean `## Main`?"));
    EXPECT_TRUE(says("## Main\nShwo 1.", "Did you mean `Show`?"));
    EXPECT_TRUE(says("## Main\nIf x > 1\n    Show 1.", "colon (`:`) is missing"));
    EXPECT_TRUE(says("## Main\nLet x 5.", "`be` is missing"));
    EXPECT_TRUE(says("## Main\nShow \"abc.", "This text is not closed."));
    EXPECT_TRUE(says("## Main\nShow (1 + 2.\nShow 3.", "This bracket is not closed."));
    EXPECT_TRUE(says("## Main\nShow .", "a value is missing"));
    EXPECT_TRUE(says("## Main\nOtherwise: Show 1.", "no `If`"));
    EXPECT_TRUE(says("## Main\nSend the confirmation email.", "to whom"));
    EXPECT_TRUE(says("## Main\n    Show 1.\n  Show 2.", "indented"));
}

TEST(ParserErrors, LG31_several_things_are_told_at_once) {
    const std::string source =
        "## Main\nLet x 5.\nShow 1.\nIf a:\n    Shwo 2.\n    Show 3.\nPush 1 2.\n";
    const auto wrong = parse(source).wrong;
    ASSERT_EQ(wrong.size(), 3u);
    EXPECT_EQ(source.substr(wrong[1].span.begin, 4), "Shwo");
    EXPECT_EQ(parse("## Main\n" + repeated("Show ).\n", 200)).wrong.size(),
              logos::diagnostic_count_max);
}

TEST(ParserErrors, LG32_an_explanation_shows_the_line) {
    const std::string source = "## Main\nLet ä be 5. Shwo ä.\n";
    EXPECT_EQ(logos::explain(source, "a.logos", parse(source).wrong.at(0)),
              "a.logos:2:13: No statement begins with `Shwo`.\n"
              "    Let ä be 5. Shwo ä.\n"
              "                ^^^^\n"
              "    Did you mean `Show`?\n");
}

TEST(ParserErrors, LG33_nothing_is_nested_too_deeply) {
    for (const std::string& source :
         {"Show 1" + repeated(" + 1", 100000) + ".", "Show " + repeated("not ", 100000) + "1.",
          "Show " + repeated("-", 100000) + "1.", "Show " + repeated("(", 100000),
          "Show x" + repeated("'s f", 100000), "Show " + repeated("item ", 100000),
          "Show " + repeated("1 ** ", 100000) + "1.",
          "Show " + repeated("[", 100000) + repeated("]", 100000), repeated("If a: ", 100000),
          repeated("Inspect a: When B: ", 5000),
          "Let x: " + repeated("Seq of ", 100000) + "Int be 1.",
          "If a: Show 1.\n" + repeated("Otherwise if a: Show 1.\n", 10000),
          "Show " + repeated("(x: Int) -> ", 50000) + "x.", "Show " + repeated("item (", 20000),
          "Show " + repeated("length of ", 50000) + "x.",
          "Show " + repeated("a new A with b ", 20000)}) {
        const logos::Parsed parsed = parse("## Main\n" + source);
        EXPECT_FALSE(parsed.wrong.empty()) << source.substr(0, 30);
        EXPECT_LE(depth_of(parsed.tree), logos::nesting_max) << source.substr(0, 30);
    }
    EXPECT_TRUE(parse("## Main\nShow 1" + repeated(" + 1", 150) + ".").wrong.empty());
}

}  // namespace
