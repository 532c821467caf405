// Growing without filling.
#include "core/base/fresh_buffer.h"

#include <gtest/gtest.h>

namespace {

TEST(FreshBuffer, what_is_appended_stays_while_it_grows) {
    core::FreshBuffer buffer;
    std::string expected;
    for (int i = 0; i < 1'000; ++i) {
        const std::string piece(static_cast<std::size_t>(i % 7), static_cast<char>('a' + i % 26));
        buffer.append(core::as_bytes(piece));
        expected += piece;
    }
    EXPECT_EQ(core::as_text(buffer.view()), expected);
    buffer.shrink(10);
    EXPECT_EQ(core::as_text(buffer.view()), expected.substr(0, 10));
    buffer.release();
    EXPECT_EQ(buffer.capacity(), 0u);
    EXPECT_TRUE(buffer.empty());
}

}  // namespace
