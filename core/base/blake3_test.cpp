// BLAKE3 against two published digests.
#include "core/base/blake3.h"
#include <gtest/gtest.h>
#include "core/base/hex.h"
namespace core {
namespace {
TEST(Blake3, BL1_known) {
    EXPECT_EQ(to_hex(blake3({}).view()),
              "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    Buffer b;
    for (int i = 0; i < 102400; ++i) b.push_back(static_cast<std::byte>(i % 251));
    EXPECT_EQ(to_hex(blake3(b).view()),
              "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085");
}
}  // namespace
}  // namespace core
