// The day on which this program was configured to be built, in UTC. No clock that is right says an
// earlier one.
#pragma once

#include <cstdint>
#include <string_view>

namespace native::doctor {

[[nodiscard]] std::string_view build_day();
// Where it begins, in seconds since 1970.
[[nodiscard]] std::uint64_t build_day_begins();

}  // namespace native::doctor
