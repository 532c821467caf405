// What a list knows of places, as bytes: each run of items once, whether they are left or not.
#pragma once

#include <vector>

#include "core/crdt/list/places.h"
#include "core/crdt/store_codec.h"

namespace core::crdt::list {

// Of one item at least.
inline constexpr std::size_t places_size_min = 9;

// `left` are those that were not removed.
void write_places(StoreWriter& writer, const Places& places, const DotContext& left);

struct PlacesRead {
    std::vector<Insertion> insertions;
    DotContext left;  // All of them inserted.
};
// Refuses whatever is not in the one form that would have been written. Counters and sizes that are
// claimed reserve nothing.
[[nodiscard]] Result<PlacesRead> read_places(StoreReader& reader, Order order);

}  // namespace core::crdt::list
