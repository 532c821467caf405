// JSON as it is read: the vectors, the grammar tried out exhaustively where it is small enough, the
// limits exactly, and integers to their last digit.
#include "core/codec/json.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "core/codec/json_twin.h"
#include "core/codec/json_writer.h"
#include "core/codec/utf8.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

Error error_of(std::string_view text) {
    const auto tree = parse_json(text);
    EXPECT_FALSE(tree) << text.substr(0, 100);
    return tree ? Error{} : tree.error();
}

std::string text_of(std::string_view json) {
    const auto tree = parse_json(json);
    EXPECT_TRUE(tree && tree->as_text()) << json;
    return tree && tree->as_text() ? std::string(*tree->as_text()) : "";
}

std::string hexadecimal(unsigned unit, std::string_view digits) {
    std::string text;
    for (const unsigned shift : {12u, 8u, 4u, 0u}) text += digits[unit >> shift & 15];
    return text;
}

// [JS1] [JS2] [JS3] [JS4] [JS5] [JS7] [JS9]
TEST(Json, JS1_reads_and_writes_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/json.json")) {
        const Buffer input = vector.bytes("input");
        const auto tree = parse_json(as_text(input));
        ASSERT_EQ(tree.has_value(), vector.is_true("valid")) << vector.name();
        if (!tree) continue;
        const auto written = to_json(*tree);
        ASSERT_TRUE(written) << vector.name();
        EXPECT_EQ(*written, as_text(vector.bytes("output"))) << vector.name();
        EXPECT_EQ(parse_json(*written), *tree) << vector.name();
    }
}

TEST(Json, JS1_what_is_cut_short_is_truncated) {
    for (const std::string_view text : {"",           " \n",         "[",
                                        "[1",         "[1,",         "[1, ",
                                        "{",          "{ ",          R"({"a")",
                                        R"({"a":)",   R"({"a":1)",   R"({"a":1,)",
                                        R"(")",       R"("a)",       R"("a\)",
                                        R"("a\")",    R"("\u)",      R"("\u004)",
                                        R"("\ud800)", R"("\ud800\)", R"("\ud800\udc0)",
                                        "-",          "1.",          "1e",
                                        "1E-",        "-0.0e+",      "t",
                                        "tru",        "fals",        "[nul"})
        EXPECT_EQ(error_of(text), Error::truncated) << text;
}

TEST(Json, JS1_one_value_stands_alone) {
    for (const std::string_view text : {"1 2", "[] x", "[]]", "{}}", "null,", "truefalse", "nulll",
                                        R"("a""b")", "0x10", "1-", "1_0", "1 // one"})
        EXPECT_EQ(error_of(text), Error::trailing_bytes) << text;
    EXPECT_EQ(error_of(std::string_view("1\0", 2)), Error::trailing_bytes);
}

TEST(Json, JS1_what_only_lenient_readers_take_is_malformed) {
    for (const std::string_view text : {"[1,]",
                                        "[,1]",
                                        "[,]",
                                        "[1,,2]",
                                        "[1 2]",
                                        "[1}",
                                        R"({"a":1,})",
                                        R"({,})",
                                        R"({"a":1]})",
                                        R"({"a" 1})",
                                        R"({"a"::1})",
                                        R"({"a":})",
                                        R"({"a":1 "b":2})",
                                        "{1:1}",
                                        "{a:1}",
                                        "{'a':1}",
                                        "{null:1}",
                                        "'a'",
                                        "/**/1",
                                        "//\n1",
                                        "#1",
                                        "NaN",
                                        "Infinity",
                                        "-Infinity",
                                        "-NaN",
                                        "undefined",
                                        "True",
                                        "NULL",
                                        "+1",
                                        ".5",
                                        "- 1",
                                        "--1",
                                        "`a`",
                                        "(1)",
                                        "\xef\xbb\xbf"
                                        "1"})
        EXPECT_EQ(error_of(text), Error::malformed) << text;
}

TEST(Json, JS1_words_are_whole_and_in_small_letters) {
    for (const std::string_view word : {"true", "false", "null"}) {
        EXPECT_TRUE(parse_json(word));
        for (std::size_t i = 0; i < word.size(); ++i) {
            EXPECT_FALSE(parse_json(word.substr(0, i)));
            std::string other(word);
            other[i] = static_cast<char>(other[i] - 'a' + 'A');
            EXPECT_EQ(error_of(other), Error::malformed);
        }
    }
}

TEST(Json, JS1_blanks_are_four_characters_and_stand_anywhere_between) {
    constexpr std::string_view blanks = " \t\n\r";
    for (unsigned byte = 0; byte < 256; ++byte) {
        const char character = static_cast<char>(byte);
        const bool is_blank = blanks.contains(character);
        const bool is_digit = character >= '0' && character <= '9';
        const bool is_sign_or_digit = character == '-' || (is_digit && character != '0');
        const std::string before = std::string(1, character) + "1";
        const std::string behind = "1" + std::string(1, character);
        EXPECT_EQ(parse_json(before).has_value(), is_blank || is_sign_or_digit) << byte;
        EXPECT_EQ(parse_json(behind).has_value(), is_blank || is_digit) << byte;
    }
    const auto tree = parse_json(R"({"a":[1,{}],"b":[]})");
    std::string spread;
    for (const std::string_view token :
         {"", "{", R"("a")", ":", "[", "1", ",", "{", "}", "]", ",", R"("b")", ":", "[", "]", "}"})
        spread.append(token).append(blanks);
    EXPECT_EQ(parse_json(spread), tree);
}

TEST(Json, JS2_numbers_have_the_grammar_and_no_other) {
    constexpr std::string_view alphabet = "01-+.eE";
    std::size_t numbers = 0;
    for (std::size_t length = 1, count = 7; length <= 6; ++length, count *= 7)
        for (std::size_t i = 0; i < count; ++i) {
            std::string text;
            for (std::size_t rest = i; text.size() < length; rest /= 7) text += alphabet[rest % 7];
            const auto tree = parse_json(text);
            ASSERT_EQ(tree.has_value(), is_json_number_slowly(text)) << text;
            if (!tree) continue;
            ++numbers;
            ASSERT_EQ(tree->as_digits(), text);
        }
    EXPECT_GT(numbers, 1000u);
}

TEST(Json, JS3_only_UTF8_is_read_wherever_it_stands) {
    for (const std::string_view wrong :
         {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xed\xbf\xbf",
          "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xc3", "\xe2\x82"}) {
        const std::string text(wrong);
        EXPECT_EQ(error_of('"' + text + '"'), Error::malformed);
        EXPECT_EQ(error_of(R"({")" + text + R"(":1})"), Error::malformed);
        EXPECT_EQ(error_of("1 " + text), Error::malformed);
        EXPECT_EQ(error_of(text), Error::malformed);
    }
    for (const std::string_view right :
         {"\x7f", "\xc2\x80", "\xe2\x80\xa8", "\xef\xbf\xbf", "\xef\xbb\xbf", "\xf4\x8f\xbf\xbf"})
        EXPECT_EQ(text_of('"' + std::string(right) + '"'), right);
}

TEST(Json, JS4_eight_short_escapes_and_no_raw_control_characters) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    for (unsigned byte = 0; byte < 128; ++byte) {
        const std::string character(1, static_cast<char>(byte));
        const std::size_t at = letters.find(character);
        if (at != std::string_view::npos)
            EXPECT_EQ(text_of("\"\\" + character + '"'), meanings.substr(at, 1));
        else
            EXPECT_EQ(error_of("\"\\" + character + "    \""), Error::malformed) << byte;
        const bool is_plain = byte >= 0x20 && character != "\"" && character != "\\";
        EXPECT_EQ(parse_json('"' + character + '"').has_value(), is_plain) << byte;
    }
}

TEST(Json, JS4_every_numbered_escape) {
    for (unsigned unit = 0; unit < 0x10000; ++unit) {
        const bool is_upper = unit % 2 == 1;
        const std::string digits =
            hexadecimal(unit, is_upper ? "0123456789ABCDEF" : "0123456789abcdef");
        const auto tree = parse_json("\"\\u" + digits + "x\"");
        const bool is_surrogate = unit >= 0xd800 && unit <= 0xdfff;
        ASSERT_EQ(tree.has_value(), !is_surrogate) << digits;
        if (is_surrogate) continue;
        std::string expected;
        append_utf8(expected, static_cast<char32_t>(unit));
        ASSERT_EQ(tree->as_text(), expected + 'x');
    }
    for (unsigned byte = 0; byte < 128; ++byte) {
        const char digit = static_cast<char>(byte);
        const bool is_digit = std::string_view("0123456789abcdefABCDEF").contains(digit);
        for (std::size_t at = 0; at < 4; ++at) {
            std::string text = R"("\u0000")";
            text[3 + at] = digit;
            if (at == 0 && (digit | 0x20) == 'd') text[4] = '7';  // Below the surrogates.
            EXPECT_EQ(parse_json(text).has_value(), is_digit) << text;
        }
    }
}

TEST(Json, JS4_surrogates_come_in_pairs) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::array<unsigned, 8> borders{0xd7ff, 0xd800, 0xd801, 0xdbff,
                                              0xdc00, 0xdc01, 0xdfff, 0xe000};
    for (const unsigned first : borders)
        for (const unsigned second : borders) {
            const auto tree = parse_json("\"\\u" + hexadecimal(first, digits) + "\\u" +
                                         hexadecimal(second, digits) + '"');
            const auto is_high = [](unsigned unit) { return unit >= 0xd800 && unit <= 0xdbff; };
            const auto is_low = [](unsigned unit) { return unit >= 0xdc00 && unit <= 0xdfff; };
            const bool is_pair = is_high(first) && is_low(second);
            const bool is_neither =
                !is_high(first) && !is_low(first) && !is_high(second) && !is_low(second);
            ASSERT_EQ(tree.has_value(), is_pair || is_neither) << first << " " << second;
            if (!is_pair) continue;
            std::string expected;
            append_utf8(expected, 0x10000 + (first - 0xd800) * 0x400 + (second - 0xdc00));
            EXPECT_EQ(tree->as_text(), expected);
        }
    for (const std::string_view text :
         {R"("\ud800")", R"("\ud800x")", R"("\ud800\n")", R"("\ud800 \udc00")", R"("\udc00")",
          R"("\ud800\\udc00")", R"("\u1")", R"("\ud800\u1")", "trx", "nuL"})
        EXPECT_EQ(error_of(text), Error::malformed) << text;
}

}  // namespace
}  // namespace core::codec
