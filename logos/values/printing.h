// Values as Show prints them, and as a hole in a text with a format does.
#pragma once

#include <string>
#include <string_view>

#include "logos/values/failure.h"
#include "logos/values/value.h"

namespace logos {

// What is nested too deep, or would not fit into a text, ends in `…`.
[[nodiscard]] std::string print(const Value& value);

// `[<^>][0][width][.decimals][$]`: the side that it lies on, zeros instead of spaces, at least so
// many characters, so many decimals (of a text: so many characters at most), as money with two
// decimals.
[[nodiscard]] Outcome<std::string> print_as(const Value& value, std::string_view format);

// The fewest digits that lead back to the number, never with an exponent.
[[nodiscard]] std::string real_text(double value);

// Rounded exactly, halves to even.
[[nodiscard]] std::string real_text(double value, std::size_t decimals);

}  // namespace logos
