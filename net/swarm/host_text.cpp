// Hosts by name, by IPv4 and in brackets.
#include "net/swarm/host_text.h"

#include "core/base/reader.h"
#include "core/codec/ip_text.h"

namespace net::swarm {

using core::codec::Component;
using core::codec::Protocol;

namespace {

template <class Address>
std::string ip_text(core::Bytes value) {
    Address address;
    core::copy(address.mutable_view(), value);
    return core::codec::to_text(address);
}

std::string host_of(const Component& component) {
    if (component.protocol == Protocol::ip4)
        return ip_text<core::codec::Ip4Address>(component.value);
    if (component.protocol == Protocol::ip6)
        return "[" + ip_text<core::codec::Ip6Address>(component.value) + "]";
    const bool is_name = component.protocol == Protocol::dns ||
                         component.protocol == Protocol::dns4 ||
                         component.protocol == Protocol::dns6;
    return is_name ? std::string(core::as_text(component.value)) : "";
}

}  // namespace

std::string host_text(const core::codec::Multiaddr& address) {
    if (address.empty()) return "";
    std::string text = host_of(*address.begin());
    // Who serves many hosts is told which.
    if (const auto name = address.find(Protocol::sni)) text = core::as_text(*name);
    const auto port = address.find(Protocol::tcp);
    if (text.empty() || !port) return text;
    core::Reader reader(*port);
    return text + ":" + std::to_string(reader.u16_be().value_or(0));
}

}  // namespace net::swarm
