// FrameReader makes frames of what comes in pieces (worker_wire.h). It holds no more than what
// came: the size that a frame says of itself is checked, and never reserved.
//
//     if (!reader.receive(bytes)) return;          // Nothing that follows can be read.
//     while (auto body = reader.next()) handle(*body);
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace fabric::units {

class FrameReader {
public:
    explicit FrameReader(std::size_t frame_size_max) : frame_size_max_(frame_size_max) {}

    core::Result<void> receive(core::Bytes bytes);

    // The body of a whole frame, valid until the next call of either.
    [[nodiscard]] std::optional<core::Bytes> next();

private:
    [[nodiscard]] core::Bytes unread() const { return core::Bytes(held_).subspan(read_); }
    // Of the body of the first frame; nothing before its head is there.
    [[nodiscard]] std::optional<std::size_t> body_size() const;

    std::size_t frame_size_max_;
    core::Buffer held_;
    std::size_t read_ = 0;
};

}  // namespace fabric::units
