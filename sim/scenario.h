// A scenario is a small world with a workload, faults and invariants, all drawn from the run's
// seed.
#pragma once

#include <span>
#include <string_view>

#include "sim/run.h"

namespace sim {

enum class Expectation : std::uint8_t {
    holds,
    fails,  // A canary: a planted bug that every sweep must find, or the sweep proves nothing.
};

struct Scenario {
    std::string_view name;
    std::string_view about;
    Expectation expectation;
    void (*play)(Run& run);
};

std::span<const Scenario> scenarios();

// Null if there is none of that name.
const Scenario* find_scenario(std::string_view name);

void play_ping(Run& run);
void play_ping_canary(Run& run);

}  // namespace sim
