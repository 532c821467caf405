// Finite State Entropy from the encoder's side: a distribution that fits what was counted, its
// header, its price, and the states that write symbols.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/zstd/bit_writer.h"
#include "core/zstd/format.h"
#include "core/zstd/price.h"

namespace core::zstd {

using Counts = std::span<const std::uint32_t>;

// Gives every symbol that occurs a share. 2^log is at least the number of these symbols.
Distribution distribution_for(Counts counts, unsigned log);

// The distribution of one symbol alone, which needs no bits.
Distribution only_symbol(unsigned symbol);

void write_distribution(const Distribution& distribution, Buffer& to);

// What the counted symbols take; `impossible` if one of them has no share.
inline constexpr std::uint64_t impossible = UINT64_MAX;
std::uint64_t price_of(Counts counts, const Distribution& distribution);

// Writes symbols from the last to the first.
class FseEncoder {
public:
    explicit FseEncoder(const Distribution& distribution);

    // A state is begun with the last symbol, which costs nothing yet.
    [[nodiscard]] std::uint32_t begin(unsigned symbol) const {
        return states_[symbols_[symbol].first];
    }

    // Writes what leads from this symbol's state to `state`, and gives this symbol's.
    [[nodiscard]] std::uint32_t put(unsigned symbol, std::uint32_t state, BitWriter& to) const {
        const Symbol& entry = symbols_[symbol];
        const unsigned bits = entry.bits_max - (state >> entry.bits_max < entry.share ? 1 : 0);
        to.write(state & ((1U << bits) - 1), bits);
        return states_[entry.first + (state >> bits) - entry.share];
    }

    // The state itself, in front of everything.
    void finish(std::uint32_t state, BitWriter& to) const { to.write(state - (1U << log_), log_); }

private:
    struct Symbol {
        std::uint16_t first;
        std::uint16_t share;
        std::uint8_t bits_max;
    };

    unsigned log_;
    std::array<Symbol, fse_symbol_count_max> symbols_{};
    // Each with the size of the table added, by symbol and then in the order of the table.
    std::array<std::uint16_t, sequence_table_size_max> states_;
};

}  // namespace core::zstd
