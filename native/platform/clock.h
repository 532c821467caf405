// The time that the native body tells the brain, and the brain's deadlines by the system's clock.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/base/time.h"

namespace native {

inline core::Instant steady_now() {
    const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    return core::Instant(std::chrono::duration_cast<core::Duration>(since_start));
}

// For timers and for waiting.
inline std::chrono::steady_clock::time_point steady_time(core::Instant instant) {
    using Clock = std::chrono::steady_clock;
    return Clock::time_point(
        std::chrono::duration_cast<Clock::duration>(instant.time_since_epoch()));
}

// By the calendar: it grows from one run to the next, unless somebody sets the clock back.
inline std::uint64_t unix_nanoseconds() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

}  // namespace native
