// Where things are in a journal. A Position counts the bytes of one endless stream of records,
// across all segments: it stays with a record for ever, also when the segment that held it failed
// and the record was written again into the next one.
#pragma once

#include <cstdint>

#include "core/base/id.h"

namespace core::store {

using Position = Id<struct PositionTag, std::uint64_t>;

constexpr Position behind(Position position, std::uint64_t size) {
    return Position{position.value + size};
}

// From 1, each number used once.
using SegmentNumber = Id<struct SegmentNumberTag, std::uint64_t>;

// What a record is, to whoever wrote it. The first few are the journal's own.
using RecordType = Id<struct RecordTypeTag, std::uint8_t>;
inline constexpr RecordType record_type_min{16};

}  // namespace core::store
