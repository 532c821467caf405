// Addresses, and what the operating system says of them.
#include "native/net/endpoint.h"

#include <boost/asio/error.hpp>
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/ip_text.h"
#include "net/base/link.h"

namespace native {

using core::codec::Component;
using core::codec::Multiaddr;
using core::codec::Protocol;

namespace {

std::optional<HostPort> host_of(const Component& component) {
    const std::string name(core::as_text(component.value));
    if (component.protocol == Protocol::ip4)
        return HostPort{core::codec::ip_text(component.value), 0, false};
    if (component.protocol == Protocol::ip6)
        return HostPort{core::codec::ip_text(component.value), 0, true};
    if (component.protocol == Protocol::dns) return HostPort{name, 0, std::nullopt};
    if (component.protocol == Protocol::dns4) return HostPort{name, 0, false};
    if (component.protocol == Protocol::dns6) return HostPort{name, 0, true};
    return std::nullopt;
}

}  // namespace

std::optional<HostPort> host_port_of(const Multiaddr& address) {
    auto component = address.begin();
    if (component == address.end()) return std::nullopt;
    auto found = host_of(*component);
    if (!found || ++component == address.end() || component->protocol != Protocol::tcp)
        return std::nullopt;
    core::Reader port(component->value);
    found->port = port.u16_be().value_or(0);
    return found;
}

std::optional<tls::PeerName> tls_name_of(const Multiaddr& address) {
    if (!address.find(Protocol::tls) && !address.find(Protocol::wss)) return std::nullopt;
    if (const auto name = address.find(Protocol::sni))
        return tls::PeerName{std::string(core::as_text(*name)), false};
    const auto place = host_port_of(address);
    if (!place) return std::nullopt;
    const Protocol first = (*address.begin()).protocol;
    tls::PeerName name{place->host, first == Protocol::ip4 || first == Protocol::ip6};
    // With its last dot a name is the same, but no certificate has one.
    if (!name.is_ip && name.text.ends_with('.')) name.text.pop_back();
    return name;
}

std::string suffix_of(const Multiaddr& address) {
    const std::string text = net::without_peer(address).to_text();
    const std::string_view port = "/tcp/";
    const auto at = text.find(port);
    ASSERT(at != std::string::npos);
    const auto end = text.find('/', at + port.size());
    return end == std::string::npos ? "" : text.substr(end);
}

Multiaddr address_of(const boost::asio::ip::tcp::endpoint& endpoint, const std::string& suffix) {
    boost::asio::ip::address ip = endpoint.address();
    if (ip.is_v6() && ip.to_v6().is_v4_mapped())
        ip = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, ip.to_v6());
    std::string host = ip.is_v6() ? "/ip6/" : "/ip4/";
    // A scope belongs to this machine alone.
    host += ip.is_v6() ? boost::asio::ip::address_v6(ip.to_v6().to_bytes()).to_string()
                       : ip.to_string();
    const auto address =
        Multiaddr::from_text(host + "/tcp/" + std::to_string(endpoint.port()) + suffix);
    ASSERT(address);
    return *address;
}

net::DialFailure dial_failure_of(const boost::system::error_code& error) {
    namespace errors = boost::asio::error;
    if (error == errors::connection_refused) return net::DialFailure::refused;
    if (error == errors::timed_out) return net::DialFailure::connect_timeout;
    if (error == errors::operation_aborted) return net::DialFailure::cancelled;
    if (error == errors::host_not_found || error == errors::host_not_found_try_again ||
        error == errors::no_data)
        return net::DialFailure::name_not_found;
    if (error == errors::no_descriptors) return net::DialFailure::limit_reached;
    if (error == errors::access_denied || error == errors::no_permission)
        return net::DialFailure::denied;
    if (error == errors::connection_reset) return net::DialFailure::connection_lost;
    return net::DialFailure::unreachable;
}

net::DialFailure dial_failure_of(tls::EndReason reason) {
    using enum tls::EndReason;
    switch (reason) {
        case closed_here: return net::DialFailure::cancelled;
        case closed_by_peer: return net::DialFailure::closed_by_peer;
        case cut_off: return net::DialFailure::connection_lost;
        case silence: return net::DialFailure::upgrade_timeout;
        case not_tls:
        case nothing_in_common:
        case refused_by_peer:
        case violation:
        case peer_not_reading:
        case name_wrong:
        case expired:
        case not_yet_valid:
        case authority_unknown:
        case certificate_wrong: return net::DialFailure::tls_failed;
    }
    std::unreachable();
}

}  // namespace native
