// Programs and what they show: spec/vectors/logos. Each file holds several, `=== NAME`, the
// program, behind
// `--- shows` its output, and behind `--- fails` the words with which it ends, if it does.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/testing/files.h"
#include "logos/machine/run_twin.h"

namespace logos {
namespace {
namespace programs {

constexpr std::array areas{"builtins", "collections", "definitions", "expressions",
                           "flow",     "functions",   "outside",     "policies",
                           "reading",  "shared",      "tasks",       "variables"};

struct Example {
    std::string name;
    std::string source;
    std::string shows;
    std::string fails;
};

std::vector<Example> examples_in(const std::string& area) {
    const std::string text = core::testing::read_file("spec/vectors/logos/" + area + ".programs");
    std::vector<Example> examples;
    std::string* part = nullptr;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        begin = end + 1;
        if (line.starts_with("=== ")) {
            examples.push_back({.name = line.substr(4), .source = "", .shows = "", .fails = ""});
            part = &examples.back().source;
        } else if (line == "--- shows") {
            part = &examples.back().shows;
        } else if (line == "--- fails") {
            part = &examples.back().fails;
        } else if (part != nullptr) {
            *part += line + "\n";
        }
    }
    return examples;
}

// Blank lines stand between programs.
std::string without_end(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

void check_all(std::uint64_t at_once) {
    for (const std::string area : areas) {
        for (const Example& example : examples_in(area)) {
            const Ran ran = run_source(example.source, at_once);
            EXPECT_EQ(without_end(ran.shown), without_end(example.shows))
                << area << ' ' << example.name;
            EXPECT_EQ(ran.failed, without_end(example.fails)) << area << ' ' << example.name;
        }
    }
}

TEST(Programs, LG1_are_read_without_complaint) {
    for (const std::string area : areas)
        for (const Example& example : examples_in(area))
            EXPECT_TRUE(parse(example.source).wrong.empty()) << area << ' ' << example.name;
}

TEST(Programs, LM1_show_what_is_recorded) { check_all(1000); }

TEST(Programs, LM2_show_the_same_wherever_they_are_stopped) { check_all(1); }

}  // namespace programs
}  // namespace
}  // namespace logos
