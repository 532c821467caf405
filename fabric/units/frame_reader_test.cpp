// Frames out of pieces, and frames that are too large.
#include "fabric/units/frame_reader.h"

#include <gtest/gtest.h>

#include "fabric/units/worker_wire.h"

namespace fabric::units {
namespace {

TEST(FrameReader, WU9_frames_come_out_whole_however_they_came_in) {
    Buffer stream;
    for (const char* line : {"first", "", "third"}) core::append(stream, write_log(line));
    for (std::size_t size = 1; size <= stream.size(); ++size) {
        FrameReader reader(1024);
        std::vector<std::string> lines;
        for (std::size_t at = 0; at < stream.size(); at += size) {
            const Bytes rest = Bytes(stream).subspan(at);
            ASSERT_TRUE(reader.receive(rest.first(std::min(size, rest.size()))));
            while (const auto body = reader.next())
                lines.push_back(core::get<LogLine>(read_from_worker(*body).value()).text);
        }
        EXPECT_EQ(lines, (std::vector<std::string>{"first", "", "third"}));
    }
}

TEST(FrameReader, WU9_a_frame_larger_than_may_be_is_refused_by_its_head) {
    const auto head = [](std::uint32_t size) {
        Buffer bytes(sizeof size);
        std::memcpy(bytes.data(), &size, sizeof size);
        return bytes;
    };
    FrameReader reader(1024);
    EXPECT_TRUE(reader.receive(head(1024)));
    FrameReader small(1024);
    EXPECT_FALSE(small.receive(head(1025)));
    EXPECT_FALSE(small.next());
}

TEST(FrameReader, WU9_a_frame_behind_another_is_looked_at_too) {
    Buffer stream = write_log("fine");
    stream.insert(stream.end(), 4, std::byte{0xff});
    FrameReader reader(1024);
    ASSERT_TRUE(reader.receive(stream));
    EXPECT_TRUE(reader.next());
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.receive({}));
}

}  // namespace
}  // namespace fabric::units
