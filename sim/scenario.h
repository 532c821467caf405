// A scenario is a small world with a workload, faults and invariants, all drawn from the run's
// seed.
#pragma once

#include <span>
#include <string>
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
    // What its world does; a long sweep must have seen all of them.
    std::span<const Fault> faults;
    void (*play)(Run& run);
    // As many runs of other scenarios take as long as one of this: in a sweep of all scenarios it
    // is played so much less often.
    std::uint64_t weight = 1;
};

std::span<const Scenario> scenarios();

// Plays it in such a way that an assertion that fails meanwhile says how to replay it.
void play(const Scenario& scenario, core::Seed seed, Run& run);

// What to type to see the same run again, with a readable log.
std::string replay_command(std::string_view scenario, core::Seed seed);

// Null if there is none of that name.
const Scenario* find_scenario(std::string_view name);

void play_ping(Run& run);
void play_ping_canary(Run& run);
void play_store(Run& run);
void play_store_canary(Run& run);
void play_keep(Run& run);
void play_keep_canary(Run& run);
void play_swarm(Run& run);
void play_swarm_canary(Run& run);
void play_swarm_large(Run& run);
void play_swarm_large_canary(Run& run);
void play_gossip(Run& run);
void play_gossip_canary(Run& run);
void play_mesh(Run& run);
void play_mesh_canary(Run& run);

}  // namespace sim
