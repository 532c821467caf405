// Frames made by hand, byte for byte as RFC 8878 has them.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/zstd/zstd.h"

namespace core::zstd {
namespace {

TEST(Decompress, ZS1_a_raw_block) {
    const auto content = decompress(*from_hex("28b52ffd2003190000616263"), 3);
    ASSERT_TRUE(content);
    EXPECT_EQ(as_text(*content), "abc");
}

}  // namespace
}  // namespace core::zstd
