// The decisions of a document on which it depends whether liars get anywhere. It takes them nowhere
// else. Tests link other definitions in place of rules.cpp, one wrong at a time, and simulated
// meshes must notice each (ND31, spec/node.md).
#pragma once

#include "fabric/documents/change_record.h"

namespace fabric::documents::rules {

// [DM3] Whether the change is its author's, and for this document.
[[nodiscard]] bool is_genuine(const ChangeRecord& record, const core::crdt::DocumentId& document);
// [DM17] Whether others are told who told two tales.
[[nodiscard]] bool tells_of_liars();
// [DM19] Whether who says to have more of our own changes must send them.
[[nodiscard]] bool wants_proof_of_our_past();

}  // namespace fabric::documents::rules
