// Which numbers are in so many of several sets: how writes by the million are counted at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/range_set.h"

namespace fabric::quorum {

using Sources = std::vector<const core::RangeSet*>;

// Those of the window that `need` of the sources have, or more. All of it if none is needed.
[[nodiscard]] core::RangeSet held_by(std::uint32_t need, const Sources& sources,
                                     core::Range window);
[[nodiscard]] core::RangeSet common(const core::RangeSet& set, core::Range window);

}  // namespace fabric::quorum
