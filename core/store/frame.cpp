// Frames and heads: layout, sealing, reading.
#include "core/store/frame.h"

#include "core/base/assert.h"
#include "core/base/crc32c.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace core::store {
namespace {

constexpr std::size_t checksum_size = sizeof(std::uint32_t);

// Of everything behind the checksum itself, padding included.
std::uint32_t checksum_of(Bytes frame, FramePlace place) {
    return crc32c(frame.subspan(checksum_size), frame_seed(place));
}

}  // namespace

void complete_frame(MutableBytes frame, RecordType type, std::size_t payload_size) {
    ASSERT(frame.size() == frame_size(payload_size) && payload_size <= record_size_max);
    SpanWriter writer(frame.subspan(checksum_size));
    writer.u32_le(static_cast<std::uint32_t>(payload_size));
    writer.u8(type.value);
    std::ranges::fill(frame.subspan(frame_header_size + payload_size), std::byte{0});
}

void seal_frame(MutableBytes frame, FramePlace place) {
    SpanWriter writer(frame);
    writer.u32_le(checksum_of(frame, place));
}

std::optional<std::uint64_t> claimed_frame_size(Bytes bytes) {
    if (bytes.size() < frame_header_size) return std::nullopt;
    Reader reader(bytes.subspan(checksum_size));
    const std::uint32_t payload_size = *reader.u32_le();
    const std::uint8_t type = *reader.u8();
    if (type == 0 || payload_size > record_size_max) return std::nullopt;
    return frame_size(payload_size);
}

Result<Frame> read_frame(Bytes bytes, FramePlace place) {
    if (bytes.size() < frame_header_size) return fail(Error::truncated);
    const auto size = claimed_frame_size(bytes);
    if (!size) return fail(Error::malformed);
    Reader reader(bytes);
    const Bytes frame = TRY(reader.take(*size));
    Reader fields(frame);
    if (*fields.u32_le() != checksum_of(frame, place)) return fail(Error::checksum_wrong);
    const std::uint32_t payload_size = *fields.u32_le();
    const RecordType type{*fields.u8()};
    return Frame{type, *fields.take(payload_size)};
}

void write_head(MutableBytes frame, FramePlace place, const BatchHead& head) {
    SpanWriter writer(frame.subspan(frame_header_size));
    writer.u64_le(place.salt.value);
    writer.u64_le(head.position.value);
    writer.u64_le(head.synced.value);
    complete_frame(frame, head_type, head_payload_size);
    seal_frame(frame, place);
}

std::optional<BatchHead> head_of(const Frame& frame, Salt salt) {
    if (frame.type != head_type || frame.payload.size() != head_payload_size) return std::nullopt;
    Reader reader(frame.payload);
    if (*reader.u64_le() != salt.value) return std::nullopt;
    const Position position{*reader.u64_le()};
    const Position synced{*reader.u64_le()};
    if (synced > position) return std::nullopt;
    return BatchHead{position, synced};
}

std::optional<BatchHead> find_head(Bytes bytes, FramePlace place) {
    if (bytes.size() < head_frame_size) return std::nullopt;
    // The salt is compared first: hardly anything else has these eight bytes.
    Reader salt(bytes.subspan(frame_header_size));
    if (*salt.u64_le() != place.salt.value) return std::nullopt;
    const auto frame = read_frame(bytes.first(head_frame_size), place);
    return frame ? head_of(*frame, place.salt) : std::nullopt;
}

}  // namespace core::store
