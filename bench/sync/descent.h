// A model of what comparing two Merkle search trees page by page costs: whoever finds that a page
// is not among its own asks for the pages below it, one round trip for each level. Pages are those
// of core/sync/merkle_tree.h: 32 bytes for a key, 32 for the root of what lies between two, 32 to
// ask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/sync/merkle_tree.h"

namespace bench {

struct DescentCost {
    std::size_t bytes = 0;
    std::size_t round_trips = 0;
};

// The levels of all keys, in the keys' order.
std::vector<std::uint8_t> levels_of(const core::sync::MerkleTree& tree);

// `mine` and `theirs` are what only one of them has; `common` is the levels of what both have.
DescentCost descent_cost(const core::sync::MerkleTree& common_tree,
                         const std::vector<std::uint8_t>& common,
                         std::span<const core::sync::Key> mine,
                         std::span<const core::sync::Key> theirs);

}  // namespace bench
