// What a store has, as updates: the same bytes as Yjs (rule YX11).
#pragma once

#include "core/base/result.h"
#include "core/crdt/yjs/document/arrivals.h"
#include "core/crdt/yjs/document/store.h"
#include "core/crdt/yjs/format.h"
#include "core/crdt/yjs/state_vector.h"

namespace core::crdt::yjs {

[[nodiscard]] StateVector state_vector_of(const Store& store);

// All structs since the state, and all deletions.
[[nodiscard]] Result<Buffer> encode_since(const Store& store, const StateVector& since,
                                          Format format);
// What the record says happened.
[[nodiscard]] Result<Buffer> encode_record(const Store& store, Format format);

// What waits, as one update.
[[nodiscard]] Result<Buffer> encode_waiting(const Store& store, const Arrivals& arrivals,
                                            Format format);

// A struct as it is written; its views are into the store.
[[nodiscard]] Struct struct_of(const Store& store, const Item& item);

}  // namespace core::crdt::yjs
