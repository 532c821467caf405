// Hosts by name, by IPv4 and in brackets.
#include "net/swarm/host_text.h"

#include <algorithm>

#include "core/base/reader.h"
#include "core/codec/ip_text.h"
#include "net/base/link.h"

namespace net::swarm {

using core::codec::Component;
using core::codec::Protocol;

namespace {

std::string host_of(const Component& component) {
    if (component.protocol == Protocol::ip4) return core::codec::ip_text(component.value);
    if (component.protocol == Protocol::ip6)
        return "[" + core::codec::ip_text(component.value) + "]";
    const bool is_name = component.protocol == Protocol::dns ||
                         component.protocol == Protocol::dns4 ||
                         component.protocol == Protocol::dns6;
    return is_name ? std::string(core::as_text(component.value)) : "";
}

bool is_host_character(char character) {
    const bool is_letter =
        (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    const bool is_digit = character >= '0' && character <= '9';
    return is_letter || is_digit || character == '-' || character == '.' || character == '_';
}

// So that a name cannot end the host in a URL, or begin another. Others are written as ASCII.
bool is_host_name(core::Bytes name) {
    return !name.empty() && std::ranges::all_of(core::as_text(name), is_host_character);
}

bool has_odd_name(const core::codec::Multiaddr& address) {
    return std::ranges::any_of(address.begin(), address.end(), [](const Component& component) {
        const bool is_name =
            component.protocol == Protocol::dns || component.protocol == Protocol::dns4 ||
            component.protocol == Protocol::dns6 || component.protocol == Protocol::sni;
        return is_name && !is_host_name(component.value);
    });
}

}  // namespace

std::string host_text(const core::codec::Multiaddr& address) {
    if (address.empty()) return "";
    std::string text = host_of(*address.begin());
    // Who serves many hosts is told which, and its certificate is for that one.
    if (const auto name = address.find(Protocol::sni)) text = core::as_text(*name);
    const auto port = address.find(Protocol::tcp);
    if (text.empty() || !port) return text;
    core::Reader reader(*port);
    return text + ":" + std::to_string(reader.u16_be().value_or(0));
}

std::optional<std::string> websocket_url(const core::codec::Multiaddr& address) {
    if (transport_of(address) != Transport::websocket || has_odd_name(address)) return std::nullopt;
    const bool is_secret = address.find(Protocol::wss) || address.find(Protocol::tls);
    return (is_secret ? "wss://" : "ws://") + host_text(address) + "/";
}

}  // namespace net::swarm
