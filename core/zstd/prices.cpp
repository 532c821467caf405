// Prices from counts. What never occurred is priced as if it had occurred half a time.
#include "core/zstd/prices.h"

#include <cstdlib>
#include <numeric>

namespace core::zstd {
namespace {

void price_all(std::span<const std::uint32_t> counts, std::span<Price> prices) {
    const auto total = std::accumulate(counts.begin(), counts.end(), std::uint32_t{0});
    const Price all = log2_price(2 * total + static_cast<std::uint32_t>(counts.size()));
    for (std::size_t i = 0; i < counts.size(); ++i) prices[i] = all - log2_price(2 * counts[i] + 1);
}

void price_codes(std::span<const std::uint32_t> counts, std::span<const Code> codes,
                 std::span<Price> prices) {
    price_all(counts, prices);
    for (std::size_t i = 0; i < codes.size(); ++i) prices[i] += codes[i].extra_bits * price_of_bit;
}

void fill_from(const Distribution& distribution, std::span<std::uint32_t> counts) {
    for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] = static_cast<std::uint32_t>(std::abs(distribution.shares[i]));
}

}  // namespace

CodeCounts CodeCounts::predefined() {
    CodeCounts counts;
    fill_from(literals_length_predefined, counts.literals_lengths);
    fill_from(match_length_predefined, counts.match_lengths);
    fill_from(offset_predefined, counts.offsets);
    return counts;
}

Prices::Prices(const ByteCounts& literals, const CodeCounts& codes) {
    price_all(literals, literals_);
    price_codes(codes.literals_lengths, literals_length_codes, literals_length_codes_);
    price_codes(codes.match_lengths, match_length_codes, match_length_codes_);
    price_codes(codes.offsets, offset_codes, offsets_);
    for (std::uint32_t size = 0; size < small_literals_lengths_.size(); ++size)
        small_literals_lengths_[size] = literals_length_codes_[literals_length_code(size)];
    for (std::uint32_t size = match_size_min; size < small_match_lengths_.size(); ++size)
        small_match_lengths_[size] = match_length_codes_[match_length_code(size)];
}

}  // namespace core::zstd
