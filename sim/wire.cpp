// Delays, pieces and clogs of one direction of a stream.
#include "sim/wire.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/machine.h"

namespace sim {

using core::Duration;
using core::Instant;
using std::chrono::milliseconds;

WireOptions WireOptions::drawn_from(core::Prng& prng) {
    if (prng.chance(1, 4)) return {};  // Calm.
    return {.delay_max = milliseconds(prng.between(1, 400)),
            .fragment_percent = static_cast<std::uint32_t>(prng.between(0, 80)),
            .clog_percent = static_cast<std::uint32_t>(prng.between(0, 10)),
            .clog_max = milliseconds(prng.between(100, 5000))};
}

Wire::Wire(const WireOptions& options, core::Prng prng, FaultCounts& faults)
    : options_(options), prng_(prng), faults_(faults), pieces_(pieces_max + 1) {}

std::size_t Wire::accept(core::Bytes bytes, Instant now) {
    std::size_t taken = 0;
    while (taken < bytes.size() && pieces_.size() < pieces_max) {
        // No driver may hand over more at once.
        core::Bytes piece = bytes.subspan(taken);
        piece = piece.first(std::min(piece.size(), core::receive_size_max));
        if (prng_.chance(options_.fragment_percent, 100)) {
            piece = piece.first(static_cast<std::size_t>(prng_.between(1, piece.size())));
            if (piece.size() < bytes.size() - taken) count(faults_, Fault::fragmented);
        }
        if (options_.loss_percent > 0)
            piece = piece.first(draw_losses(piece.size(), bytes.size() - taken));
        taken += piece.size();
        if (!vanished_) send_piece(piece, now);
    }
    return taken;
}

void Wire::finish(Instant now) {
    if (!vanished_) send_piece({}, now);
}

std::size_t Wire::draw_losses(std::size_t size, std::size_t size_to_come) {
    const auto is_lost = [this] { return prng_.chance(options_.loss_percent, 100); };
    if (std::exchange(is_next_lost_, false) || is_lost()) {
        count(faults_, Fault::lost);
        const Duration round_trip = 2 * options_.delay_min;
        const bool is_noticed = size_to_come > segments_behind_min * segment_size;
        repeat_delay_ = is_noticed ? round_trip : round_trip + timer_min;
    }
    for (std::size_t at = segment_size; at < size; at += segment_size)
        if ((is_next_lost_ = is_lost())) return at;
    return size;
}

void Wire::send_piece(core::Bytes bytes, Instant now) {
    const Duration delay = draw_delay() + std::exchange(repeat_delay_, {});
    if (delay > last_delay_) count(faults_, Fault::delayed);
    last_delay_ = delay;
    last_arrival_ = std::max(last_arrival_, now + delay);  // A stream keeps its order.
    const bool queued = pieces_.push({last_arrival_, core::Buffer(bytes.begin(), bytes.end())});
    ASSERT(queued);
}

Duration Wire::draw_delay() {
    Duration delay = options_.delay_min + Duration{1};
    if (options_.delay_max.count() > 0)
        delay += Duration(prng_.below(static_cast<std::uint64_t>(options_.delay_max.count())));
    if (prng_.chance(options_.clog_percent, 100)) {
        delay += Duration(prng_.below(static_cast<std::uint64_t>(options_.clog_max.count())));
        count(faults_, Fault::clogged);
    }
    return delay;
}

std::optional<Instant> Wire::next_arrival() const {
    if (pieces_.empty()) return std::nullopt;
    return pieces_.front().arrives;
}

std::optional<core::Buffer> Wire::deliver(Instant now) {
    if (pieces_.empty() || pieces_.front().arrives > now) return std::nullopt;
    return std::move(pieces_.pop()->bytes);
}

void Wire::vanish() {
    if (!std::exchange(vanished_, true)) count(faults_, Fault::vanished);
    pieces_.clear();
}

}  // namespace sim
