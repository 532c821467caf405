// MdnsSocket speaks multicast DNS on every interface that is up, loopback too, over IPv4 and IPv6,
// as far as the system lets it: what cannot be joined is left out. Several programs of one machine
// share the port. Interfaces that come later are not noticed; whoever hears of them opens anew.
//
// Each interface and version has a socket of its own, bound to the group: what somebody sends to
// this machine alone, from wherever on the internet, is not heard.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "native/net/interfaces.h"

namespace native {

inline constexpr std::uint16_t mdns_port = 5353;

class MdnsSocket {
public:
    // The sender is an IP address as text; the bytes are valid while the handler runs.
    using OnDatagram = std::function<void(core::Bytes datagram, std::string_view sender)>;

    MdnsSocket(boost::asio::io_context& io, OnDatagram on_datagram);
    ~MdnsSocket() { close(); }
    MdnsSocket(const MdnsSocket&) = delete;
    MdnsSocket& operator=(const MdnsSocket&) = delete;

    // In how many places the group was joined. One whose socket fails is left.
    std::size_t open(std::uint16_t port = mdns_port);
    // To all groups. What the system has no room for is lost, as on the wire.
    void send(core::Bytes datagram);
    void close();

private:
    using Udp = boost::asio::ip::udp;

    // Shared with what waits on it, which may come back once more after it was closed.
    struct Member {
        Udp::socket socket;
        Udp::endpoint group;
        bool is_open = true;
    };

    bool join(const Interface& interface, bool ip6, std::uint16_t port);
    void wait(const std::shared_ptr<Member>& member);
    void drop(const std::shared_ptr<Member>& member);
    void read(Member& member);

    boost::asio::io_context& io_;
    OnDatagram on_datagram_;
    std::vector<std::shared_ptr<Member>> members_;
    std::array<std::byte, 9'000> room_;
};

}  // namespace native
