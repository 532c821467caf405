// IP addresses as text. In come the usual forms of IPv4 (four decimal numbers, no leading zeros)
// and IPv6 (RFC 4291, section 2.2); out goes the one recommended form (RFC 5952). Rules MA5, MA6,
// spec/codec.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core::codec {

using Ip4Address = FixedBytes<struct Ip4AddressTag, 4>;
using Ip6Address = FixedBytes<struct Ip6AddressTag, 16>;

Result<Ip4Address> parse_ip4(std::string_view text);
Result<Ip6Address> parse_ip6(std::string_view text);

[[nodiscard]] std::string to_text(const Ip4Address& address);
[[nodiscard]] std::string to_text(const Ip6Address& address);

// Of either version, which its size tells: 4 or 16 bytes.
[[nodiscard]] std::string ip_text(Bytes address);

}  // namespace core::codec
