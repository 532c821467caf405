// The functions that every program has.
#include <gtest/gtest.h>

#include "logos/values/builtins.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

Value number(std::int64_t value) { return Value::integer(value); }
Value text(std::string_view words) { return make_text(std::string(words)); }

template <class... Values>
std::string call(std::string_view name, Values... values) {
    const auto builtin = builtin_number(name);
    if (!builtin) return "! no such function";
    std::vector<Value> arguments{std::move(values)...};
    const auto outcome = call_builtin(*builtin, arguments);
    return outcome ? print(*outcome) : "! " + outcome.error().text;
}

TEST(Builtins, VL40_the_examples_of_the_language) {
    EXPECT_EQ(call("abs", number(-4)), "4");
    EXPECT_EQ(call("max", number(3), number(5)), "5");
    EXPECT_EQ(call("min", number(3), number(5)), "3");
    EXPECT_EQ(call("sqrt", number(16)), "4");
    EXPECT_EQ(call("floor", Value::real(2.7)), "2");
    EXPECT_EQ(call("ceil", Value::real(2.1)), "3");
    EXPECT_EQ(call("round", Value::real(2.5)), "3");
    EXPECT_EQ(call("round", Value::real(-2.5)), "-3");
    EXPECT_EQ(call("pow", number(2), number(10)), "1024");
    EXPECT_EQ(call("parseInt", text("42")), "42");
    EXPECT_EQ(call("chr", number(65)), "A");
    EXPECT_EQ(call("length", text("abc")), "3");
    EXPECT_EQ(call("copy", make_list({number(1)})), "[1]");
    EXPECT_EQ(call("count_ones", number(7)), "3");
    EXPECT_EQ(call("count_ones", number(-1)), "64");
    EXPECT_EQ(call("floor", Value::real(1e20)), "100000000000000000000");
}

TEST(Builtins, VL41_names_and_counts_of_arguments_are_checked) {
    EXPECT_FALSE(builtin_number("Abs"));
    EXPECT_FALSE(builtin_number(""));
    EXPECT_EQ(call("abs"), "! Function abs expects 1 arguments, got 0");
    EXPECT_EQ(call("pow", number(1)), "! Function pow expects 2 arguments, got 1");
    EXPECT_EQ(call("split"), "! Function split expects 1 to 2 arguments, got 0");
    EXPECT_EQ(call("max"), "! Function max expects at least 1 arguments, got 0");
    EXPECT_EQ(call("abs", text("a")), "! Function abs does not take Text");
}

TEST(Builtins, VL42_numbers_are_parsed) {
    EXPECT_EQ(call("parseInt", text(" -170141183460469231731687303715884105728 ")),
              "-170141183460469231731687303715884105728");
    EXPECT_EQ(call("parseInt", text("4x")), "! Cannot parse '4x' as Int");
    EXPECT_EQ(call("parseFloat", text("2.50")), "2.5");
    EXPECT_EQ(call("parseFloat", text("-007.e1")), "-70");
    EXPECT_EQ(call("parseFloat", text(".5")), "0.5");
    EXPECT_EQ(call("parseFloat", text("000")), "0");
    EXPECT_EQ(call("parseFloat", text("1e400")), "inf");
    for (const std::string_view bad : {"", ".", "1e", "e1", "1.2.3", "x", "--1"})
        EXPECT_TRUE(call("parseFloat", text(bad)).starts_with("! Cannot parse")) << bad;
}

TEST(Builtins, VL43_texts) {
    EXPECT_EQ(call("upper", text("aZé1")), "AZé1");
    EXPECT_EQ(call("lower", text("aZ")), "az");
    EXPECT_EQ(call("trim", text("  a b \n")), "a b");
    EXPECT_EQ(call("split", text("a,b,,c"), text(",")), "[a, b, , c]");
    EXPECT_EQ(call("split", text(" a  b ")), "[a, b]");
    EXPECT_EQ(call("split", text("ab"), text("")), "[a, b]");
    EXPECT_EQ(call("join", make_list({text("a"), number(1)}), text("-")), "a-1");
    EXPECT_EQ(call("replace", text("aXbX"), text("X"), text("yy")), "ayybyy");
    EXPECT_EQ(call("starts_with", text("hello"), text("he")), "true");
    EXPECT_EQ(call("ends_with", text("hello"), text("he")), "false");
    EXPECT_EQ(call("repeat", text("ab"), number(3)), "ababab");
    EXPECT_EQ(call("repeat", text("ab"), number(INT64_MAX)), "! Text too large");
    EXPECT_EQ(call("index_of", text("日本"), text("本")), "2");
    EXPECT_EQ(call("ord", text("A")), "65");
    EXPECT_EQ(call("chr", number(0xd800)), "! No character has the number 55296");
    EXPECT_EQ(call("format", Value::real(2.0), text(".2")), "2.00");
    EXPECT_EQ(call("toText", number(5)), "5");
}

TEST(Builtins, VL44_collections) {
    const Value list = make_list({number(3), number(1), number(2)});
    EXPECT_EQ(call("sort", list), "[1, 2, 3]");
    EXPECT_EQ(call("reverse", list), "[2, 1, 3]");
    EXPECT_EQ(call("reverse", text("añb")), "bña");
    EXPECT_EQ(call("sum", list), "6");
    EXPECT_EQ(call("product", list), "6");
    EXPECT_EQ(call("max", list), "3");
    EXPECT_EQ(call("min", make_list()), "! Function min needs at least one value");
    EXPECT_EQ(print(list), "[3, 1, 2]");
    EXPECT_EQ(call("toSet", make_list({number(1), number(1)})), "{1}");
    EXPECT_EQ(call("range", number(1), number(3)), "[1, 2, 3]");
    EXPECT_EQ(call("range", number(INT64_MIN), number(INT64_MAX)), "! List too large");
    EXPECT_EQ(call("sort", make_list({number(1), text("a")})), "! Cannot compare Text and Int");
    EXPECT_EQ(call("index_of", list, number(2)), "3");
    EXPECT_EQ(call("gcd", number(12), number(-18)), "6");
}

}  // namespace
}  // namespace logos
