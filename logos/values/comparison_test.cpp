// Truth, equality, order and hash.
#include <gtest/gtest.h>

#include <cmath>

#include "logos/values/arithmetic.h"
#include "logos/values/make.h"

namespace logos {
namespace {

Value text(std::string_view words) { return make_text(std::string(words)); }

TEST(Comparison, VL10_zeros_nothing_and_what_is_empty_are_false) {
    for (const Value& value : {Value(), Value::truth(false), Value::integer(0), Value::real(0),
                               Value::real(-0.0), text(""), make_list(), make_set(), make_map()})
        EXPECT_FALSE(truthy(value));
    for (const Value& value :
         {Value::truth(true), Value::integer(5), Value::real(0.5), text("0"), make_list({Value()})})
        EXPECT_TRUE(truthy(value));
}

TEST(Comparison, VL11_equality_is_of_what_values_are_made_of) {
    EXPECT_TRUE(equal(Value::integer(1), Value::real(1)));
    EXPECT_TRUE(equal(Value::real(0), Value::real(-0.0)));
    EXPECT_FALSE(equal(Value::real(NAN), Value::real(NAN)));
    EXPECT_FALSE(equal(Value::integer(1), Value::truth(true)));
    EXPECT_TRUE(equal(make_list({text("a"), make_list()}), make_list({text("a"), make_list()})));
    EXPECT_FALSE(equal(make_list({text("a")}), make_tuple({text("a")})));
    EXPECT_TRUE(equal(Value::character(U'é'), text("é")));
    Value left = make_set();
    Value right = make_set();
    for (int i = 0; i < 20; ++i) {
        own_table(left).insert(Value::integer(i));
        own_table(right).insert(Value::integer(19 - i));
    }
    EXPECT_TRUE(equal(left, right));
    EXPECT_EQ(hash(left), hash(right));
    own_table(right).erase(Value::integer(3));
    EXPECT_FALSE(equal(left, right));
}

TEST(Comparison, VL11_big_numbers_and_reals_are_compared_exactly) {
    const Value big = *power(Value::integer(2), Value::integer(100));
    EXPECT_TRUE(equal(big, Value::real(0x1p100)));
    EXPECT_EQ(hash(big), hash(Value::real(0x1p100)));
    EXPECT_EQ(hash(Value::integer(7)), hash(Value::real(7)));
    EXPECT_EQ(hash(Value::character(U'x')), hash(text("x")));
    EXPECT_FALSE(equal(Value::integer(INT64_MAX), Value::real(0x1p63)));
    EXPECT_LT(*order(Value::integer(INT64_MAX), Value::real(0x1p63)), 0);
    EXPECT_GT(*order(Value::integer(9007199254740993), Value::real(9007199254740992.0)), 0);
    EXPECT_LT(*order(Value::integer(-3), Value::real(-2.5)), 0);
    EXPECT_GT(*order(Value::integer(-2), Value::real(-2.5)), 0);
    EXPECT_LT(*order(Value::integer(2), Value::real(2.5)), 0);
}

TEST(Comparison, VL12_order_of_alike_values) {
    EXPECT_LT(*order(text("a"), text("b")), 0);
    EXPECT_LT(*order(text("a"), text("ab")), 0);
    EXPECT_LT(
        *order(make_list({Value::integer(1), Value::integer(9)}), make_list({Value::integer(2)})),
        0);
    EXPECT_GT(
        *order(make_tuple({Value::integer(1), Value::integer(9)}), make_tuple({Value::integer(1)})),
        0);
    EXPECT_GT(*order(Value::duration(2), Value::duration(1)), 0);
    EXPECT_LT(*order(Value::real(HUGE_VAL), Value::real(NAN)), 0);
    EXPECT_EQ(*order(Value::real(NAN), Value::real(NAN)), 0);
    EXPECT_EQ(order(text("a"), Value::integer(1)).error().text, "Cannot compare Text and Int");
}

TEST(Comparison, VL6_deep_values_are_compared_without_a_deep_stack) {
    Value left;
    Value right;
    for (int i = 0; i < 100'000; ++i) {
        left = make_list({std::move(left)});
        right = make_list({std::move(right)});
    }
    EXPECT_TRUE(equal(left, right));
    EXPECT_EQ(hash(left), hash(right));
    EXPECT_FALSE(order(left, right));
    EXPECT_TRUE(is_too_deep(left));
}

TEST(Comparison, VL13_approximately_is_a_billionth) {
    EXPECT_TRUE(approximately(Value::real(0.1 + 0.2), Value::real(0.3)));
    EXPECT_TRUE(approximately(Value::integer(1), Value::real(1.0000000001)));
    EXPECT_FALSE(approximately(Value::integer(1), Value::real(1.00001)));
    EXPECT_TRUE(approximately(Value::real(1e30), Value::real(1.0000000001e30)));
    EXPECT_FALSE(approximately(Value::real(HUGE_VAL), Value::real(1)));
    EXPECT_TRUE(approximately(text("a"), text("a")));
}

}  // namespace
}  // namespace logos
