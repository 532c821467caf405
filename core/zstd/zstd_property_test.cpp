// Any content comes back, whatever its parts repeat; and no change to a frame goes unnoticed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "core/zstd/test_content.h"

namespace core::zstd {
namespace {

// Pieces of new bytes, of runs, and of what is there already.
Buffer any_content() {
    Buffer content;
    const auto pieces = *rc::gen::arbitrary<std::vector<std::uint32_t>>();
    for (const std::uint32_t piece : pieces) {
        const std::size_t size = piece >> 8 & 0x3ff;
        if (piece % 3 == 0 && !content.empty()) {
            const std::size_t from = (piece >> 18) % content.size();
            for (std::size_t i = 0; i < size; ++i) content.push_back(content[from + i]);
        } else if (piece % 3 == 1) {
            content.resize(content.size() + size, static_cast<std::byte>(piece));
        } else {
            append(content, noise(size, 1 + (piece >> 24), piece));
        }
    }
    return content;
}

RC_GTEST_PROP(ZstdProperty, ZS13_any_content_comes_back, ()) {
    const Buffer content = any_content();
    const auto effort = *rc::gen::element(Effort::small, Effort::quick);
    const Buffer frame = frame_of(content, effort);
    RC_ASSERT(frame.size() <= frame_size_max(content.size()));
    const auto back = decompress(frame, content.size());
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == content);
    if (!content.empty())
        RC_ASSERT(decompress(frame, content.size() - 1).error() == Error::too_large);
}

RC_GTEST_PROP(ZstdProperty, ZS5_no_change_goes_unnoticed, ()) {
    const Buffer content = any_content();
    Buffer frame = frame_of(content);
    const auto place = *rc::gen::inRange<std::size_t>(0, frame.size());
    frame[place] ^= static_cast<std::byte>(*rc::gen::inRange(1, 256));
    const auto back = decompress(frame, content.size() + 1);
    const bool unnoticed = back && *back != content;
    RC_ASSERT(!unnoticed);
}

}  // namespace
}  // namespace core::zstd
