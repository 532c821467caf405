// Many datagrams of one size in one call of the operating system, where it can (Linux's UDP_SEGMENT
// and UDP_GRO): the calls, not the bytes, are what UDP costs.
#pragma once

#include <boost/asio/ip/udp.hpp>
#include <cstddef>

#include "core/base/bytes.h"

namespace native {

// The most that one call takes: of datagrams, and of bytes in all.
inline constexpr std::size_t segments_max = 64;
inline constexpr std::size_t segments_size_max = std::size_t{60} * 1024;

// Asks for datagrams to be joined as they come; nothing changes where that is unknown.
void enable_joined_receiving(int socket);

// Datagrams of this size behind one another, the last may be shorter. What has no room is lost.
void send_segments(int socket, core::Bytes joined, std::size_t segment_size,
                   const boost::asio::ip::udp::endpoint& to);

struct ReceivedSegments {
    core::Bytes joined;  // Empty if there is nothing, or an error that says nothing.
    std::size_t segment_size = 0;
    bool is_more_likely = false;
};
ReceivedSegments receive_segments(int socket, core::MutableBytes room,
                                  boost::asio::ip::udp::endpoint& from);

}  // namespace native
