// Instant and Duration: time without a clock. Monotonic has no now(), since only a body knows the
// time; it passes the time into every call, and the brain answers with a deadline.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace core {

struct Monotonic {
    using rep = std::int64_t;
    using period = std::micro;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<Monotonic>;
    static constexpr bool is_steady = true;
};

using Instant = Monotonic::time_point;
using Duration = Monotonic::duration;

// Of two deadlines, where nothing is never.
constexpr std::optional<Instant> earlier(std::optional<Instant> one, std::optional<Instant> other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

}  // namespace core
