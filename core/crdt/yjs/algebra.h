// Updates without a document: what a server does with them that only keeps and passes them on
// (rules YW14–YW17, spec/yjs.md). The bytes are those of Yjs' mergeUpdates, diffUpdate,
// encodeStateVectorFromUpdate and convertUpdateFormat, but that values in JSON stay as they were
// written.
#pragma once

#include <span>

#include "core/base/result.h"
#include "core/crdt/yjs/format.h"
#include "core/crdt/yjs/state_vector.h"

namespace core::crdt::yjs {

// One update that does what all do. Takes time in proportion to their sizes, and to the logarithm
// of their number; where two say different things of the same clocks, the item is kept and not that
// it was forgotten.
Result<Buffer> merge_updates(std::span<const Bytes> updates, Format format);

// What of an update is new to somebody who has that state. All deletions are.
Result<Buffer> diff_update(Bytes update, const StateVector& known, Format format);

// The state of a document that has nothing but this update.
Result<StateVector> state_vector_of(Bytes update, Format format);

Result<Buffer> convert_update(Bytes update, Format from, Format to);

}  // namespace core::crdt::yjs
