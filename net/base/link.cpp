// Reads what an address says from its outer end to its inner.
#include "net/base/link.h"

#include <tuple>
#include <utility>

#include "core/base/assert.h"

namespace net {

using core::codec::Component;
using core::codec::Multiaddr;
using core::codec::PeerId;
using core::codec::Protocol;

namespace {

// Walks over an address from its outer end.
class Walk {
public:
    explicit Walk(const Multiaddr& address) : at_(address.begin()), end_(address.end()) {}

    [[nodiscard]] bool at_end() const { return at_ == end_; }

    [[nodiscard]] bool skip(Protocol protocol) {
        if (at_end() || at_->protocol != protocol) return false;
        ++at_;
        return true;
    }

    // Something to which a datagram can be sent.
    [[nodiscard]] bool skip_host() {
        if (skip(Protocol::ip6zone)) return skip(Protocol::ip6);
        return skip(Protocol::ip4) || skip(Protocol::ip6) || skip(Protocol::dns) ||
               skip(Protocol::dns4) || skip(Protocol::dns6);
    }

    // Everything up to and with the last relay; whether there was one.
    [[nodiscard]] bool skip_relays() {
        bool relayed = false;
        for (Walk walk = *this; !walk.at_end(); ++walk.at_) {
            if (walk.at_->protocol != Protocol::p2p_circuit) continue;
            *this = walk;
            ++at_;
            relayed = true;
        }
        return relayed;
    }

private:
    Multiaddr::Iterator at_;
    Multiaddr::Iterator end_;
};

std::optional<Transport> over_tcp(Walk& walk) {
    if (walk.skip(Protocol::wss)) return Transport::websocket;
    if (walk.skip(Protocol::tls)) {
        std::ignore = walk.skip(Protocol::sni);
        if (!walk.skip(Protocol::ws)) return std::nullopt;  // TLS of libp2p is not spoken here.
        return Transport::websocket;
    }
    return walk.skip(Protocol::ws) ? Transport::websocket : Transport::tcp;
}

// Up to the peer id. Where it comes to nothing the rest does not matter.
std::optional<Transport> transport_at(Walk& walk) {
    if (walk.skip_relays())
        return walk.skip(Protocol::webrtc) ? std::optional(Transport::webrtc) : std::nullopt;
    if (!walk.skip_host()) return std::nullopt;
    if (walk.skip(Protocol::tcp)) return over_tcp(walk);
    if (!walk.skip(Protocol::udp) || !walk.skip(Protocol::webrtc_direct)) return std::nullopt;
    // Without the hash of its certificate nobody could be sure who answers.
    if (!walk.skip(Protocol::certhash)) return std::nullopt;
    while (walk.skip(Protocol::certhash)) {
    }
    return Transport::webrtc_direct;
}

std::optional<Component> last_of(const Multiaddr& address) {
    std::optional<Component> last;
    for (const Component& component : address) last = component;
    return last;
}

}  // namespace

std::string_view describe(Transport transport) {
    switch (transport) {
        case Transport::tcp: return "TCP";
        case Transport::websocket: return "WebSocket";
        case Transport::webrtc_direct: return "WebRTC without signalling";
        case Transport::webrtc: return "WebRTC";
    }
    std::unreachable();
}

std::string_view describe(Direction direction) {
    switch (direction) {
        case Direction::incoming: return "incoming";
        case Direction::outgoing: return "outgoing";
    }
    std::unreachable();
}

std::optional<Transport> transport_of(const Multiaddr& address) {
    Walk walk(address);
    const std::optional<Transport> transport = transport_at(walk);
    std::ignore = walk.skip(Protocol::p2p);
    return walk.at_end() ? transport : std::nullopt;
}

std::optional<PeerId> peer_of(const Multiaddr& address) {
    const std::optional<Component> last = last_of(address);
    if (!last || last->protocol != Protocol::p2p) return std::nullopt;
    const auto peer = PeerId::from_bytes(last->value);
    return peer ? std::optional(*peer) : std::nullopt;
}

Multiaddr without_peer(const Multiaddr& address) {
    const std::optional<Component> last = last_of(address);
    if (!last || last->protocol != Protocol::p2p) return address;
    Multiaddr shorter;
    for (const Component& component : address) {
        if (component.value.data() == last->value.data()) break;
        auto longer = shorter.with(component.protocol, component.value);
        ASSERT(longer);  // It was valid before, and longer.
        shorter = std::move(*longer);
    }
    return shorter;
}

}  // namespace net
