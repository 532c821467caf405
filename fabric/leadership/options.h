// What can be chosen, and every bound. Who meets one learns of it: a refusal, an answer with less,
// or a message that waits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/time.h"
#include "fabric/leadership/message.h"

namespace fabric::leadership {

struct Options {
    core::Duration heartbeat_interval = std::chrono::milliseconds{100};
    // Who has not heard a leader for this long, and for up to as long again by chance, stands for
    // election. All members must have the same: leases rest on it.
    core::Duration election_timeout_min = std::chrono::seconds{1};
    // How much faster or slower than true a monotonic clock may run, in millionths.
    std::uint32_t clock_drift_max_ppm = 10'000;

    // Of one append: at least one entry goes, whatever its size.
    std::size_t append_size_max = std::size_t{64} << 10;
    // Appends that a follower has not answered; what is beyond waits.
    std::size_t appends_in_flight_max = 16;
    std::size_t appends_in_flight_size_max = std::size_t{1} << 20;

    std::size_t proposal_size_max = std::size_t{256} << 10;
    std::size_t proposals_max = 1'024;  // Whose end was not told. Beyond: Refused::busy.
    // Of the log in memory. A leader refuses proposals beyond, a follower takes no more than twice
    // as much and says what it has.
    std::size_t log_size_max = std::size_t{16} << 20;
    // An owner is asked for a snapshot when so much was handed out since the last.
    std::size_t snapshot_after_size = std::size_t{4} << 20;
    // Entries kept behind a snapshot for followers that are a little late.
    std::size_t trailing_entries_max = 1'024;

    std::size_t chunk_size = std::size_t{64} << 10;
    std::size_t chunks_in_flight_max = 4;
    // Chunks without an answer for so long are sent again.
    core::Duration chunk_timeout = std::chrono::milliseconds{500};
    // Pieces that the owner has not taken. Beyond: the chunk is not accepted, and comes again.
    std::size_t pieces_max = 8;

    std::size_t orders_in_flight_max = 4;               // What is beyond gathers into the next.
    std::size_t order_size_max = std::size_t{1} << 20;  // At least one entry.

    std::size_t reads_max = 1'024;  // Beyond: Refused::busy.
    std::size_t replies_max = 64;   // Beyond: dropped, like a message that the network loses.
    std::size_t rounds_max = 256;   // Older ones prolong no lease.
};

}  // namespace fabric::leadership
