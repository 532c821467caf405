// What Show prints, by the examples of the language.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/prng.h"
#include "logos/values/collections.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

Value text(std::string_view words) { return make_text(std::string(words)); }

std::string shown_as(const Value& value, std::string_view format) {
    const auto printed = print_as(value, format);
    return printed ? *printed : "! " + printed.error().text;
}

TEST(Printing, VL20_reals_are_short_and_have_no_exponent) {
    EXPECT_EQ(real_text(1.0), "1");
    EXPECT_EQ(real_text(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(real_text(1e20), "100000000000000000000");
    EXPECT_EQ(real_text(1.5e22), "15000000000000000000000");
    EXPECT_EQ(real_text(2.5e-3), "0.0025");
    EXPECT_EQ(real_text(-1.25e-7), "-0.000000125");
    EXPECT_EQ(real_text(-0.0), "-0");
    EXPECT_EQ(real_text(HUGE_VAL), "inf");
    EXPECT_EQ(real_text(-HUGE_VAL), "-inf");
    EXPECT_EQ(real_text(NAN), "NaN");
    EXPECT_EQ(real_text(1e308).size(), 309);
    EXPECT_EQ(real_text(5e-324).size(), 326);
}

TEST(Printing, VL21_collections_and_what_is_in_them) {
    EXPECT_EQ(print(make_list({text("a"), text("b"), make_list()})), "[a, b, []]");
    EXPECT_EQ(print(make_tuple({Value::integer(1), text("a"), Value::truth(true)})),
              "(1, a, true)");
    Value set = make_set();
    own_table(set).insert(Value::integer(3));
    own_table(set).insert(Value::integer(1));
    own_table(set).insert(Value::integer(3));
    EXPECT_EQ(print(set), "{3, 1}");
    Value map = make_map();
    own_table(map).insert_or_assign(text("b"), Value::integer(2));
    EXPECT_EQ(print(map), "{b: 2}");
    EXPECT_EQ(print(Value()), "nothing");
    EXPECT_EQ(print(Value::character(U'é')), "é");
}

TEST(Printing, VL22_records_sort_their_fields_and_variants_do_not) {
    const Shape point{.name = "Point", .fields = {"y", "x"}};
    const Shape circle{.name = "Circle", .fields = {"radius"}, .is_variant = true};
    const Shape dot{.name = "Dot", .fields = {}, .is_variant = true};
    EXPECT_EQ(print(make_record(&point, {Value::integer(7), Value::integer(1)})),
              "Point { x: 1, y: 7 }");
    EXPECT_EQ(print(make_record(&circle, {Value::integer(3)})), "Circle(3)");
    EXPECT_EQ(print(make_record(&dot, {})), "Dot");
}

TEST(Printing, VL23_durations_in_the_largest_whole_unit) {
    EXPECT_EQ(print(Value::duration(50'000'000)), "50ms");
    EXPECT_EQ(print(Value::duration(2'000'000'000)), "2s");
    EXPECT_EQ(print(Value::duration(90'000'000'000)), "90s");
    EXPECT_EQ(print(Value::duration(7'200'000'000'000)), "2h");
    EXPECT_EQ(print(Value::duration(1'500)), "1500ns");
    EXPECT_EQ(print(Value::duration(0)), "0s");
}

TEST(Printing, VL24_formats_of_holes) {
    EXPECT_EQ(shown_as(text("Hi"), ">5"), "   Hi");
    EXPECT_EQ(shown_as(text("Hi"), "<5"), "Hi   ");
    EXPECT_EQ(shown_as(text("Hi"), "^6"), "  Hi  ");
    EXPECT_EQ(shown_as(text("Hi"), "5"), "Hi   ");
    EXPECT_EQ(shown_as(text("日本"), ">4"), "  日本");
    EXPECT_EQ(shown_as(text("日本"), ".1"), "日");
    EXPECT_EQ(shown_as(Value::integer(42), "5"), "   42");
    EXPECT_EQ(shown_as(Value::integer(-42), "05"), "-0042");
    EXPECT_EQ(shown_as(Value::real(3.14159), ".2"), "3.14");
    EXPECT_EQ(shown_as(Value::real(3.14159), ">8.2"), "    3.14");
    EXPECT_EQ(shown_as(Value::integer(5), ".2"), "5.00");
    EXPECT_EQ(shown_as(Value::real(1234.5), "$"), "$1234.50");
    EXPECT_EQ(shown_as(Value::integer(-3), ">8$"), "  -$3.00");
    EXPECT_EQ(shown_as(Value::integer(1), ""), "1");
    EXPECT_EQ(shown_as(Value::integer(1), "x"), "! Unknown format 'x'");
    EXPECT_EQ(shown_as(Value::integer(1), "."), "! Unknown format '.'");
    EXPECT_EQ(shown_as(text("a"), "$"), "! Cannot print Text as money");
    EXPECT_EQ(shown_as(Value::integer(1), "10001"), "! Format '10001' is too wide");
    EXPECT_EQ(shown_as(Value::integer(1), "99999999999999999999999"),
              "! Format '99999999999999999999999' is too wide");
}

TEST(Printing, VL25_decimals_round_exactly_and_halves_to_even) {
    EXPECT_EQ(real_text(0.125, 2), "0.12");
    EXPECT_EQ(real_text(0.375, 2), "0.38");
    EXPECT_EQ(real_text(2.5, 0), "2");
    EXPECT_EQ(real_text(0.35, 1), "0.3");
    EXPECT_EQ(real_text(9.999, 2), "10.00");
    EXPECT_EQ(real_text(-0.001, 2), "-0.00");
    EXPECT_EQ(real_text(1e22, 1), "10000000000000000000000.0");
    EXPECT_EQ(real_text(0.1, 20), "0.10000000000000000555");
    EXPECT_EQ(real_text(HUGE_VAL, 3), "inf");
}

TEST(Printing, VL26_deep_and_large_values_end_in_an_ellipsis) {
    Value deep;
    for (int i = 0; i < 100'000; ++i) deep = make_list({std::move(deep)});
    EXPECT_LT(print(deep).size(), 1000);
    EXPECT_NE(print(deep).find("…"), std::string::npos);
    Value wide = make_text(std::string(1'000'000, 'x'));
    for (int i = 0; i < 40; ++i) wide = make_list({wide, wide});
    EXPECT_LT(print(wide).size(), text_size_max + 2'000'000);
}

}  // namespace
}  // namespace logos
