// Rounds numbers a leader's heartbeats and remembers when each began, so that an answer says up to
// when its sender still followed. They count from 1 in each term of leadership.
#pragma once

#include <optional>

#include "core/base/assert.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "fabric/leadership/types.h"

namespace fabric::leadership {

class Rounds {
public:
    explicit Rounds(std::size_t count_max) : begun_(count_max) {}

    void clear() {
        begun_.clear();
        last_ = Round{};
    }

    // The oldest is forgotten where there are too many.
    Round begin(core::Instant now) {
        if (begun_.full()) begun_.drop_front();
        const bool has_room = begun_.push(now);
        ASSERT(has_room);
        last_ = Round{last_.value + 1};
        return last_;
    }

    [[nodiscard]] Round last() const { return last_; }

    [[nodiscard]] std::optional<core::Instant> begun_at(Round round) const {
        const std::uint64_t age = last_.value - round.value;
        if (round > last_ || age >= begun_.size()) return std::nullopt;
        return begun_[begun_.size() - 1 - static_cast<std::size_t>(age)];
    }

private:
    core::Queue<core::Instant> begun_;  // The last is that of last_.
    Round last_{};
};

}  // namespace fabric::leadership
