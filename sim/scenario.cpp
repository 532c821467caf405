// The list of scenarios, and how each is played.
#include "sim/scenario.h"

#include <algorithm>
#include <array>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "sim/mesh_scripts.h"

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

constexpr std::array mesh_faults{Fault::fragmented, Fault::delayed, Fault::clogged, Fault::cut,
                                 Fault::vanished,   Fault::lost,    Fault::parted,  Fault::died,
                                 Fault::returned,   Fault::frozen,  Fault::slept,   Fault::crashed,
                                 Fault::power_lost, Fault::slow,    Fault::wiped};

// Of every mesh, and what befalls those of each script.
template <class... Own>
constexpr auto with_mesh_faults(Own... own) {
    return std::array{Fault::fragmented, Fault::delayed, Fault::clogged,
                      Fault::lost,       Fault::slow,    own...};
}
constexpr auto calm_faults = with_mesh_faults();
constexpr auto hiccup_faults = with_mesh_faults(Fault::cut, Fault::vanished, Fault::parted);
constexpr auto closed_faults = with_mesh_faults(Fault::died, Fault::crashed, Fault::returned);
constexpr auto frozen_faults = with_mesh_faults(Fault::frozen);
constexpr auto split_faults = with_mesh_faults(Fault::parted, Fault::unreachable);
constexpr auto many_faults = with_mesh_faults(Fault::died, Fault::crashed);
constexpr auto far_faults = with_mesh_faults(Fault::far);
constexpr auto sleep_faults = with_mesh_faults(Fault::slept, Fault::frozen, Fault::vanished);
constexpr auto clock_faults = with_mesh_faults(Fault::skewed);
constexpr auto full_faults = with_mesh_faults(Fault::full, Fault::power_lost, Fault::returned);
constexpr auto revoked_faults = with_mesh_faults(Fault::parted);
constexpr auto wiped_faults = with_mesh_faults(Fault::wiped, Fault::died, Fault::returned);

constexpr auto rotten_faults =
    with_mesh_faults(Fault::rotten, Fault::unreadable, Fault::misdirected, Fault::write_failed,
                     Fault::sync_failed, Fault::wiped, Fault::died, Fault::returned);
constexpr auto lying_faults =
    with_mesh_faults(Fault::withheld, Fault::replayed, Fault::distorted, Fault::forged,
                     Fault::told_two_tales, Fault::claimed, Fault::flooded);

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
    Scenario{"wifi-hiccup", "members that cannot be reached for seconds", Expectation::holds,
             hiccup_faults, play_script<wifi_hiccup>},
    Scenario{"tab-closed", "a tab that ends, with or without a word", Expectation::holds,
             closed_faults, play_script<tab_closed>},
    Scenario{"tab-frozen", "a tab that is not run for minutes", Expectation::holds, frozen_faults,
             play_script<tab_frozen>},
    Scenario{"two-macs-split", "two Authorities that are parted", Expectation::holds, split_faults,
             play_script<two_macs_split>},
    Scenario{"fifty-tabs", "fifty tabs with one or two Authorities", Expectation::holds,
             many_faults, play_script<fifty_tabs>, 10},
    Scenario{"phone-joins", "somebody who comes late, over a slow link", Expectation::holds,
             far_faults, play_script<phone_joins>},
    Scenario{"laptop-sleeps", "a machine that sleeps for up to half an hour", Expectation::holds,
             sleep_faults, play_script<laptop_sleeps>},
    Scenario{"clock-ahead", "a clock that is five minutes ahead", Expectation::holds, clock_faults,
             play_script<clock_ahead>},
    Scenario{"disk-full", "a disk that has no room for a while", Expectation::holds, full_faults,
             play_script<disk_full>},
    Scenario{"mesh-steady", "three Authorities, eight Citizens and four Ephemerals at their work",
             Expectation::holds, calm_faults, play_script<steady>, 10},
    Scenario{"member-revoked", "a member that is revoked and goes on writing", Expectation::holds,
             revoked_faults, play_script<member_revoked>},
    Scenario{"disk-lost", "an Authority's disk that is replaced by an empty one",
             Expectation::holds, wiped_faults, play_script<disk_lost>},
    Scenario{"disk-rots", "a disk that fails, and forgets some of what it had", Expectation::holds,
             rotten_faults, play_script<disk_rots>},
    Scenario{"liars", "up to a third of the Citizens lie", Expectation::holds, lying_faults,
             play_script<liars>},
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
