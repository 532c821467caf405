// The list of scenarios.
#include "sim/scenario.h"

#include <algorithm>
#include <array>

namespace sim {
namespace {

constexpr std::array all{
    Scenario{"ping", "one stream of pings over a wire with faults", Expectation::holds, play_ping},
    Scenario{"ping-canary", "the same with a responder that swaps two bytes", Expectation::fails,
             play_ping_canary},
};

}  // namespace

std::span<const Scenario> scenarios() { return all; }

const Scenario* find_scenario(std::string_view name) {
    const auto at = std::ranges::find(all, name, &Scenario::name);
    return at == all.end() ? nullptr : &*at;
}

}  // namespace sim
