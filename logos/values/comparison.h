// When values are true, equal, before one another, and the hash that equal ones share. Numbers are
// compared exactly, whole or real; a character is equal to the text of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "logos/values/failure.h"
#include "logos/values/value.h"

namespace logos {

// False are nothing, false, zeros, and what is empty.
[[nodiscard]] bool truthy(const Value& value);

[[nodiscard]] bool equal_in_depth(const Value& left, const Value& right);

// Whatever they are made of.
[[nodiscard]] inline bool equal(const Value& left, const Value& right) {
    if (left.is(Tag::integer) && right.is(Tag::integer))
        return left.as_integer() == right.as_integer();
    return equal_in_depth(left, right);
}

[[nodiscard]] Outcome<int> order_in_depth(const Value& left, const Value& right);

// Negative, zero or positive. What is no number comes after all numbers.
[[nodiscard]] inline Outcome<int> order(const Value& left, const Value& right) {
    if (left.is(Tag::integer) && right.is(Tag::integer))
        return (left.as_integer() > right.as_integer()) - (left.as_integer() < right.as_integer());
    return order_in_depth(left, right);
}

// Numbers that differ by a billionth of the larger one, or of 1, at most; anything else if it is
// equal.
[[nodiscard]] bool approximately(const Value& left, const Value& right);

[[nodiscard]] std::uint64_t hash(const Value& value);

// Whether it is deeper than a key may be.
[[nodiscard]] bool is_too_deep(const Value& value);

// As failures call it: Int, Text, List, …
[[nodiscard]] std::string_view type_name(const Value& value);

}  // namespace logos
