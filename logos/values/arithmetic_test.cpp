// What the signs between values do, by the examples of the language and at the borders of 64 bits.
#include <gtest/gtest.h>

#include "logos/values/arithmetic.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

Value number(std::int64_t value) { return Value::integer(value); }

std::string shown(const Outcome<Value>& outcome) {
    return outcome ? print(*outcome) : "! " + outcome.error().text;
}

TEST(Arithmetic, VL2_integers_are_exact_and_promoted) {
    EXPECT_EQ(shown(add(number(INT64_MAX), number(1))), "9223372036854775808");
    EXPECT_EQ(shown(subtract(number(INT64_MIN), number(1))), "-9223372036854775809");
    EXPECT_EQ(shown(multiply(number(INT64_MAX), number(-2))), "-18446744073709551614");
    EXPECT_EQ(shown(negate(number(INT64_MIN))), "9223372036854775808");
    EXPECT_EQ(shown(divide(number(INT64_MIN), number(-1))), "9223372036854775808");
    EXPECT_EQ(shown(power(number(2), number(100))), "1267650600228229401496703205376");
    const Value big = *power(number(2), number(100));
    EXPECT_TRUE(divide(big, big)->is(Tag::integer));
    EXPECT_EQ(shown(subtract(big, big)), "0");
    EXPECT_EQ(shown(power(number(2), number(-1))), "0.5");
    EXPECT_EQ(shown(shift_left(number(1), number(64))), "18446744073709551616");
    EXPECT_EQ(shown(shift_right(number(-5), number(100))), "-1");
}

TEST(Arithmetic, VL3_division_truncates_and_floors) {
    EXPECT_EQ(shown(divide(number(7), number(2))), "3");
    EXPECT_EQ(shown(divide(number(-7), number(2))), "-3");
    EXPECT_EQ(shown(remainder(number(-7), number(3))), "-1");
    EXPECT_EQ(shown(remainder(number(INT64_MIN), number(-1))), "0");
    EXPECT_EQ(shown(floor_divide(number(-7), number(2))), "-4");
    EXPECT_EQ(shown(floor_divide(number(7), number(-2))), "-4");
    EXPECT_EQ(shown(divide(Value::real(7), number(2))), "3.5");
    EXPECT_EQ(shown(divide(number(1), number(0))), "! Division by zero");
    EXPECT_EQ(shown(remainder(number(1), number(0))), "! Division by zero");
    EXPECT_EQ(shown(floor_divide(number(1), number(0))), "! Division by zero");
    EXPECT_EQ(shown(divide(Value::real(1), number(0))), "inf");
}

TEST(Arithmetic, VL4_what_is_too_large_is_refused) {
    const Value large = *power(number(2), number(500'000));
    EXPECT_EQ(shown(multiply(large, large)), "! number too large");
    EXPECT_EQ(shown(power(number(2), large)), "! number too large");
    EXPECT_EQ(shown(power(number(-1), large)), "1");
    EXPECT_EQ(shown(shift_left(number(1), large)), "! number too large");
    const Value text = make_text(std::string(text_size_max - 1, 'x'));
    EXPECT_EQ(shown(add(text, make_text("ab"))), "! Text too large");
}

TEST(Arithmetic, VL5_a_text_on_either_side_joins_what_both_print) {
    EXPECT_EQ(shown(add(make_text("Hi"), number(5))), "Hi5");
    EXPECT_EQ(shown(add(number(5), make_text("Hi"))), "5Hi");
    EXPECT_EQ(shown(add(make_list({make_text("a")}), make_text("b"))), "[a]b");
    EXPECT_EQ(shown(add(make_list({number(1)}), make_list({number(2)}))), "[1, 2]");
    EXPECT_EQ(shown(add(make_list(), number(1))), "! Cannot add List and Int");
    EXPECT_EQ(shown(subtract(make_text("a"), number(1))), "! Cannot subtract Int from Text");
}

TEST(Arithmetic, VL5_adding_in_place_changes_nobody_elses_value) {
    Value text = make_text("a");
    const Value old_text = text;
    EXPECT_TRUE(add_to_place(text, number(1)));
    EXPECT_TRUE(add_to_place(text, make_text("b")));
    EXPECT_TRUE(add_to_place(text, text));
    EXPECT_EQ(print(text), "a1ba1b");
    EXPECT_EQ(print(old_text), "a");
    Value list = make_list({number(1)});
    EXPECT_TRUE(add_to_place(list, list));
    EXPECT_TRUE(add_to_place(list, make_list({number(2)})));
    EXPECT_EQ(print(list), "[1, 1, 2]");
    EXPECT_FALSE(add_to_place(list, number(1)));
    EXPECT_EQ(print(list), "[1, 1, 2]");
}

TEST(Arithmetic, VL7_bits_of_integers_and_of_truth_values) {
    EXPECT_EQ(shown(shift_left(number(1), number(4))), "16");
    EXPECT_EQ(shown(bit_and(number(6), number(3))), "2");
    EXPECT_EQ(shown(bit_or(number(6), number(3))), "7");
    EXPECT_EQ(shown(bit_xor(number(6), number(3))), "5");
    EXPECT_EQ(shown(complement(number(5))), "-6");
    EXPECT_EQ(shown(bit_and(Value::truth(true), Value::truth(false))), "false");
    EXPECT_EQ(shown(bit_xor(Value::truth(true), Value::truth(false))), "true");
    EXPECT_EQ(shown(complement(Value::truth(true))), "false");
    const Value big = *power(number(2), number(70));
    EXPECT_EQ(shown(bit_and(negate(big).value(), number(-1))), "-1180591620717411303424");
    EXPECT_EQ(shown(shift_right(big, number(69))), "2");
    EXPECT_EQ(shown(bit_and(number(1), make_text("a"))),
              "! Bit operations need Int or Bool, not Text");
    EXPECT_EQ(shown(shift_left(number(1), number(-1))), "! Cannot shift by -1");
}

TEST(Arithmetic, VL8_durations_add_and_multiply) {
    const Value second = Value::duration(1'000'000'000);
    EXPECT_EQ(shown(add(second, second)), "2s");
    EXPECT_EQ(shown(subtract(second, Value::duration(1'000'000))), "999ms");
    EXPECT_EQ(shown(multiply(number(60), second)), "1min");
    EXPECT_EQ(shown(divide(second, number(2))), "500ms");
    EXPECT_EQ(shown(multiply(second, number(INT64_MAX))), "! Duration too large");
    EXPECT_EQ(shown(add(second, number(1))), "! Cannot add Duration and Int");
}

}  // namespace
}  // namespace logos
