// The messages and their control data.
#include "native/asio/udp_segments.h"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

namespace native {

namespace {

using Endpoint = boost::asio::ip::udp::endpoint;

// Room for one number, aligned as headers must be.
struct Control {
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(int))> bytes{};
};

// False where the operating system, or the way out, cannot cut.
bool send_joined(int socket, iovec& content, std::size_t segment_size, const Endpoint& to) {
    Control control;
    msghdr message{};
    message.msg_name = const_cast<sockaddr*>(to.data());
    message.msg_namelen = static_cast<socklen_t>(to.size());
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    if (content.iov_len > segment_size) {
        message.msg_control = control.bytes.data();
        message.msg_controllen = CMSG_SPACE(sizeof(std::uint16_t));
        cmsghdr* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = IPPROTO_UDP;
        header->cmsg_type = UDP_SEGMENT;
        header->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
        const auto size = static_cast<std::uint16_t>(segment_size);
        std::memcpy(CMSG_DATA(header), &size, sizeof size);
    }
    if (::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return true;
    return errno != EINVAL && errno != EIO && errno != ENOPROTOOPT && errno != EMSGSIZE;
}

}  // namespace

void enable_joined_receiving(int socket) {
    constexpr int on = 1;
    static_cast<void>(::setsockopt(socket, IPPROTO_UDP, UDP_GRO, &on, sizeof on));
}

void send_segments(int socket, core::Bytes joined, std::size_t segment_size, const Endpoint& to) {
    const auto content_of = [](core::Bytes bytes) {
        return iovec{const_cast<std::byte*>(bytes.data()), bytes.size()};
    };
    iovec all = content_of(joined);
    if (send_joined(socket, all, segment_size, to)) return;
    while (!joined.empty()) {
        const core::Bytes one = joined.first(std::min(segment_size, joined.size()));
        iovec content = content_of(one);
        static_cast<void>(send_joined(socket, content, one.size(), to));
        joined = joined.subspan(one.size());
    }
}

ReceivedSegments receive_segments(int socket, core::MutableBytes room, Endpoint& from) {
    Control control;
    iovec content{room.data(), room.size()};
    msghdr message{};
    message.msg_name = from.data();
    message.msg_namelen = static_cast<socklen_t>(from.capacity());
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    const ssize_t size = ::recvmsg(socket, &message, MSG_DONTWAIT);
    if (size < 0) return {.joined = {}, .is_more_likely = errno != EAGAIN && errno != EWOULDBLOCK};
    from.resize(message.msg_namelen);
    ReceivedSegments received{.joined = room.first(static_cast<std::size_t>(size)),
                              .segment_size = static_cast<std::size_t>(size),
                              .is_more_likely = true};
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != IPPROTO_UDP || header->cmsg_type != UDP_GRO) continue;
        int segment_size = 0;
        std::memcpy(&segment_size, CMSG_DATA(header), sizeof segment_size);
        if (segment_size > 0) received.segment_size = static_cast<std::size_t>(segment_size);
    }
    return received;
}

}  // namespace native
