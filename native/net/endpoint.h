// Between the addresses of libp2p and those of the operating system.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/codec/multiaddr.h"
#include "native/tls/session.h"
#include "net/base/dial_failure.h"

namespace native {

// Where an address leads before names are looked up.
struct HostPort {
    std::string host;  // An IP address or a name.
    std::uint16_t port;
    // What the name may become; nothing for both kinds.
    std::optional<bool> wants_ip6;
};

// Nothing unless the address begins with a host and a TCP port.
std::optional<HostPort> host_port_of(const core::codec::Multiaddr& address);

// Who must answer a handshake of TLS there; nothing if the address is without.
std::optional<tls::PeerName> tls_name_of(const core::codec::Multiaddr& address);

// What follows the port: "/ws", "/tls/ws" or nothing.
std::string suffix_of(const core::codec::Multiaddr& address);

// `suffix` is what follows the port.
core::codec::Multiaddr address_of(const boost::asio::ip::tcp::endpoint& endpoint,
                                  const std::string& suffix);

// What a failed connect means to who dialled.
net::DialFailure dial_failure_of(const boost::system::error_code& error);
// What a failed handshake of TLS does.
net::DialFailure dial_failure_of(tls::EndReason reason);

}  // namespace native
