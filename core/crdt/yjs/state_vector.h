// StateVector is how far each client is known: the clock behind the last of its structs without a
// gap (rule YW11, spec/yjs.md).
#pragma once

#include "core/base/bytes.h"
#include "core/base/flat_map.h"
#include "core/base/result.h"
#include "core/crdt/yjs/id.h"

namespace core::crdt::yjs {

using StateVector = FlatMap<Client, std::uint64_t>;

// Clients may come in any order; of one that repeats the largest clock counts. Nothing may follow.
Result<StateVector> read_state_vector(Bytes bytes);
// The largest client first.
Buffer state_vector_bytes(const StateVector& vector);

}  // namespace core::crdt::yjs
