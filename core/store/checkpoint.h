// A Checkpoint is the word of who makes snapshots that everything in front of a position is kept
// without the journal: read back from the disk, and found whole. The journal forgets nothing
// without one.
#pragma once

#include "core/store/position.h"

namespace core::store {

class Checkpoint {
public:
    explicit constexpr Checkpoint(Position position) : position_(position) {}
    [[nodiscard]] constexpr Position position() const { return position_; }

    friend constexpr auto operator<=>(const Checkpoint&, const Checkpoint&) = default;

private:
    Position position_;
};

}  // namespace core::store
