// Input as it is, and as a compressed block in a frame, so that no luck is needed to get that far.
// A lower limit changes nothing but that there may be too much.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "core/zstd/format.h"
#include "core/zstd/zstd.h"

namespace {

void read(core::Bytes frames) {
    constexpr std::size_t size_max = 300'000;
    const auto content = core::zstd::decompress(frames, size_max);
    const auto half = core::zstd::decompress(frames, size_max / 2);
    if (!content) ASSERT(!half);
    if (!content) return;
    ASSERT(content->size() <= size_max);
    if (half)
        ASSERT(*half == *content);
    else
        ASSERT(half.error() == core::Error::too_large && content->size() > size_max / 2);
}

}  // namespace

FUZZ(zstd_decompress) {
    read(input);
    if (input.size() > core::zstd::block_size_max) return;
    // A window of 128 KiB, a raw block to look back on, and the input.
    core::Buffer frame;
    for (const int byte : {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38, 0x20, 0, 0, 1, 2, 3, 4})
        frame.push_back(static_cast<std::byte>(byte));
    const std::size_t header = input.size() << 3 | 5;
    for (unsigned shift = 0; shift < 24; shift += 8)
        frame.push_back(static_cast<std::byte>(header >> shift));
    core::append(frame, input);
    read(frame);
}
