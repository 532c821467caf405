// What somebody may have meant who mistyped a name.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace command {

// How many letters are to be added, left out, exchanged or swapped with the next.
[[nodiscard]] std::size_t mistakes_between(std::string_view left, std::string_view right);

// " Did you mean NAME?", or nothing if none is like it.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> names);

}  // namespace command
