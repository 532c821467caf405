// How much one follower is sent.
#include "fabric/leadership/progress.h"

#include <algorithm>

#include "core/base/assert.h"

namespace fabric::leadership {

using core::Duration;
using core::Instant;

Progress::Progress(Index last, const Options& options, Instant now)
    : heard_at(now),
      next_(last.next()),
      flights_(options.appends_in_flight_max),
      pace_target_(last),
      pace_began_(now) {}

bool Progress::may_append(const Options& options) const {
    switch (state_) {
        case State::probe: return !is_probing_;
        case State::replicate:
            return !flights_.full() && flight_size_ < options.appends_in_flight_size_max;
        case State::snapshot: return false;
    }
    return false;
}

void Progress::appended(Index last, std::size_t size) {
    if (state_ == State::probe) {
        is_probing_ = true;
        return;
    }
    const bool has_room = flights_.push({last, size});
    ASSERT(has_room && state_ == State::replicate);
    flight_size_ += size;
    next_ = last.next();
}

void Progress::agreed(Index last) {
    match_ = std::max(match_, last);
    next_ = std::max(next_, match_.next());
    while (!flights_.empty() && flights_.front().last <= match_) {
        flight_size_ -= flights_.front().size;
        flights_.drop_front();
    }
    is_probing_ = false;
    if (state_ == State::snapshot && match_ < sending_.index) return;
    state_ = State::replicate;
}

void Progress::rejected(Index rejected, Index next) {
    // An answer to an append that was overtaken says nothing new.
    if (state_ == State::snapshot || rejected <= match_ || rejected >= next_) return;
    if (state_ == State::probe && rejected != next_.previous()) return;
    probe_from(next);
}

void Progress::probe_from(Index next) {
    state_ = State::probe;
    is_probing_ = false;
    flights_.clear();
    flight_size_ = 0;
    next_ = std::max(next, match_.next());
}

void Progress::send_snapshot(Index index, Instant now) {
    probe_from(next_);
    state_ = State::snapshot;
    sending_ = {index, 0, 0, now};
}

void Progress::note_pace(Index last, Duration round_max, Instant now) {
    if (match_ < pace_target_) return;
    keeps_pace_ = now - pace_began_ <= round_max;
    pace_target_ = last;
    pace_began_ = now;
}

}  // namespace fabric::leadership
