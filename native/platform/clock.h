// The time that the native body tells the brain.
#pragma once

#include <chrono>

#include "core/base/time.h"

namespace native {

inline core::Instant steady_now() {
    const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    return core::Instant(std::chrono::duration_cast<core::Duration>(since_start));
}

}  // namespace native
