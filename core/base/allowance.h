// Allowance says how much of something is too much: so many at once, then one per interval. It is
// a bucket of which only the moment is kept at which it will be full again.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/time.h"

namespace core {

struct Rate {
    std::uint32_t burst_count;
    Duration interval;
};

class Allowance {
public:
    [[nodiscard]] bool has_room(const Rate& rate, Instant now) const {
        return std::max(full_at_, now) + rate.interval - now <= rate.interval * rate.burst_count;
    }

    // Whether there was room.
    [[nodiscard]] bool take(const Rate& rate, Instant now) {
        if (!has_room(rate, now)) return false;
        full_at_ = std::max(full_at_, now) + rate.interval;
        return true;
    }

private:
    Instant full_at_ = Instant::min();
};

}  // namespace core
