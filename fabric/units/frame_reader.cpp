// Frames out of a stream.
#include "fabric/units/frame_reader.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "fabric/units/worker_wire.h"

namespace fabric::units {

std::optional<std::size_t> FrameReader::body_size() const {
    const auto size = core::Reader(unread()).u32_le();
    if (!size) return std::nullopt;
    return *size;
}

core::Result<void> FrameReader::receive(core::Bytes bytes) {
    if (read_ > 0) {
        held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(read_));
        read_ = 0;
    }
    core::append(held_, bytes);
    // Those behind the first are looked at when it was taken.
    if (body_size().value_or(0) > frame_size_max_) return core::fail(core::Error::too_large);
    return {};
}

std::optional<core::Bytes> FrameReader::next() {
    const auto size = body_size();
    if (!size || *size > frame_size_max_) return std::nullopt;
    if (unread().size() - frame_head_size < *size) return std::nullopt;
    const core::Bytes body = unread().subspan(frame_head_size, *size);
    read_ += frame_head_size + *size;
    ASSERT(read_ <= held_.size());
    return body;
}

}  // namespace fabric::units
