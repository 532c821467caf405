// One block of memory that is emptied from its beginning.
#include "net/yamux/send_buffer.h"

#include <algorithm>

#include "core/base/assert.h"

namespace net::yamux {
namespace {

// Enough for the frames of small messages.
constexpr std::size_t memory_size_min = 512;

}  // namespace

void SendBuffer::append(const Header& header, core::Bytes payload) {
    make_room(header_size + payload.size());
    core::append(buffer_, encode(header));
    core::append(buffer_, payload);
}

void SendBuffer::consume(std::size_t size) {
    ASSERT(size <= this->size());
    sent_size_ += size;
    if (sent_size_ < buffer_.size()) return;
    buffer_.clear();
    sent_size_ = 0;
}

void SendBuffer::release() {
    core::Buffer().swap(buffer_);
    sent_size_ = 0;
}

void SendBuffer::make_room(std::size_t size) {
    if (buffer_.capacity() - buffer_.size() >= size) return;
    // At the end of the memory what waits goes back to its beginning.
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(sent_size_));
    sent_size_ = 0;
    const std::size_t needed = buffer_.size() + size;
    ASSERT(needed <= size_max_);
    if (needed > buffer_.capacity())
        buffer_.reserve(std::clamp(2 * needed, std::min(memory_size_min, size_max_), size_max_));
}

}  // namespace net::yamux
