// ControlClient asks a running node, and waits for its answers.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.h"
#include "native/disk/file_descriptor.h"

namespace native {

class ControlClient {
public:
    [[nodiscard]] static std::expected<ControlClient, std::string> connect(const std::string& path);

    // From now on; without it, for as long as the node lives.
    void wait_at_most(core::Duration patience);
    // False if the node is gone.
    [[nodiscard]] bool send(std::string_view line);
    // Nothing when the node has closed, is gone, or has said nothing for too long.
    [[nodiscard]] std::optional<std::string> read_line();

    // For who waits for other things too: its number for poll(), what has come, whether more can.
    [[nodiscard]] int number() const { return socket_.number(); }
    // False if the node is gone, or has said nothing for too long.
    [[nodiscard]] bool read_some();
    [[nodiscard]] std::optional<std::string> take_line();

private:
    explicit ControlClient(FileDescriptor socket) : socket_(std::move(socket)) {}

    FileDescriptor socket_;
    std::string read_;
    std::size_t searched_ = 0;  // So much of it has no end of a line.
};

}  // namespace native
