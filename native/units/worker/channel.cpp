// Reads and writes that wait.
#include "native/units/worker/channel.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "native/units/worker/sandbox.h"

namespace native::units {
namespace {

constexpr std::size_t read_size = std::size_t{64} << 10;

}  // namespace

core::Bytes Channel::receive() {
    std::array<std::byte, read_size> room;
    for (;;) {
        if (const auto body = reader_.next()) return *body;
        const ssize_t size = ::read(channel_number, room.data(), room.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) ::_exit(0);
        const auto taken = std::span(room).first(static_cast<std::size_t>(size));
        if (!reader_.receive(taken)) ::_exit(1);
    }
}

bool Channel::hears_within(int milliseconds) {
    pollfd watched{.fd = channel_number, .events = POLLIN, .revents = 0};
    return ::poll(&watched, 1, milliseconds) > 0;
}

void Channel::send(core::Bytes frame) {
    while (!frame.empty()) {
        const ssize_t size = ::write(channel_number, frame.data(), frame.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) ::_exit(0);
        frame = frame.subspan(static_cast<std::size_t>(size));
    }
}

}  // namespace native::units
