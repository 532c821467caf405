// What was compressed comes back, and frames are what the rules promise.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/zstd/test_content.h"
#include "core/zstd/xxh64.h"

namespace core::zstd {
namespace {

TEST(ZstdCompress, ZS13_what_was_compressed_comes_back) {
    for (const auto& [content, frame] : samples()) {
        const auto back = decompress(frame, content.size());
        ASSERT_TRUE(back) << content.size() << ": " << describe(back.error());
        EXPECT_TRUE(*back == content) << content.size();
    }
}

TEST(ZstdCompress, ZS18_quickly_too) {
    for (const Sample& sample : samples()) {
        const Buffer frame = frame_of(sample.content, Effort::quick);
        EXPECT_LE(frame.size(), frame_size_max(sample.content.size()));
        const auto back = decompress(frame, sample.content.size());
        ASSERT_TRUE(back) << sample.content.size() << ": " << describe(back.error());
        EXPECT_TRUE(*back == sample.content) << sample.content.size();
    }
}

TEST(ZstdCompress, ZS13_ZS18_beyond_the_window) {
    Buffer content = mixture(280'000, 7);
    while (content.size() < 6'000'000) append(content, copied(content));
    for (const Effort effort : {Effort::small, Effort::quick}) {
        const auto back = decompress(frame_of(content, effort), content.size());
        ASSERT_TRUE(back);
        EXPECT_TRUE(*back == content);
    }
}

TEST(ZstdCompress, ZS14_states_size_and_checksum) {
    EXPECT_EQ(to_hex(frame_of({})), "28b52ffd240001000099e9d851");
    EXPECT_EQ(to_hex(frame_of(as_bytes("abc"))), "28b52ffd2403190000616263990977ad");
    const Buffer large(5'000'000);
    // Not one segment: 4 bytes of size, and a window of 4 MiB.
    EXPECT_EQ(to_hex(Bytes(frame_of(large)).first(10)),
              "28b52ffd846040"
              "4b4c00");
}

// Written down once, so that no machine and no compiler changes them unnoticed; a better encoder
// does.
TEST(ZstdCompress, ZS15_the_same_content_gives_the_same_frame) {
    Buffer frames;
    for (const Sample& sample : samples()) append(frames, sample.frame);
    EXPECT_EQ(frames.size(), 1'973'259u);
    EXPECT_EQ(xxh64(frames), 16'905'033'835'038'799'748u);
    Buffer quick;
    for (const Sample& sample : samples()) append(quick, frame_of(sample.content, Effort::quick));
    EXPECT_EQ(quick.size(), 2'095'795u);
    EXPECT_EQ(xxh64(quick), 16'199'301'065'002'135'548u);
}

TEST(ZstdCompress, ZS16_frames_are_hardly_larger_than_their_content) {
    for (const auto& [content, frame] : samples())
        EXPECT_LE(frame.size(), frame_size_max(content.size()));
    const Buffer content = noise(300'000, 256, 1);
    EXPECT_EQ(frame_of(content).size(), content.size() + 4 + 1 + 4 + 3 * 3 + 4);
}

TEST(ZstdCompress, ZS16_text_becomes_small) {
    EXPECT_LT(frame_of(text(100'000, 1)).size(), 33'000u);
    EXPECT_LT(frame_of(columns(100'000, 1)).size(), 19'000u);
    EXPECT_LT(frame_of(text(100'000, 1), Effort::quick).size(), 50'000u);
}

TEST(ZstdCompress, ZS17_appends_all_or_nothing) {
    const Buffer frame = frame_of(as_bytes("abc"));
    Buffer to = copied(as_bytes("in front"));
    const Buffer before = to;
    EXPECT_EQ(compress(to, as_bytes("abc"), before.size() + frame.size() - 1).error(),
              Error::too_large);
    EXPECT_EQ(to, before);
    ASSERT_TRUE(compress(to, as_bytes("abc"), before.size() + frame.size()));
    EXPECT_EQ(to_hex(to), to_hex(before) + to_hex(frame));
}

}  // namespace
}  // namespace core::zstd
