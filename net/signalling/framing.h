// Messages on a stream, each behind its size as a varint. A reader holds no more than one message
// and what came with it.
#pragma once

#include <cstddef>
#include <optional>

#include "core/base/bytes.h"

namespace net::signalling {

inline constexpr std::size_t frame_size_max = std::size_t{17} * 1024;

void write_frame(core::Buffer& outgoing, core::Bytes message);

class FrameReader {
public:
    void receive(core::Bytes bytes) { core::append(bytes_, bytes); }
    // A message, valid until the next call. Nothing when none is whole, and after one that is too
    // long for ever.
    [[nodiscard]] std::optional<core::Bytes> next();
    [[nodiscard]] bool has_failed() const { return has_failed_; }
    // What came behind the messages that were read.
    [[nodiscard]] core::Bytes rest() const { return core::Bytes(bytes_).subspan(read_size_); }

private:
    core::Buffer bytes_;
    std::size_t read_size_ = 0;
    bool has_failed_ = false;
};

}  // namespace net::signalling
