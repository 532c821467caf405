// TimeMarks say how old the parts of a journal are. Files have no dates that could be relied on, so
// the time of day is written into the journal, at most once an hour.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/base/time.h"
#include "core/store/position.h"

namespace core::store {

// What time of day it is at an instant, as the body says when it begins. Nothing depends on its
// being right but how long history is kept.
struct WallClock {
    Instant begin{};
    std::uint64_t seconds = 0;  // Since 1970, at that instant.

    [[nodiscard]] std::uint64_t at(Instant now) const {
        const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - begin).count();
        return seconds + static_cast<std::uint64_t>(std::max<std::int64_t>(passed, 0));
    }
};

// Everything in front of the position was written at that time or before.
struct TimeMark {
    Position position;
    std::uint64_t seconds = 0;
};

class TimeMarks {
public:
    static constexpr std::uint64_t interval_seconds = 3600;
    // An hour each, for some weeks; beyond, every second one is forgotten.
    static constexpr std::size_t count_max = 2048;

    // Those that were known before are passed over. A clock that went back stands still until it
    // has caught up.
    void add(TimeMark mark) {
        if (!marks_.empty()) {
            if (mark.position <= marks_.back().position) return;
            mark.seconds = std::max(mark.seconds, marks_.back().seconds);
        }
        marks_.push_back(mark);
        if (marks_.size() > count_max) thin_out();
    }
    [[nodiscard]] std::span<const TimeMark> all() const { return marks_; }
    [[nodiscard]] bool is_due(std::uint64_t seconds) const {
        return marks_.empty() || seconds >= marks_.back().seconds + interval_seconds;
    }
    // At least so long ago everything was written that lies in front of the position.
    [[nodiscard]] std::uint64_t age_of(Position end, std::uint64_t now) const {
        const auto mark = std::ranges::lower_bound(marks_, end, {}, &TimeMark::position);
        return mark == marks_.end() || mark->seconds > now ? 0 : now - mark->seconds;
    }
    void forget_before(Position position) {
        marks_.erase(marks_.begin(),
                     std::ranges::lower_bound(marks_, position, {}, &TimeMark::position));
    }

private:
    void thin_out() {
        std::size_t count = 0;
        for (std::size_t i = 0; i < marks_.size(); i += 2) marks_[count++] = marks_[i];
        if (marks_.size() % 2 == 0) marks_[count++] = marks_.back();
        marks_.resize(count);
    }

    std::vector<TimeMark> marks_;  // In the order of their positions.
};

}  // namespace core::store
