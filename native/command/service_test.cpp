// What a service's manager hears.
#include "native/command/service.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstdlib>

#include "native/disk/file_descriptor.h"
#include "native/disk/temporary_directory.h"

namespace command {
namespace {

TEST(Service, CX23_the_manager_is_told_at_the_socket_that_it_named) {
    const native::testing::TemporaryDirectory folder;
    const std::string path = (folder.path() / "notify").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const native::FileDescriptor manager(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
    ASSERT_EQ(
        ::bind(manager.number(), static_cast<const sockaddr*>(static_cast<const void*>(&address)),
               sizeof address),
        0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    service_says("READY=1");
    ::unsetenv("NOTIFY_SOCKET");
    service_says("STOPPING=1");  // To nobody.
    std::array<char, 64> heard{};
    const ssize_t size = ::recv(manager.number(), heard.data(), heard.size(), 0);
    EXPECT_EQ(std::string_view(heard.data(), size > 0 ? static_cast<std::size_t>(size) : 0),
              "READY=1");
    EXPECT_LT(::recv(manager.number(), heard.data(), heard.size(), 0), 0);
}

}  // namespace
}  // namespace command
