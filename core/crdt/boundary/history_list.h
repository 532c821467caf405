// What was done to a document, by whom and when, for people to look through and go back to.
//
//   list  := entry*, in causal order
//   entry := author (8 bytes), wall time (8 bytes), events, version that shows the document as its
//            author saw it after the change
#pragma once

#include "core/base/sliced.h"
#include "core/crdt/change/history.h"

namespace core::crdt {

// Of all changes, as long as they are kept; else Error::value_missing. What was written may be
// taken from the writer between slices.
[[nodiscard]] Sliced<Result<void>> write_history_list(Pace& pace, const History& history,
                                                      BufferWriter& writer);

}  // namespace core::crdt
