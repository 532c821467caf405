// Headers: the vectors, read and written.
#include "net/yamux/frame.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/base/bytes.h"
#include "core/testing/vectors.h"

namespace net::yamux {
namespace {

std::string name_of(FrameType type) {
    switch (type) {
        case FrameType::data: return "data";
        case FrameType::window_update: return "window_update";
        case FrameType::ping: return "ping";
        case FrameType::go_away: return "go_away";
    }
    std::unreachable();
}

TEST(Yamux, YM1_YM2_reads_and_writes_the_vectors) {
    for (const auto& vector : core::testing::read_cases("spec/vectors/yamux/frames.json")) {
        const core::Buffer bytes = vector.bytes("bytes");
        ASSERT_EQ(bytes.size(), header_size) << vector.name();
        const auto header = parse_header(core::Bytes(bytes).first<header_size>());
        EXPECT_EQ(header ? "" : std::string(describe(header.error())), vector.text("error"))
            << vector.name();
        if (!header) continue;
        EXPECT_EQ(name_of(header->type), vector.text("type")) << vector.name();
        EXPECT_EQ(std::to_string(header->flags), vector.text("flags")) << vector.name();
        EXPECT_EQ(std::to_string(header->stream), vector.text("stream")) << vector.name();
        EXPECT_EQ(std::to_string(header->length), vector.text("length")) << vector.name();
        EXPECT_TRUE(core::equal(encode(*header), bytes)) << vector.name();
    }
}

}  // namespace
}  // namespace net::yamux
