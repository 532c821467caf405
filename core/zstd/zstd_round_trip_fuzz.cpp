// Any content comes back; a frame changed in one place never gives another content.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "core/zstd/zstd.h"

FUZZ(zstd_round_trip) {
    using namespace core::zstd;
    core::Buffer quick;
    ASSERT(compress(quick, input, frame_size_max(input.size()), Effort::quick));
    const auto quick_back = decompress(quick, input.size());
    ASSERT(quick_back && core::equal(*quick_back, input));
    core::Buffer frame;
    ASSERT(compress(frame, input, frame_size_max(input.size())));
    const auto back = decompress(frame, input.size());
    ASSERT(back && core::equal(*back, input));
    if (input.size() < 2) return;
    const std::size_t place = 5 + std::to_integer<std::size_t>(input[0]) % (frame.size() - 5);
    frame[place] ^= input[1];
    const auto changed = decompress(frame, input.size() + 1000);
    ASSERT(!changed || core::equal(*changed, input));
}
