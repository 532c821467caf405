// Whether others can be reached, and find this machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "native/doctor/finding.h"
#include "native/net/interfaces.h"

namespace native::doctor {

enum class Carrier : std::uint8_t { tcp, udp };

// At any port, on all addresses.
[[nodiscard]] Finding check_binding(Carrier carrier);
[[nodiscard]] Finding check_interfaces(std::span<const Interface> all);
// Looking around on the local network at that port; nothing if it is switched off.
[[nodiscard]] Finding check_multicast(std::optional<std::uint16_t> port);

// In how many places of so many the group was joined.
[[nodiscard]] Finding judge_multicast(std::size_t joined, std::size_t places);

}  // namespace native::doctor
