// Lines over a socket, one after the other.
#include "native/control/control_client.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>

#include "native/control/control_socket.h"

namespace native {

std::expected<ControlClient, std::string> ControlClient::connect(const std::string& path) {
    auto socket = connect_control(path);
    if (!socket) return std::unexpected(std::move(socket).error());
    return ControlClient(*std::move(socket));
}

void ControlClient::wait_at_most(core::Duration patience) {
    constexpr std::int64_t in_a_second = 1'000'000;
    const timeval time{patience.count() / in_a_second, patience.count() % in_a_second};
    for (const int side : {SO_RCVTIMEO, SO_SNDTIMEO})
        ::setsockopt(socket_.number(), SOL_SOCKET, side, &time, sizeof time);
}

bool ControlClient::send(std::string_view line) {
    std::string text(line);
    text += '\n';
    std::string_view rest = text;
    while (!rest.empty()) {
        const ssize_t size = ::send(socket_.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        rest.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

bool ControlClient::read_some() {
    std::array<char, 4096> room{};
    for (;;) {
        const ssize_t size = ::recv(socket_.number(), room.data(), room.size(), 0);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        read_.append(room.data(), static_cast<std::size_t>(size));
        return true;
    }
}

std::optional<std::string> ControlClient::take_line() {
    const std::size_t end = read_.find('\n', searched_);
    if (end == std::string::npos) {
        searched_ = read_.size();
        return std::nullopt;
    }
    std::string line = read_.substr(0, end);
    read_.erase(0, end + 1);
    searched_ = 0;
    return line;
}

std::optional<std::string> ControlClient::read_line() {
    for (;;) {
        if (auto line = take_line()) return line;
        if (!read_some()) return std::nullopt;
    }
}

}  // namespace native
