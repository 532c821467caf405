// By a table of the remainders of single bytes.
#include "net/webrtc/crc32.h"

namespace net::webrtc {
namespace {

constexpr std::uint32_t polynomial = 0xedb88320;  // Its bits in reverse.

constexpr std::array<std::uint32_t, 256> make_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t remainder = i;
        for (int bit = 0; bit < 8; ++bit)
            remainder = (remainder >> 1) ^ (remainder & 1 ? polynomial : 0);
        table[i] = remainder;
    }
    return table;
}

constexpr auto table = make_table();

}  // namespace

std::uint32_t crc32(core::Bytes bytes) {
    std::uint32_t remainder = UINT32_MAX;
    for (const std::byte byte : bytes)
        remainder =
            (remainder >> 8) ^ table[(remainder ^ std::to_integer<std::uint32_t>(byte)) & 0xff];
    return ~remainder;
}

}  // namespace net::webrtc
