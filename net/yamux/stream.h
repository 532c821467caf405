// What a session keeps of one stream.
#pragma once

#include <cstdint>

#include "core/base/time.h"

namespace net::yamux {

// Of both ends, until an update says otherwise.
inline constexpr std::uint32_t initial_window_size = 256 * 1024;

struct Stream {
    // What we may still send.
    std::uint32_t send_window = initial_window_size;
    // What the peer may still send, what the user has credited but the peer was not told yet, and
    // the size of the whole window. The rest of it was received and is still held by the user.
    std::uint32_t receive_window = initial_window_size;
    std::uint32_t credited_size = 0;
    std::uint32_t window_size = initial_window_size;
    core::Instant window_updated_at;

    // What we have opened is announced with the first frame, and acknowledged by the peer's first;
    // what the peer has opened is acknowledged with our first.
    bool is_announced = false;
    bool is_acknowledged = false;
    bool is_accepted = false;  // By our user, who has done something with it.
    bool asks_to_write = false;
    bool is_finished_here = false;
    bool is_finished_there = false;

    [[nodiscard]] std::uint32_t held_size() const {
        return window_size - receive_window - credited_size;
    }
};

}  // namespace net::yamux
