// One signature for a run of changes: each change names the hash of its author's change before it,
// so who signed the last of a run has signed them all (rule DM20, spec/documents.md).
#pragma once

#include <span>
#include <vector>

#include "core/crdt/change/history.h"
#include "fabric/documents/change_record.h"
#include "fabric/documents/frontiers.h"
#include "fabric/documents/writers.h"

namespace fabric::documents {

// For each record whether it is its author's. An author's come in the order in which they were
// written; of those who may not write nothing is looked at.
[[nodiscard]] std::vector<bool> genuine_among(std::span<const ChangeRecord> records,
                                              const Frontiers& known, const Writers& writers,
                                              const core::crdt::DocumentId& document);

// Whether a later one of its author's waits for just this one.
[[nodiscard]] bool is_waited_for(const ChangeRecord& record, const core::crdt::History& history);

}  // namespace fabric::documents
