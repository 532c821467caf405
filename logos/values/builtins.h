// The functions that every program has: pure ones, of values alone. Those that need a clock, chance
// or a file are the machine's. A program's own functions of the same name come first.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "logos/values/failure.h"
#include "logos/values/value.h"

namespace logos {

// By which a compiled program calls it.
[[nodiscard]] std::optional<std::uint16_t> builtin_number(std::string_view name);

// The number must be of one. It may take the arguments to pieces.
[[nodiscard]] Outcome<Value> call_builtin(std::uint16_t number, std::span<Value> arguments);

}  // namespace logos
