// The frames that wait to be sent, in one block of memory. It grows up to what it was told, keeps
// its memory while it is in use, and gives it back when asked: an idle connection owns none.
#pragma once

#include <cstddef>

#include "core/base/bytes.h"
#include "net/yamux/frame.h"

namespace net::yamux {

class SendBuffer {
public:
    explicit SendBuffer(std::size_t size_max) : size_max_(size_max) {}

    [[nodiscard]] core::Bytes view() const { return core::Bytes(buffer_).subspan(sent_size_); }
    [[nodiscard]] std::size_t size() const { return buffer_.size() - sent_size_; }
    [[nodiscard]] std::size_t memory_size() const { return buffer_.capacity(); }

    // There must be room.
    void append(const Header& header, core::Bytes payload = {});
    void consume(std::size_t size);
    // Drops what waits, and gives the memory back.
    void release();

private:
    void make_room(std::size_t size);

    std::size_t size_max_;
    core::Buffer buffer_;
    std::size_t sent_size_ = 0;  // At the beginning of the buffer.
};

}  // namespace net::yamux
