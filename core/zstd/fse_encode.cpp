// Shares are given where they save most bits; headers and states are those of fse_table.cpp,
// reversed.
#include "core/zstd/fse_encode.h"

#include <bit>
#include <numeric>

#include "core/base/assert.h"
#include "core/zstd/fse_table.h"

namespace core::zstd {
namespace {

// Whether one more share helps `left` more than `right`: a share more saves about
// count / (share + 1/2).
struct Claim {
    std::uint64_t count;
    std::uint64_t shares_twice;  // Twice the shares, one more or less.
    bool operator>(const Claim& right) const {
        return count * right.shares_twice > right.count * shares_twice;
    }
};

void give(Counts counts, Distribution& distribution) {
    unsigned best = 0;
    Claim best_claim{.count = 0, .shares_twice = 1};
    for (unsigned i = 0; i < counts.size(); ++i) {
        const auto share = static_cast<std::uint64_t>(distribution.shares[i]);
        const Claim claim{.count = counts[i], .shares_twice = 2 * share + 1};
        if (!(claim > best_claim)) continue;
        best = i;
        best_claim = claim;
    }
    ++distribution.shares[best];
}

void take(Counts counts, Distribution& distribution) {
    unsigned best = 0;
    Claim best_claim{.count = 1, .shares_twice = 0};
    for (unsigned i = 0; i < counts.size(); ++i) {
        if (distribution.shares[i] < 2) continue;
        const auto share = static_cast<std::uint64_t>(distribution.shares[i]);
        const Claim claim{.count = counts[i], .shares_twice = 2 * share - 1};
        if (!(best_claim > claim)) continue;
        best = i;
        best_claim = claim;
    }
    --distribution.shares[best];
}

}  // namespace

Distribution distribution_for(Counts counts, unsigned log) {
    Distribution distribution;
    distribution.log = log;
    const std::uint64_t size = std::uint64_t{1} << log;
    const std::uint64_t total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    std::uint64_t given = 0;
    for (unsigned i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        const std::uint64_t share = std::max<std::uint64_t>(1, counts[i] * size / total);
        distribution.shares[i] = static_cast<std::int16_t>(share);
        distribution.symbol_count = i + 1;
        given += share;
    }
    for (; given < size; ++given) give(counts, distribution);
    for (; given > size; --given) take(counts, distribution);
    for (unsigned i = 0; i < counts.size(); ++i)
        if (distribution.shares[i] == 1 && counts[i] * size <= total) distribution.shares[i] = -1;
    return distribution;
}

Distribution only_symbol(unsigned symbol) {
    Distribution distribution;
    distribution.shares[symbol] = 1;
    distribution.symbol_count = symbol + 1;
    return distribution;
}

void write_distribution(const Distribution& distribution, Buffer& to) {
    BitWriter bits(to);
    bits.write(distribution.log - fse_log_min, 4);
    unsigned left = 1U << distribution.log;
    for (unsigned symbol = 0; symbol < distribution.symbol_count;) {
        const int share = distribution.shares[symbol++];
        const unsigned highest = left + 1;
        const auto width = static_cast<unsigned>(std::bit_width(highest));
        const unsigned half = 1U << (width - 1);
        const unsigned short_forms = 2 * half - 1 - highest;
        const auto value = static_cast<unsigned>(share + 1);
        if (value < short_forms)
            bits.write(value, width - 1);
        else
            bits.write(value < half ? value : value + short_forms, width);
        left -= share < 0 ? 1 : static_cast<unsigned>(share);
        if (share != 0) continue;
        unsigned zeros = 0;
        while (distribution.shares[symbol + zeros] == 0) ++zeros;
        symbol += zeros;
        for (; zeros >= 3; zeros -= 3) bits.write(3, 2);
        bits.write(zeros, 2);
    }
    ASSERT(left == 0);
    bits.finish();
}

std::uint64_t price_of(Counts counts, const Distribution& distribution) {
    std::uint64_t price = 0;
    for (unsigned i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        if (i >= distribution.symbol_count || distribution.shares[i] == 0) return impossible;
        const auto share = static_cast<std::uint32_t>(std::abs(distribution.shares[i]));
        price += std::uint64_t{counts[i]} * (distribution.log * price_of_bit - log2_price(share));
    }
    return price;
}

FseEncoder::FseEncoder(const Distribution& distribution) : log_(distribution.log) {
    const std::size_t size = std::size_t{1} << log_;
    std::array<std::uint8_t, sequence_table_size_max> symbols;
    spread_symbols(distribution, std::span(symbols).first(size));
    std::array<std::uint16_t, fse_symbol_count_max> next{};
    std::uint16_t first = 0;
    for (unsigned i = 0; i < distribution.symbol_count; ++i) {
        if (distribution.shares[i] == 0) continue;
        const auto share = static_cast<std::uint16_t>(std::abs(distribution.shares[i]));
        const auto bits_max = log_ + 1 - static_cast<unsigned>(std::bit_width(share));
        symbols_[i] = {
            .first = first, .share = share, .bits_max = static_cast<std::uint8_t>(bits_max)};
        next[i] = first;
        first = static_cast<std::uint16_t>(first + share);
    }
    for (std::size_t state = 0; state < size; ++state)
        states_[next[symbols[state]]++] = static_cast<std::uint16_t>(size + state);
}

}  // namespace core::zstd
