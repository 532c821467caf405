// Buckets of arrivals, of which only the moment they are full again is kept.
#include "net/peers/arrival_rate.h"

#include <algorithm>
#include <optional>

#include "core/base/assert.h"

namespace net::peers {

using core::Instant;

ArrivalRate::ArrivalRate(const Options& options) : options_(options) {
    ASSERT(options.burst_count > 0 && options.entries_max > 0);
    ASSERT(options.interval > core::Duration::zero());
}

bool ArrivalRate::admit(const IpAddress& from, Instant now) {
    const IpAddress key = from.subscriber();
    if (!full_at_.contains(key)) make_room(now);
    Instant& full_at = full_at_.ensure(key);
    const Instant next = std::max(full_at, now) + options_.interval;
    const auto burst = static_cast<core::Duration::rep>(options_.burst_count);
    if (next - now > options_.interval * burst) return false;
    full_at = next;
    return true;
}

void ArrivalRate::make_room(Instant now) {
    if (full_at_.size() < options_.entries_max) return;
    std::optional<IpAddress> fullest;
    Instant fullest_at = Instant::max();
    for (const auto& [address, full_at] : full_at_) {
        if (full_at >= fullest_at) continue;
        fullest = address;
        fullest_at = full_at;
        if (full_at <= now) break;  // It holds nobody up.
    }
    ASSERT(fullest);
    full_at_.erase(*fullest);
}

}  // namespace net::peers
