// What is read of TOML, and what is refused, with its line.
#include "native/toml/toml.h"

#include <gtest/gtest.h>

namespace native::toml {
namespace {

Value value_of(const std::string& written) {
    const auto document = parse("key = " + written);
    EXPECT_TRUE(document) << written << ": " << document.error().what;
    return document ? document->entries.at(0).value : Value(false);
}

std::string text_of(const std::string& written) {
    return core::get<std::string>(value_of(written));
}
std::int64_t number_of(const std::string& written) {
    return core::get<std::int64_t>(value_of(written));
}

// Where it is wrong, or 0.
std::size_t wrong_line(std::string_view text) {
    const auto document = parse(text);
    if (!document)
        EXPECT_TRUE(document.error().what.ends_with('.') ||
                    document.error().what.find(':') != std::string::npos);
    return document ? 0 : document.error().line;
}

TEST(Toml, TM1_tables_keys_and_comments) {
    const auto document =
        parse("# first\nat = 'root'\r\n\n[ run . \"a b\" ] # here\n\t2-x_Y=1\n'l\\' = 2\n[run]\n");
    ASSERT_TRUE(document) << document.error().what;
    ASSERT_EQ(document->entries.size(), 3u);
    EXPECT_EQ(document->entries[0].table, Path{});
    EXPECT_EQ(document->entries[0].line, 2u);
    EXPECT_EQ(document->entries[1].table, (Path{"run", "a b"}));
    EXPECT_EQ(document->entries[1].key, "2-x_Y");
    EXPECT_EQ(document->entries[2].key, "l\\");
    EXPECT_EQ(document->entries[2].line, 6u);
    ASSERT_EQ(document->tables.size(), 2u);
    EXPECT_EQ(document->tables[1].path, Path{"run"});
    EXPECT_EQ(document->tables[1].line, 7u);
    EXPECT_TRUE(parse("")->entries.empty());
}

TEST(Toml, TM2_texts) {
    EXPECT_EQ(text_of("\"a # b\" # c"), "a # b");
    EXPECT_EQ(text_of("'C:\\new'"), "C:\\new");
    EXPECT_EQ(text_of("\"\""), "");
    EXPECT_EQ(text_of(R"("\b\t\n\f\r\"\\ \u00e4\U0001F600")"), "\b\t\n\f\r\"\\ ä😀");
    EXPECT_EQ(text_of("\"tab\there, ö\""), "tab\there, ö");
}

TEST(Toml, TM2_numbers_and_truth_values) {
    EXPECT_EQ(number_of("0"), 0);
    EXPECT_EQ(number_of("-0"), 0);
    EXPECT_EQ(number_of("+1_000"), 1'000);
    EXPECT_EQ(number_of("9223372036854775807"), INT64_MAX);
    EXPECT_EQ(number_of("-9223372036854775808"), INT64_MIN);
    EXPECT_TRUE(core::get<bool>(value_of("true")));
    EXPECT_FALSE(core::get<bool>(value_of("false#")));
}

TEST(Toml, TM2_lists_of_texts_over_several_lines) {
    using List = std::vector<std::string>;
    EXPECT_EQ(core::get<List>(value_of("[]")), List{});
    EXPECT_EQ(core::get<List>(value_of("[ # one\n \"a\",\n\n 'b' , # two\n]")), (List{"a", "b"}));
}

TEST(Toml, TM3_what_is_no_toml_is_refused_with_its_line) {
    for (const char* const wrong : {"key",
                                    "key =",
                                    "= 1",
                                    "key = a",
                                    "key = 01",
                                    "key = 1_",
                                    "key = _1",
                                    "key = 1__0",
                                    "key = +",
                                    "key = \"a",
                                    "key = 'a\n'",
                                    "key = \"\\x\"",
                                    "key = \"\\u12\"",
                                    "key = \"\\ud800\"",
                                    "key = \"\\U00110000\"",
                                    "key = \"a\x01\"",
                                    "key = 1 2",
                                    "[a",
                                    "[]",
                                    "[a.]",
                                    "[a] b",
                                    "key = ['a' 'b']",
                                    "key = ['a',,]",
                                    "key = [,]",
                                    "key = ['a'",
                                    "# \x7f",
                                    "key = tru",
                                    "key = TRUE",
                                    "key = 9223372036854775808",
                                    "key = 1\rb = 2",
                                    "key = \"\\",
                                    "key = \"\\u"})
        EXPECT_EQ(wrong_line(std::string("ok = 1\n") + wrong), 2u) << wrong;
    EXPECT_EQ(wrong_line("a = [\n'b',\n3]"), 3u);
    EXPECT_EQ(wrong_line("key = '\xff'"), 1u);
    EXPECT_EQ(wrong_line(std::string_view("a = 1\n\0", 7)), 2u);
}

TEST(Toml, TM4_what_is_toml_and_not_read_here_is_refused_too) {
    for (const char* const other :
         {"a.b = 1", "key = 1.5", "key = 0x10", "key = inf", "key = 2026-01-01", "key = {a = 1}",
          "key = \"\"\"a\"\"\"", "key = '''a'''", "key = [1]", "key = [['a']]", "[[a]]"})
        EXPECT_EQ(wrong_line(std::string("ok = 1\n") + other), 2u) << other;
}

TEST(Toml, TM5_nothing_is_said_twice) {
    EXPECT_EQ(wrong_line("a = 1\n'a' = 1"), 2u);
    EXPECT_EQ(wrong_line("[a]\n[b]\n[a]"), 3u);
    EXPECT_EQ(wrong_line("a = 1\n[a]"), 2u);
    EXPECT_EQ(wrong_line("a = 1\n[a.b]"), 2u);
    EXPECT_EQ(wrong_line("[a.b.c]\n[a]\nb = 1"), 3u);
    EXPECT_EQ(wrong_line("[a.b]\n[a]\n[b]\na = 1"), 0u);
}

TEST(Toml, TM6_what_is_too_long_or_too_deep_is_refused) {
    const std::string comment(text_size_max - 1, '#');
    EXPECT_EQ(wrong_line(comment + "\n"), 0u);
    EXPECT_EQ(wrong_line(comment + "\n\n"), 1u);
    EXPECT_EQ(wrong_line("[1.2.3.4.5.6.7.8]"), 0u);
    EXPECT_EQ(wrong_line("[1.2.3.4.5.6.7.8.9]"), 1u);
}

}  // namespace
}  // namespace native::toml
