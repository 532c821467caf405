// Wire is one direction of a simulated byte stream: what went in comes out in order and unchanged,
// but late, in other pieces, and perhaps never. All of it is drawn from a seed. Its faults are
// those of TCP between two machines.
//
// Loss is what TCP makes of it: nobody sees a gap, but from the lost segment on everything waits
// until it was sent again (head-of-line delay). That takes a round trip where enough segments went
// behind it that the sender learns of the gap, and else until the sender's timer fires. What lies
// below, congestion control and bandwidth, is left out (rule SM6, spec/sim.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "sim/fault.h"

namespace sim {

struct WireOptions {
    // Always; what the others say comes on top.
    core::Duration delay_min{};
    core::Duration delay_max{};
    // Of the segments.
    std::uint32_t loss_percent = 0;
    std::uint32_t fragment_percent = 0;
    std::uint32_t clog_percent = 0;
    core::Duration clog_max{};

    // A calm or a brutal wire, as the seed has it.
    static WireOptions drawn_from(core::Prng& prng);
};

class Wire {
public:
    // Pieces under way; a machine is only asked for more while there is room, as a socket would.
    static constexpr std::size_t pieces_max = 64;

    static constexpr std::size_t segment_size = 1460;
    // So many segments behind a lost one make its sender send it again.
    static constexpr std::size_t segments_behind_min = 3;
    // How long a timer waits besides the round trip, as on Linux.
    static constexpr core::Duration timer_min = std::chrono::milliseconds{200};

    Wire(const WireOptions& options, core::Prng prng, FaultCounts& faults);

    // How many of the bytes the wire takes now.
    [[nodiscard]] std::size_t accept(core::Bytes bytes, core::Instant now);
    // Nothing more will be accepted: behind everything else an empty piece arrives.
    void finish(core::Instant now);

    [[nodiscard]] std::optional<core::Instant> next_arrival() const;
    // The piece that arrives no later than now, if there is one.
    [[nodiscard]] std::optional<core::Buffer> deliver(core::Instant now);

    // From now on everything is swallowed.
    void vanish();

private:
    struct Piece {
        core::Instant arrives;
        core::Buffer bytes;
    };

    // How much of what goes next reaches up to a segment that is lost, but for its own first one.
    [[nodiscard]] std::size_t draw_losses(std::size_t size, std::size_t size_to_come);
    void send_piece(core::Bytes bytes, core::Instant now);
    core::Duration draw_delay();

    WireOptions options_;
    core::Prng prng_;
    FaultCounts& faults_;
    core::Queue<Piece> pieces_;
    core::Instant last_arrival_{};
    core::Duration last_delay_{};
    bool is_next_lost_ = false;
    core::Duration repeat_delay_{};  // Of the next piece, if its first segment was lost.
    bool vanished_ = false;
};

}  // namespace sim
