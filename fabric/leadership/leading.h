// Leading is what exists only while a member leads: its followers, the rounds of its heartbeats,
// who waits to read, and to whom it hands over.
#pragma once

#include <optional>

#include "core/base/flat_map.h"
#include "core/base/queue.h"
#include "fabric/leadership/progress.h"
#include "fabric/leadership/rounds.h"

namespace fabric::leadership {

struct Leading {
    struct Read {
        ReadId id;
        Index index;
        Round round;  // That a majority must answer.
    };
    struct Transfer {
        MemberId target;
        core::Instant deadline;
        bool is_told = false;
    };

    Leading(const Options& options, Index barrier_index, core::Instant now)
        : barrier(barrier_index),
          rounds(options.rounds_max),
          heartbeat_due(now),
          reads(options.reads_max) {}

    Index barrier;  // The entry with which the term began.
    core::FlatMap<MemberId, Progress> followers;
    Rounds rounds;
    core::Instant heartbeat_due;
    core::Queue<Read> reads;
    std::optional<Transfer> transfer;
    bool has_told_to_time_out = false;
};

}  // namespace fabric::leadership
