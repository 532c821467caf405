// One datagram to the socket that the manager has named.
#include "native/command/service.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstdlib>

#include "native/disk/file_descriptor.h"

namespace command {

void service_says(std::string_view state) {
    const char* const place = std::getenv("NOTIFY_SOCKET");
    const std::string_view path = place ? place : "";
    sockaddr_un address{};
    if (path.empty() || path.size() >= sizeof(address.sun_path)) return;
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path));
    if (path.starts_with('@')) address.sun_path[0] = '\0';  // A name that is no file.
    const native::FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    static_cast<void>(::sendto(socket.number(), state.data(), state.size(), MSG_NOSIGNAL,
                               static_cast<const sockaddr*>(static_cast<const void*>(&address)),
                               size));
}

}  // namespace command
