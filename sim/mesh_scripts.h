// What may befall a mesh, by name: each script is a few lines over a MeshParty, with what is
// expected of its members then (rules SM14–SM26, spec/sim.md). The list of scenarios names them.
#pragma once

#include "sim/mesh_party.h"

namespace sim {

using MeshScript = void (*)(MeshParty& party);

// One member cannot be reached for seconds.
void wifi_hiccup(MeshParty& party);
// A tab ends, with or without a word.
void tab_closed(MeshParty& party);
// A tab is not run for minutes.
void tab_frozen(MeshParty& party);
// Two Authorities are parted, each with some of the others.
void two_macs_split(MeshParty& party);
// More tabs than anybody asked for.
void fifty_tabs(MeshParty& party);
// Somebody comes late, over a link that is slow.
void phone_joins(MeshParty& party);
// A machine sleeps for up to half an hour.
void laptop_sleeps(MeshParty& party);
// Somebody's clock is five minutes ahead.
void clock_ahead(MeshParty& party);
// Somebody's disk has no room any more, for a while.
void disk_full(MeshParty& party);
// Three Authorities, eight Citizens and four Ephemerals at their work: nothing befalls them, and it
// is measured how fast that runs.
void steady(MeshParty& party);
// Somebody is revoked, and goes on writing.
void member_revoked(MeshParty& party);
// An Authority's disk is replaced by an empty one.
void disk_lost(MeshParty& party);

// Up to a third of the Citizens lie.
void liars(MeshParty& party);

// Somebody's disk fails: requests, or sectors that were synced.
void disk_rots(MeshParty& party);

// In a world that is drawn, up to the end of all that is promised everywhere.
void play_script(MeshScript script, Run& run, MeshMutant mutant);
template <MeshScript script>
void play_script(Run& run) {
    play_script(script, run, MeshMutant::none);
}

}  // namespace sim
