// Kept is what is seen in a slot together with the events that made it: so that what is put back
// later can be known as the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/crdt/document/node.h"

namespace core::crdt {

struct Kept {
    Content content;
    Dot written;  // The event that wrote it; a counter of 0 where only what is in the node is left.

    // Of the node that is seen, by its kind.
    std::vector<std::string> keys;
    std::vector<Kept> below;               // Under each key, or each item of a list.
    std::vector<sequence::Deletion> runs;  // What is visible of a list or text.
    std::int64_t sum = 0;
    std::vector<Value> members;
};

// Nothing if nothing is seen there.
[[nodiscard]] std::optional<Kept> kept_of(const Slot& slot);
// More than the operations take that put it back into a slot.
[[nodiscard]] std::size_t size_bound(const Kept& kept);
// The event that wrote what is seen there last; a counter of 0 if there is none.
[[nodiscard]] Dot latest_of(const Slot& slot);

}  // namespace core::crdt
