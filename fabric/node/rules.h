// The decisions of a node on which it depends whether what it tells is true, and whether all get
// all. It takes them nowhere else. Tests link other definitions in place of rules.cpp, one wrong at
// a time, and simulated meshes must notice each (ND31, spec/node.md).
#pragma once

#include "core/store/store.h"

namespace fabric::node::rules {

// [ND16] Whether records of this type are in snapshots.
[[nodiscard]] bool is_in_snapshots(core::store::RecordType type);
// [ND17] Whether what was promised before a restart is counted anew.
[[nodiscard]] bool resumes_promises();
// [ND9] Whether who has lost what it had acknowledged counts no more.
[[nodiscard]] bool believes_losses();
// [ND25] Whether what a revoked one wrote beyond its cut is void.
[[nodiscard]] bool heeds_cuts();
// [ND21] Whom a node dials by itself.
[[nodiscard]] bool may_reach(bool is_wanted);
// [ND22] Whether a place that is told too early is remembered.
[[nodiscard]] bool keeps_early_places();

// [ND34] Whether who may have forgotten what it wrote looks at others first.
[[nodiscard]] bool doubts();

}  // namespace fabric::node::rules
