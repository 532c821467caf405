// The list of scenarios, and how each is played.
#include "sim/scenario.h"

#include <algorithm>
#include <array>

#include "core/base/assert.h"
#include "core/base/format.h"

namespace sim {
namespace {

constexpr std::array wire_faults{Fault::fragmented, Fault::delayed, Fault::clogged, Fault::cut,
                                 Fault::vanished};

constexpr std::array disk_faults{Fault::crashed,     Fault::power_lost,   Fault::torn,
                                 Fault::name_lost,   Fault::rotten,       Fault::unreadable,
                                 Fault::misdirected, Fault::write_failed, Fault::sync_failed,
                                 Fault::full,        Fault::slow,         Fault::gone};

// Nobody takes this one's disk away.
constexpr std::span keep_faults = std::span(disk_faults).first(disk_faults.size() - 1);

constexpr std::array swarm_faults{
    Fault::fragmented, Fault::delayed, Fault::clogged,     Fault::cut,  Fault::vanished,
    Fault::lost,       Fault::parted,  Fault::unreachable, Fault::died, Fault::returned};

constexpr std::array gossip_faults{Fault::fragmented, Fault::delayed, Fault::clogged,
                                   Fault::cut,        Fault::lost,    Fault::parted,
                                   Fault::died,       Fault::returned};

constexpr std::array mesh_faults{Fault::fragmented, Fault::delayed, Fault::clogged,    Fault::cut,
                                 Fault::vanished,   Fault::lost,    Fault::parted,     Fault::died,
                                 Fault::returned,   Fault::crashed, Fault::power_lost, Fault::slow};

constexpr std::array all{
    Scenario{"ping", "one stream of pings over a wire with faults", Expectation::holds, wire_faults,
             play_ping},
    Scenario{"ping-canary", "the same with a responder that swaps two bytes", Expectation::fails,
             wire_faults, play_ping_canary},
    Scenario{"store", "a journal on a disk with faults, through crashes and losses of power",
             Expectation::holds, disk_faults, play_store},
    Scenario{"store-canary", "the same with a disk that never syncs", Expectation::fails,
             disk_faults, play_store_canary},
    Scenario{"keep", "a journal with snapshots and compaction on a small disk with faults",
             Expectation::holds, keep_faults, play_keep},
    Scenario{"keep-canary", "the same with a disk that never syncs names", Expectation::fails,
             keep_faults, play_keep_canary},
    Scenario{"swarm", "nodes that dial, talk and die, on links and among nodes with faults",
             Expectation::holds, swarm_faults, play_swarm},
    Scenario{"swarm-canary", "the same with bodies that lose bytes", Expectation::fails,
             swarm_faults, play_swarm_canary},
    Scenario{"swarm-large", "hundreds of nodes, through loss, partitions and churn",
             Expectation::holds, gossip_faults, play_swarm_large, 100},
    Scenario{"swarm-large-canary", "the same with nodes that forward hardly any message",
             Expectation::fails, gossip_faults, play_swarm_large_canary, 100},
    Scenario{"gossip",
             "messages to all nodes of a random graph, through loss, partitions and churn",
             Expectation::holds, gossip_faults, play_gossip},
    Scenario{"gossip-canary", "the same with nodes that forward only some messages",
             Expectation::fails, gossip_faults, play_gossip_canary},
    Scenario{"mesh", "members that write, are parted, fail and come back", Expectation::holds,
             mesh_faults, play_mesh},
    Scenario{"mesh-canary", "the same with disks that never sync", Expectation::fails, mesh_faults,
             play_mesh_canary},
};

}  // namespace

std::span<const Scenario> scenarios() { return all; }

std::string replay_command(std::string_view scenario, core::Seed seed) {
#ifdef __wasm__
    constexpr std::string_view build = "--wasm ";
#else
    constexpr std::string_view build = "";
#endif
    return core::formatted("./dev sim {}{} --seed {}", build, scenario, seed);
}

void play(const Scenario& scenario, core::Seed seed, Run& run) {
    const std::string note = "replay: " + replay_command(scenario.name, seed);
    core::set_assertion_note(note.c_str());
    scenario.play(run);
    core::set_assertion_note(nullptr);
}

const Scenario* find_scenario(std::string_view name) {
    const auto at = std::ranges::find(all, name, &Scenario::name);
    return at == all.end() ? nullptr : &*at;
}

}  // namespace sim
