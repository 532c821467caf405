// CRC32C against the published check values, a bit-by-bit twin, and its own two versions.
#include "core/base/crc32c.h"

#include <gtest/gtest.h>

#include "core/base/crc32c_polynomial.h"
#include "core/base/prng.h"

namespace core {
namespace {

std::uint32_t bit_by_bit(Bytes bytes, std::uint32_t before = 0) {
    std::uint32_t state = ~before;
    for (const std::byte byte : bytes) {
        state ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit) state = crc32c_polynomial::times_x(state);
    }
    return ~state;
}

Buffer random_bytes(std::size_t size) {
    Buffer bytes(size);
    Prng(Seed{size}).fill(bytes);
    return bytes;
}

TEST(Crc32c, CR1_gives_the_published_values) {
    // The check value of the catalogue of CRCs, and the examples of RFC 3720, B.4.
    EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283u);
    EXPECT_EQ(crc32c(Buffer(32, std::byte{0})), 0x8a9136aau);
    EXPECT_EQ(crc32c(Buffer(32, std::byte{0xff})), 0x62a8ab43u);
    Buffer rising;
    for (int i = 0; i < 32; ++i) rising.push_back(static_cast<std::byte>(i));
    EXPECT_EQ(crc32c(rising), 0x46dd794eu);
    EXPECT_EQ(crc32c({}), 0u);
}

TEST(Crc32c, CR2_every_version_agrees_at_every_length_and_alignment) {
    const Buffer bytes = random_bytes(1200);
    for (std::size_t size = 0; size + 8 <= bytes.size(); ++size) {
        const Bytes some = Bytes(bytes).subspan(size % 8, size);
        const std::uint32_t expected = bit_by_bit(some);
        ASSERT_EQ(crc32c(some), expected) << size;
        ASSERT_EQ(crc32c_by_table(some), expected) << size;
    }
    const Buffer large = random_bytes(100'003);
    EXPECT_EQ(crc32c(large), bit_by_bit(large));
    EXPECT_EQ(crc32c_by_table(large), bit_by_bit(large));
}

TEST(Crc32c, CR3_continues_from_the_checksum_of_what_came_before) {
    const Buffer bytes = random_bytes(5000);
    const std::uint32_t whole = crc32c(bytes);
    for (const std::size_t cut : {0uz, 1uz, 7uz, 8uz, 287uz, 288uz, 289uz, 4999uz, 5000uz}) {
        const Bytes first = Bytes(bytes).first(cut);
        const Bytes second = Bytes(bytes).subspan(cut);
        EXPECT_EQ(crc32c(second, crc32c(first)), whole) << cut;
        EXPECT_EQ(crc32c_by_table(second, crc32c_by_table(first)), whole) << cut;
    }
}

TEST(Crc32c, CR2_finds_every_single_flipped_bit) {
    Buffer bytes = random_bytes(64);
    const std::uint32_t right = crc32c(bytes);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const auto mask = static_cast<std::byte>(1u << (bit % 8));
        bytes[bit / 8] ^= mask;
        EXPECT_NE(crc32c(bytes), right) << bit;
        bytes[bit / 8] ^= mask;
    }
}

}  // namespace
}  // namespace core
