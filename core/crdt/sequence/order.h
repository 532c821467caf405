// Where an item belongs among those that its author did not see. Three answers, each the same on
// every replica, whatever came first:
//
//   fugue_max  what was typed in one go stays together, forwards and backwards, as far as that is
//              possible at all (Weidner and Kleppmann, "The Art of the Fugue"). The default.
//   yata       Yjs's order, for documents that are shared with it.
//   rga        behind the item on its left, the later Lamport number first.
#pragma once

#include <span>

#include "core/crdt/dot.h"
#include "core/crdt/sequence/span_tree.h"

namespace core::crdt::sequence {

enum class Order : std::uint8_t { fugue_max, yata, rga };
inline constexpr std::uint8_t order_count = 3;

// The place of a span whose neighbours are in the tree. `authors` are those of the tree, by number.
[[nodiscard]] Place place_for(Order order, SpanTree& tree, std::span<const Author> authors,
                              const Span& span);

// Of the first item of a span in an rga sequence.
[[nodiscard]] inline Lamport lamport_of(const Span& span) {
    return Lamport{span.distance() + span.id().counter};
}

}  // namespace core::crdt::sequence
