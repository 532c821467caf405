// Codes lie as the decoder's table has them: the longest first, then by symbol. Streams are written
// from their last symbol to their first, since they are read from behind.
#include "core/zstd/huffman_encode.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/zstd/bit_writer.h"
#include "core/zstd/code_lengths.h"
#include "core/zstd/fse_encode.h"

namespace core::zstd {
namespace {

constexpr std::size_t direct_weights_max = 128;
constexpr unsigned direct_weights_header = 127;
constexpr std::size_t compressed_weights_size_max = 127;

Buffer direct_weights(std::span<const std::uint8_t> weights) {
    Buffer description;
    description.push_back(static_cast<std::byte>(direct_weights_header + weights.size()));
    for (std::size_t i = 0; i < weights.size(); i += 2) {
        const unsigned first = weights[i];
        const unsigned second = i + 1 < weights.size() ? weights[i + 1] : 0;
        description.push_back(static_cast<std::byte>(first << 4 | second));
    }
    return description;
}

// Two states take turns, so that the reader knows where the weights end. Empty if that is no use.
Buffer compressed_weights(std::span<const std::uint8_t> weights, unsigned log) {
    std::array<std::uint32_t, huffman_bits_max + 1> counts{};
    for (const std::uint8_t weight : weights) ++counts[weight];
    if (weights.size() < 3 || std::ranges::count(counts, 0U) + 1 == std::ssize(counts)) return {};
    const Distribution distribution = distribution_for(counts, log);
    Buffer description(1);
    write_distribution(distribution, description);
    const FseEncoder encoder(distribution);
    BitWriter bits(description);
    std::array<std::uint32_t, 2> states{};
    for (std::size_t i = weights.size(); i-- > 0;) {
        std::uint32_t& state = states[i % 2];
        const bool is_first = i + 2 >= weights.size();
        state = is_first ? encoder.begin(weights[i]) : encoder.put(weights[i], state, bits);
    }
    encoder.finish(states[1], bits);
    encoder.finish(states[0], bits);
    bits.finish_with_mark();
    const std::size_t size = description.size() - 1;
    if (size > compressed_weights_size_max) return {};
    description[0] = static_cast<std::byte>(size);
    return description;
}

}  // namespace

ByteCounts count_bytes(Bytes bytes) {
    ByteCounts counts{};
    for (const std::byte byte : bytes) ++counts[std::to_integer<std::size_t>(byte)];
    return counts;
}

HuffmanCode::HuffmanCode(const ByteCounts& counts) : lengths_(code_lengths(counts)) {
    bits_max_ = std::ranges::max(lengths_);
    assign_codes();
}

void HuffmanCode::assign_codes() {
    std::uint32_t cell = 0;
    for (unsigned length = bits_max_; length > 0; --length)
        for (std::size_t symbol = 0; symbol < lengths_.size(); ++symbol) {
            if (lengths_[symbol] != length) continue;
            codes_[symbol] = static_cast<std::uint16_t>(cell >> (bits_max_ - length));
            cell += 1U << (bits_max_ - length);
        }
    ASSERT(cell == 1U << bits_max_);
}

std::uint64_t HuffmanCode::size_in_bits(const ByteCounts& counts) const {
    std::uint64_t size = 0;
    for (std::size_t symbol = 0; symbol < counts.size(); ++symbol) {
        if (counts[symbol] != 0 && lengths_[symbol] == 0) return UINT64_MAX;
        size += std::uint64_t{counts[symbol]} * lengths_[symbol];
    }
    return size;
}

Buffer HuffmanCode::describe() const {
    std::array<std::uint8_t, 256> weights{};
    std::size_t last = 0;
    for (std::size_t symbol = 0; symbol < weights.size(); ++symbol) {
        if (lengths_[symbol] == 0) continue;
        weights[symbol] = static_cast<std::uint8_t>(bits_max_ + 1 - lengths_[symbol]);
        last = symbol;
    }
    const std::span<const std::uint8_t> given = std::span(weights).first(last);
    Buffer best;
    if (given.size() <= direct_weights_max) best = direct_weights(given);
    for (unsigned log = fse_log_min; log <= huffman_weight_log_max; ++log) {
        Buffer description = compressed_weights(given, log);
        if (description.empty()) continue;
        if (best.empty() || description.size() < best.size()) best = std::move(description);
    }
    return best;
}

void HuffmanCode::write_stream(Bytes literals, Buffer& to) const {
    BitWriter bits(to);
    for (std::size_t i = literals.size(); i-- > 0;) {
        const auto symbol = std::to_integer<std::size_t>(literals[i]);
        bits.write(codes_[symbol], lengths_[symbol]);
    }
    bits.finish_with_mark();
}

void HuffmanCode::write_four_streams(Bytes literals, Buffer& to) const {
    const std::size_t jump_table = to.size();
    to.resize(jump_table + jump_table_size);
    const std::size_t share = (literals.size() + 3) / 4;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t begin = to.size();
        write_stream(literals.subspan(i * share, std::min(share, literals.size() - i * share)), to);
        if (i == 3) break;
        const auto size = static_cast<std::uint16_t>(to.size() - begin);
        std::memcpy(to.data() + jump_table + 2 * i, &size, sizeof size);
    }
}

}  // namespace core::zstd
