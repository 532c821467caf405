// The tables of which the built-in functions are made up, one per kind.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "logos/values/failure.h"
#include "logos/values/value.h"

namespace logos {

using Arguments = std::span<Value>;

struct Builtin {
    std::string_view name;
    std::uint8_t arguments_min;
    std::uint8_t arguments_max;
    Outcome<Value> (*call)(Arguments);
};

// For as many as one likes.
inline constexpr std::uint8_t any_arguments = UINT8_MAX;

[[nodiscard]] std::span<const Builtin> number_builtins();
[[nodiscard]] std::span<const Builtin> text_builtins();
[[nodiscard]] std::span<const Builtin> list_builtins();

// That the function `name` does not take this.
[[nodiscard]] std::unexpected<Failure> wrong_argument(std::string_view name, const Value& value);

}  // namespace logos
