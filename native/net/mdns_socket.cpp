// Joining groups, and passing datagrams on.
#include "native/net/mdns_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/multicast.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <string>

namespace native {

namespace ip = boost::asio::ip;
using ErrorCode = boost::system::error_code;

namespace {

// So many are read before others have a turn.
constexpr int batch_max = 64;

ip::udp::endpoint group_of(const Interface& interface, bool ip6, std::uint16_t port) {
    if (!ip6) return {ip::make_address("224.0.0.251"), port};
    ip::address_v6 group = ip::make_address_v6("ff02::fb");
    group.scope_id(interface.index);
    return {group, port};
}

// Asio knows IPv4 interfaces by their address only, of which two may have the same.
ErrorCode choose_interface(ip::udp::socket& socket, const Interface& interface) {
    ip_mreqn choice{};
    choice.imr_ifindex = static_cast<int>(interface.index);
    if (setsockopt(socket.native_handle(), IPPROTO_IP, IP_MULTICAST_IF, &choice, sizeof choice))
        return {errno, boost::system::system_category()};
    choice.imr_multiaddr.s_addr = htonl(ip::make_address_v4("224.0.0.251").to_uint());
    if (setsockopt(socket.native_handle(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &choice, sizeof choice))
        return {errno, boost::system::system_category()};
#ifdef IP_MULTICAST_ALL
    // Only what comes in by this interface: others have their own sockets.
    const int no = 0;
    setsockopt(socket.native_handle(), IPPROTO_IP, IP_MULTICAST_ALL, &no, sizeof no);
#endif
    return {};
}

ErrorCode share_port(ip::udp::socket& socket) {
    ErrorCode error;
    socket.set_option(ip::udp::socket::reuse_address(true), error);
#ifdef SO_REUSEPORT
    const int yes = 1;
    if (!error && setsockopt(socket.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes))
        error.assign(errno, boost::system::system_category());
#endif
    return error;
}

}  // namespace

MdnsSocket::MdnsSocket(boost::asio::io_context& io, OnDatagram on_datagram)
    : io_(io), on_datagram_(std::move(on_datagram)) {}

std::size_t MdnsSocket::open(std::uint16_t port) {
    close();
    for (const Interface& interface : interfaces())
        for (const bool ip6 : {false, true})
            if (interface.has(ip6)) join(interface, ip6, port);
    return members_.size();
}

bool MdnsSocket::join(const Interface& interface, bool ip6, std::uint16_t port) {
    const ip::udp::endpoint group = group_of(interface, ip6, port);
    const auto member = std::make_shared<Member>(Member{Udp::socket(io_), group});
    Udp::socket& socket = member->socket;
    ErrorCode error;
    socket.open(group.protocol(), error);
    if (!error) error = share_port(socket);
    if (!error && ip6) socket.set_option(ip::v6_only(true), error);
    if (!error) socket.bind(group, error);
    if (!error && !ip6) error = choose_interface(socket, interface);
    if (!error && ip6) socket.set_option(ip::multicast::outbound_interface(interface.index), error);
    if (!error && ip6)
        socket.set_option(ip::multicast::join_group(group.address().to_v6(), interface.index),
                          error);
    // Others on this machine are neighbours as well; beyond the next router nobody is.
    if (!error) socket.set_option(ip::multicast::enable_loopback(true), error);
    if (!error) socket.set_option(ip::multicast::hops(255), error);
    if (!error) socket.non_blocking(true, error);
    if (error) return false;
    members_.push_back(member);
    wait(member);
    return true;
}

void MdnsSocket::wait(const std::shared_ptr<Member>& member) {
    member->socket.async_wait(Udp::socket::wait_read, [this, member](const ErrorCode& error) {
        if (!member->is_open) return;
        if (error) return drop(member);
        read(*member);
        if (member->is_open) wait(member);
    });
}

// Nothing more is heard there, until opening anew tries it again.
void MdnsSocket::drop(const std::shared_ptr<Member>& member) {
    ErrorCode ignored;
    member->is_open = false;
    member->socket.close(ignored);
    std::erase(members_, member);
}

void MdnsSocket::read(Member& member) {
    for (int count = 0; count < batch_max && member.is_open; ++count) {
        Udp::endpoint from;
        ErrorCode error;
        const std::size_t size = member.socket.receive_from(
            boost::asio::buffer(room_.data(), room_.size()), from, 0, error);
        if (error) return;
        on_datagram_(core::Bytes(room_).first(size), from.address().to_string());
    }
}

void MdnsSocket::send(core::Bytes datagram) {
    ErrorCode ignored;
    for (const auto& member : members_)
        member->socket.send_to(boost::asio::buffer(datagram.data(), datagram.size()), member->group,
                               0, ignored);
}

void MdnsSocket::close() {
    ErrorCode ignored;
    for (const auto& member : std::exchange(members_, {})) {
        member->is_open = false;
        member->socket.close(ignored);
    }
}

}  // namespace native
