// Sizes and messages, behind one another.
#include "net/signalling/framing.h"

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace net::signalling {

void write_frame(core::Buffer& outgoing, core::Bytes message) {
    core::BufferWriter writer(outgoing, SIZE_MAX);
    core::codec::write_varint(writer, message.size());
    writer.bytes(message);
}

std::optional<core::Bytes> FrameReader::next() {
    if (has_failed_) return std::nullopt;
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(read_size_));
    read_size_ = 0;
    core::Reader reader(bytes_);
    const auto size = core::codec::read_varint(reader);
    // A size in the making has fewer bytes than one that is too long.
    const bool is_cut = !size && bytes_.size() < core::codec::varint_size(frame_size_max);
    if (is_cut) return std::nullopt;
    if (!size || *size > frame_size_max) {
        has_failed_ = true;
        return std::nullopt;
    }
    const auto message = reader.take(*size);
    if (!message) return std::nullopt;
    read_size_ = reader.position();
    return *message;
}

}  // namespace net::signalling
