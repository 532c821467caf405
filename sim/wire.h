// Wire is one direction of a simulated byte stream: what went in comes out in order and unchanged,
// but late, in other pieces, and perhaps never. All of it is drawn from a seed. Its faults are
// those of TCP between two machines.
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
    core::Duration delay_max{};
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

    Wire(const WireOptions& options, core::Prng prng, FaultCounts& faults);

    // How many of the bytes the wire takes now.
    [[nodiscard]] std::size_t accept(core::Bytes bytes, core::Instant now);

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

    void send_piece(core::Bytes bytes, core::Instant now);
    core::Duration draw_delay();

    WireOptions options_;
    core::Prng prng_;
    FaultCounts& faults_;
    core::Queue<Piece> pieces_;
    core::Instant last_arrival_{};
    core::Duration last_delay_{};
    bool vanished_ = false;
};

}  // namespace sim
