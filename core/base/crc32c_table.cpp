// CRC32C by sixteen tables: sixteen bytes a step, whose look-ups do not wait for one another. The
// tables are made at first use, since as data they would be most of the WebAssembly module.
#include <array>

#include "core/base/crc32c.h"
#include "core/base/crc32c_polynomial.h"

namespace core {
namespace {

constexpr std::size_t step_size = 16;

// tables[distance][byte]: what a byte contributes that has `distance` bytes behind it in its step.
using Tables = std::array<std::array<std::uint32_t, 256>, step_size>;

Tables make_tables() {
    Tables tables;
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) value = crc32c_polynomial::times_x(value);
        tables[0][byte] = value;
    }
    for (std::size_t distance = 1; distance < step_size; ++distance)
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t nearer = tables[distance - 1][byte];
            tables[distance][byte] = (nearer >> 8) ^ tables[0][nearer & 0xff];
        }
    return tables;
}

std::uint32_t load_word(const std::byte* bytes) {
    std::uint32_t word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

// The contribution of four bytes, of which the last has `distance` bytes behind it.
std::uint32_t look_up(const Tables& tables, std::uint32_t word, std::size_t distance) {
    return tables[distance + 3][word & 0xff] ^ tables[distance + 2][(word >> 8) & 0xff] ^
           tables[distance + 1][(word >> 16) & 0xff] ^ tables[distance][word >> 24];
}

}  // namespace

std::uint32_t crc32c_by_table(Bytes bytes, std::uint32_t before) {
    static const Tables tables = make_tables();
    std::uint32_t state = ~before;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= step_size; left -= step_size, at += step_size)
        state = look_up(tables, load_word(at) ^ state, 12) ^ look_up(tables, load_word(at + 4), 8) ^
                look_up(tables, load_word(at + 8), 4) ^ look_up(tables, load_word(at + 12), 0);
    for (; left > 0; --left, ++at)
        state = (state >> 8) ^ tables[0][(state ^ std::to_integer<std::uint32_t>(*at)) & 0xff];
    return ~state;
}

}  // namespace core
