// IpAddress is an address of either version of IP as one value: those of version 4 are kept in
// their place among those of version 6 (::ffff:a.b.c.d), so that one peer that comes by either name
// is the same. Rules: LK3–LK5, spec/dialing.md.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/codec/multiaddr.h"

namespace net {

// How far an address reaches.
enum class IpScope : std::uint8_t {
    same_host,   // Loopback.
    link_local,  // One cable or radio cell.
    site,        // Private networks, and those behind a provider's translation.
    everywhere,
    nowhere,  // No peer can be there: unspecified, multicast, reserved.
};
std::string_view describe(IpScope scope);

class IpAddress {
public:
    // 4 or 16 bytes, as in an address; nothing if it is another number of bytes.
    [[nodiscard]] static std::optional<IpAddress> from_bytes(core::Bytes bytes);

    [[nodiscard]] bool is_version_4() const;
    [[nodiscard]] core::Bytes bytes() const { return bytes_; }  // Always 16.
    [[nodiscard]] IpScope scope() const;

    // With all bits behind the first `prefix_size` cleared, counted in the 128.
    [[nodiscard]] IpAddress network(unsigned prefix_size) const;

    // What one subscriber has: this address of version 4, or the /64 of version 6.
    [[nodiscard]] IpAddress subscriber() const;

    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

private:
    std::array<std::byte, 16> bytes_{};
};

// The IP address that a transport of this address would connect to: its first component (behind an
// ip6zone). Nothing for names, and for addresses that begin with a relay's peer id.
[[nodiscard]] std::optional<IpAddress> ip_of(const core::codec::Multiaddr& address);

// Who is counted against what one stranger may have: limits are none for programs of this host, nor
// for a proxy that stands on it (SW25). Its subscriber() is what is counted.
[[nodiscard]] std::optional<IpAddress> stranger(const std::optional<IpAddress>& from);

}  // namespace net
