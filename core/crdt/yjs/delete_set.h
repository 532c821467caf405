// DeleteSet is what is deleted, by client: ranges of clocks. A deletion has neither author nor
// clock of its own.
#pragma once

#include "core/base/flat_map.h"
#include "core/base/range_set.h"
#include "core/crdt/yjs/id.h"

namespace core::crdt::yjs {

using DeleteSet = FlatMap<Client, RangeSet>;

}  // namespace core::crdt::yjs
