// How much there is under a place, for who must not do too much in one go.
#pragma once

#include "core/crdt/document/node.h"

namespace core::crdt {

// Counts values, and of texts the runs that were typed together, a long one as several; stops when
// it has counted more than are left: then it is false, and nothing is left.
[[nodiscard]] bool weighs_no_more(const Node& node, std::size_t& values_left);
[[nodiscard]] bool weighs_no_more(const Slot& slot, std::size_t& values_left);
// Of one run of so many characters.
[[nodiscard]] bool run_weighs_no_more(std::uint32_t size, std::size_t& values_left);

}  // namespace core::crdt
