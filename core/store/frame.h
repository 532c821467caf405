// A frame is a record as it lies in a segment: checksum, length, type, payload, and zeros up to the
// next multiple of eight bytes (rules JN1–JN4, spec/journal.md).
//
// The checksum is seeded with the segment's salt and the frame's offset. So bytes that were left
// from another file, or landed in the wrong place, never pass for a record of this place, however
// whole they are; and who sends us payloads cannot make some that do, since the salt is never told.
//
// A batch begins with a head: it says where it is, and up to where the journal was known to be
// synced when the batch was written. That is what later tells rot from a torn end.
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/store/position.h"

namespace core::store {

using Salt = Id<struct SaltTag, std::uint64_t>;

inline constexpr std::size_t frame_alignment = 8;
inline constexpr std::size_t frame_header_size = 9;
// Of a payload: a change of the largest size, and a little around it.
inline constexpr std::size_t record_size_max = (std::size_t{16} << 20) + (std::size_t{64} << 10);

// Of the whole frame. The size may be a disk's claim, which is of at most 32 bits.
constexpr std::uint64_t frame_size(std::uint64_t payload_size) {
    return (frame_header_size + payload_size + frame_alignment - 1) / frame_alignment *
           frame_alignment;
}

struct FramePlace {
    Salt salt;
    std::uint64_t offset = 0;  // In the file.
};

// What the checksum of a frame begins with.
[[nodiscard]] std::uint32_t frame_seed(FramePlace place);

// Fills in what stands around the payload, which is there, but for the checksum.
void complete_frame(MutableBytes frame, RecordType type, std::size_t payload_size);
// The checksum of a complete frame, for the place to which it goes.
void seal_frame(MutableBytes frame, FramePlace place);

struct Frame {
    RecordType type;
    Bytes payload;
};
// What the first bytes claim, unchecked: the size of the whole frame. Nothing if that cannot be
// one.
[[nodiscard]] std::optional<std::uint64_t> claimed_frame_size(Bytes bytes);
// The frame at the beginning of the bytes; Error::truncated, malformed or checksum_wrong.
[[nodiscard]] Result<Frame> read_frame(Bytes bytes, FramePlace place);

inline constexpr RecordType head_type{1};

struct BatchHead {
    Position position;  // Of the head itself.
    Position synced;

    friend bool operator==(const BatchHead&, const BatchHead&) = default;
};
inline constexpr std::size_t head_payload_size = 3 * sizeof(std::uint64_t);
inline constexpr std::size_t head_frame_size = frame_size(head_payload_size);

void write_head(MutableBytes frame, FramePlace place, const BatchHead& head);
// Whether a frame that was read is a head; one that does not fit its place is none.
[[nodiscard]] std::optional<BatchHead> head_of(const Frame& frame, Salt salt);
// The head at the beginning of the bytes, if there is one: fast where there is none.
[[nodiscard]] std::optional<BatchHead> find_head(Bytes bytes, FramePlace place);

}  // namespace core::store
