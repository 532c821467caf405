// Reading distributions and laying out their states, after RFC 8878, section 4.1.
#include "core/zstd/fse_table.h"

#include <bit>

#include "core/base/assert.h"
#include "core/zstd/bit_reader.h"

namespace core::zstd {
namespace {

// A share and one more, in as few bits as the shares that are left allow.
unsigned read_share(ForwardBits& bits, unsigned left) {
    const unsigned highest = left + 1;
    const auto width = static_cast<unsigned>(std::bit_width(highest));
    const unsigned half = 1U << (width - 1);
    const unsigned short_forms = 2 * half - 1 - highest;
    const unsigned value = bits.peek(width);
    if ((value & (half - 1)) < short_forms) {
        bits.skip(width - 1);
        return value & (half - 1);
    }
    bits.skip(width);
    return value < half ? value : value - short_forms;
}

}  // namespace

Result<Distribution> read_distribution(Reader& reader, FseLimits limits) {
    ForwardBits bits(reader.rest());
    Distribution distribution;
    distribution.log = bits.read(4) + fse_log_min;
    if (distribution.log > limits.log) return fail(Error::malformed);
    unsigned left = 1U << distribution.log;
    unsigned symbol = 0;
    while (left > 0) {
        if (symbol >= limits.symbol_count) return fail(Error::malformed);
        const int share = static_cast<int>(read_share(bits, left)) - 1;
        left -= share < 0 ? 1 : static_cast<unsigned>(share);
        distribution.shares[symbol++] = static_cast<std::int16_t>(share);
        if (share != 0) continue;
        unsigned zeros = 0;
        do {
            zeros = bits.read(2);
            symbol += zeros;
        } while (zeros == 3 && symbol < limits.symbol_count);
    }
    distribution.symbol_count = symbol;
    if (bits.overread()) return fail(Error::truncated);
    TRY(reader.take(bits.bytes_used()));
    return distribution;
}

void spread_symbols(const Distribution& distribution, std::span<std::uint8_t> symbols) {
    const std::size_t size = std::size_t{1} << distribution.log;
    ASSERT(symbols.size() == size);
    std::size_t end = size;
    for (unsigned symbol = 0; symbol < distribution.symbol_count; ++symbol)
        if (distribution.shares[symbol] < 0) symbols[--end] = static_cast<std::uint8_t>(symbol);
    const std::size_t step = size / 2 + size / 8 + 3;
    std::size_t place = 0;
    for (unsigned symbol = 0; symbol < distribution.symbol_count; ++symbol)
        for (int i = 0; i < distribution.shares[symbol]; ++i) {
            symbols[place] = static_cast<std::uint8_t>(symbol);
            do place = (place + step) & (size - 1);
            while (place >= end);
        }
    ASSERT(place == 0);
}

void fill_states(const Distribution& distribution, std::span<FseState> states) {
    const std::size_t size = std::size_t{1} << distribution.log;
    std::array<std::uint8_t, sequence_table_size_max> symbols;
    const std::span symbols_used = std::span(symbols).first(size);
    spread_symbols(distribution, symbols_used);
    std::array<std::uint16_t, fse_symbol_count_max> next{};
    for (unsigned symbol = 0; symbol < distribution.symbol_count; ++symbol) {
        const std::int16_t share = distribution.shares[symbol];
        next[symbol] = static_cast<std::uint16_t>(share < 0 ? 1 : share);
    }
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint8_t symbol = symbols_used[i];
        const unsigned rank = next[symbol]++;
        const unsigned bits = distribution.log + 1 - static_cast<unsigned>(std::bit_width(rank));
        states[i] = {.next = static_cast<std::uint16_t>((rank << bits) - size),
                     .bits = static_cast<std::uint8_t>(bits),
                     .symbol = symbol};
    }
}

}  // namespace core::zstd
