// The socket by which commands reach a running node: one file in its data directory, which only its
// user may open (rule CT2, spec/control.md). A name may be longer than the system allows for
// sockets; it is opened by way of its folder then.
#pragma once

#include <expected>
#include <string>

#include "native/disk/file_descriptor.h"

namespace native {

// Errors are sentences for people. A file that nobody listens at any more is replaced: whoever
// listens has the data directory's lock.
[[nodiscard]] std::expected<FileDescriptor, std::string> listen_control(const std::string& path);
[[nodiscard]] std::expected<FileDescriptor, std::string> connect_control(const std::string& path);

}  // namespace native
