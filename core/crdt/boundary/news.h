// News as bytes: what one change made different, for whoever looks at a document from the other
// side of a boundary. What a place shows now is read there when it is wanted.
//
//   news  := count of subscriptions, their ids; count of events, events
//   event := kind × 2 + 1 if it is seen, path, by kind
//     slot     0 nothing any more, 1 a value, 2 + kind of the node
//     list     splices
//     text     splices; size, UTF-8 of all that was inserted
//     counter  the number, zigzag
//     set      count, values added; count, values removed
//   splices := count, each: retain, removed, inserted
//
// Paths are those of commands.h. Splices of texts count code points.
#pragma once

#include "core/crdt/replica/replica.h"

namespace core::crdt {

void write_news(BufferWriter& writer, const Replica::News& news);

}  // namespace core::crdt
