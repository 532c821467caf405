// What the signs between values do. Whole numbers are exact: what 64 bits do not hold becomes a big
// one. A whole and a real number make a real one; `+` with a text on either side joins what both
// print. Comparisons come along.
#pragma once

#include "logos/values/comparison.h"
#include "logos/values/failure.h"
#include "logos/values/value.h"

namespace logos {

[[nodiscard]] Outcome<Value> add_in_depth(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> subtract_in_depth(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> multiply_in_depth(const Value& left, const Value& right);

// These three are what programs do most, and nearly always with small integers.
[[nodiscard]] inline Outcome<Value> add(const Value& left, const Value& right) {
    std::int64_t sum = 0;
    if (left.is(Tag::integer) && right.is(Tag::integer) &&
        !__builtin_add_overflow(left.as_integer(), right.as_integer(), &sum))
        return Value::integer(sum);
    return add_in_depth(left, right);
}

[[nodiscard]] inline Outcome<Value> subtract(const Value& left, const Value& right) {
    std::int64_t difference = 0;
    if (left.is(Tag::integer) && right.is(Tag::integer) &&
        !__builtin_sub_overflow(left.as_integer(), right.as_integer(), &difference))
        return Value::integer(difference);
    return subtract_in_depth(left, right);
}

[[nodiscard]] inline Outcome<Value> multiply(const Value& left, const Value& right) {
    std::int64_t product = 0;
    if (left.is(Tag::integer) && right.is(Tag::integer) &&
        !__builtin_mul_overflow(left.as_integer(), right.as_integer(), &product))
        return Value::integer(product);
    return multiply_in_depth(left, right);
}

// left = left + right, in place if left is a text or a list that nobody else holds. On failure left
// is as before.
[[nodiscard]] Outcome<void> add_to_place(Value& left, const Value& right);

[[nodiscard]] Outcome<Value> divide(const Value& left, const Value& right);        // Towards zero.
[[nodiscard]] Outcome<Value> floor_divide(const Value& left, const Value& right);  // Downwards.
[[nodiscard]] Outcome<Value> remainder(const Value& left,
                                       const Value& right);  // With the sign of the left.
[[nodiscard]] Outcome<Value> power(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> negate(const Value& value);

[[nodiscard]] Outcome<Value> shift_left(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> shift_right(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> bit_and(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> bit_or(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> bit_xor(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> complement(const Value& value);

// The value, unless it is larger than one may be.
[[nodiscard]] Outcome<Value> checked_text(std::string text);

}  // namespace logos
