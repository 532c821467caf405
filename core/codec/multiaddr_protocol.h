// The protocols that addresses are made of: their codes, their names, and how each one's value
// reads as text (rules MA3–MA9, spec/codec.md). Multiaddr is what others use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core::codec {

// Each value is the protocol's code (github.com/multiformats/multiaddr, protocols.csv).
enum class Protocol : std::uint16_t {
    ip4 = 4,
    tcp = 6,
    ip6 = 41,
    ip6zone = 42,
    ipcidr = 43,
    dns = 53,
    dns4 = 54,
    dns6 = 55,
    dnsaddr = 56,
    udp = 273,
    webrtc_direct = 280,
    webrtc = 281,
    p2p_circuit = 290,
    unix_socket = 400,
    p2p = 421,
    https = 443,
    tls = 448,
    sni = 449,
    noise = 454,
    quic = 460,
    quic_v1 = 461,
    webtransport = 465,
    certhash = 466,
    ws = 477,
    wss = 478,
    http = 480,
    http_path = 481,
    memory = 777,
};

// Names and paths in an address, in bytes: the longest name of the domain name system.
inline constexpr std::size_t address_value_size_max = 253;

namespace multiaddr_internal {

enum class ValueKind : std::uint8_t {
    none,
    ip4,
    ip6,
    prefix_size,  // One byte.
    port,
    name,  // Text that needs no escapes.
    path,  // Any bytes, escaped with percent signs.
    peer,
    hash,
};

struct ProtocolRow {
    Protocol protocol;
    ValueKind kind;
    std::string_view name;
};

[[nodiscard]] const ProtocolRow* find_protocol(std::uint64_t code);
[[nodiscard]] const ProtocolRow* find_protocol(std::string_view name);

// Nothing if the value carries its size in front.
[[nodiscard]] std::optional<std::size_t> fixed_value_size(ValueKind kind);

// Whether the bytes can be the value of such a protocol.
Result<void> check_value(ValueKind kind, Bytes value);

Result<Buffer> value_from_text(ValueKind kind, std::string_view text);
// The value was checked before.
[[nodiscard]] std::string value_to_text(ValueKind kind, Bytes value);

}  // namespace multiaddr_internal
}  // namespace core::codec
