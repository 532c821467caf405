// Names of sockets below /proc/self/fd, which are short.
#include "native/control/control_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace native {

namespace {

constexpr int waiting_max = 64;

// The folder stays open while its number is part of the name.
struct SocketName {
    FileDescriptor folder;
    sockaddr_un address{};
};

SocketName name_of(const std::string& path) {
    const std::filesystem::path file(path);
    SocketName name{
        FileDescriptor(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))};
    const std::string text =
        "/proc/self/fd/" + std::to_string(name.folder.number()) + "/" + file.filename().string();
    name.address.sun_family = AF_UNIX;
    text.copy(name.address.sun_path, sizeof(name.address.sun_path) - 1);
    return name;
}

std::unexpected<std::string> complain(const std::string& path, const std::string& what) {
    return std::unexpected("The socket " + path + " " + what + ": " +
                           std::generic_category().message(errno) + ".");
}

const sockaddr* generic(const sockaddr_un& address) {
    return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

}  // namespace

std::expected<FileDescriptor, std::string> listen_control(const std::string& path) {
    ::unlink(path.c_str());
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const SocketName name = name_of(path);
    if (!socket.is_open() || !name.folder.is_open() ||
        ::bind(socket.number(), generic(name.address), sizeof(name.address)) != 0 ||
        ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 ||
        ::listen(socket.number(), waiting_max) != 0)
        return complain(path, "cannot be listened at");
    return socket;
}

std::expected<FileDescriptor, std::string> connect_control(const std::string& path) {
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const SocketName name = name_of(path);
    if (!socket.is_open() || !name.folder.is_open() ||
        ::connect(socket.number(), generic(name.address), sizeof(name.address)) != 0)
        return complain(path, "cannot be reached");
    return socket;
}

}  // namespace native
