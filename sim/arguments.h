// What the simulator's command was asked to do: [SCENARIO] [--seed N | --seeds N] [--json].
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/scenario.h"

namespace sim {

struct Arguments {
    const Scenario* scenario = nullptr;  // Null means all.
    std::optional<std::uint64_t> seed;
    std::uint64_t seeds = 1000;  // One if a seed is given.
    bool json = false;
};

// Words that make no sense together are refused with a text that says why.
std::expected<Arguments, std::string> parse(std::span<const std::string_view> words);

}  // namespace sim
