// Progress is what a leader knows of one follower, and decides how much it is sent (RF70, RF71).
//
//     probe       it is not known where the logs agree: one append at a time
//     replicate   appends go ahead of the answers, up to a number and a size
//     snapshot    what it lacks was cut off: chunks go ahead, up to a number
//
// probe -> replicate on an answer that agrees; replicate -> probe on one that does not; either ->
// snapshot when the entry in front of the next is gone; snapshot -> probe when it is there.
#pragma once

#include "core/base/queue.h"
#include "core/base/time.h"
#include "fabric/leadership/log.h"
#include "fabric/leadership/message.h"
#include "fabric/leadership/options.h"

namespace fabric::leadership {

class Progress {
public:
    enum class State : std::uint8_t { probe, replicate, snapshot };

    struct Sending {
        Index index;
        std::uint64_t sent = 0;
        std::uint64_t acknowledged = 0;
        core::Instant moved_at;
    };

    Progress(Index last, const Options& options, core::Instant now);

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] Index match() const { return match_; }
    [[nodiscard]] Index next() const { return next_; }
    [[nodiscard]] std::size_t in_flight_count() const { return flights_.size(); }

    // Whether an append with entries may go now.
    [[nodiscard]] bool may_append(const Options& options) const;
    void appended(Index last, std::size_t size);
    void agreed(Index last);
    // What was refused, and where to try next.
    void rejected(Index rejected, Index next);

    void send_snapshot(Index index, core::Instant now);
    [[nodiscard]] Sending& sending() { return sending_; }
    [[nodiscard]] const Sending& sending() const { return sending_; }
    void probe_from(Index next);

    // The rounds of section 4.2.1: a learner keeps pace if it gets what was there at the beginning
    // of a round before an election could be held.
    void note_pace(Index last, core::Duration round_max, core::Instant now);
    [[nodiscard]] bool keeps_pace() const { return keeps_pace_; }

    core::Instant heard_at;
    Round acknowledged_round{};
    bool owes_heartbeat = true;
    bool was_told_caught_up = false;

private:
    struct Flight {
        Index last;
        std::size_t size;
    };

    State state_ = State::probe;
    Index match_{};
    Index next_;
    bool is_probing_ = false;  // A probe with entries is not answered.
    core::Queue<Flight> flights_;
    std::size_t flight_size_ = 0;
    Sending sending_{};
    Index pace_target_;
    core::Instant pace_began_;
    bool keeps_pace_ = false;
};

}  // namespace fabric::leadership
