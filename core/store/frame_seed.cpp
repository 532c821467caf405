// The seed of a frame's checksum stands alone, so that a test can put a wrong one in its place and
// show that it would be found out.
#include "core/base/crc32c.h"
#include "core/base/writer.h"
#include "core/store/frame.h"

namespace core::store {

std::uint32_t frame_seed(FramePlace place) {
    std::array<std::byte, 2 * sizeof(std::uint64_t)> bytes;
    SpanWriter writer(bytes);
    writer.u64_le(place.salt.value);
    writer.u64_le(place.offset);
    return crc32c(bytes);
}

}  // namespace core::store
