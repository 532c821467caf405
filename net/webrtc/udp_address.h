// Where a datagram came from, or goes: an IP address and a port, as a value that compares.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"

namespace net::webrtc {

enum class IpFamily : std::uint8_t { ip4, ip6 };

struct UdpAddress {
    IpFamily family = IpFamily::ip4;
    std::array<std::byte, 16> ip{};  // One of IPv4 fills the first four, the rest is zero.
    std::uint16_t port = 0;

    [[nodiscard]] core::Bytes ip_bytes() const {
        return core::Bytes(ip).first(family == IpFamily::ip4 ? 4 : 16);
    }
    friend auto operator<=>(const UdpAddress&, const UdpAddress&) = default;
};

// Of 4 or 16 bytes. A socket for both families names IPv4 peers by mapped addresses (RFC 4291,
// section 2.5.5.2): they become what they stand for, since a peer is told its address by STUN.
UdpAddress udp_address(core::Bytes ip, std::uint16_t port);

}  // namespace net::webrtc
