// Trees come as weights, in four bits each or compressed by FSE; the last weight is implied, since
// the code must be complete. Streams are decoded one symbol at a time, four streams in step.
#include "core/zstd/huffman_decode.h"

#include <bit>
#include <span>

#include "core/base/assert.h"
#include "core/zstd/bit_reader.h"
#include "core/zstd/fse_table.h"

namespace core::zstd {
namespace {

constexpr std::size_t weight_count_max = 255;  // One less than the symbols: the last is implied.
constexpr unsigned direct_weights_begin = 128;

using Weights = std::array<std::uint8_t, weight_count_max + 1>;

Result<std::size_t> read_direct_weights(Weights& weights, std::size_t count, Reader& reader) {
    const Bytes packed = TRY(reader.take((count + 1) / 2));
    for (std::size_t i = 0; i < count; ++i) {
        const auto pair = std::to_integer<unsigned>(packed[i / 2]);
        weights[i] = static_cast<std::uint8_t>(i % 2 == 0 ? pair >> 4 : pair & 15);
    }
    return count;
}

// Two states take turns until the bits are used up; what the other state stands for then is the
// last.
Result<std::size_t> read_compressed_weights(Weights& weights, std::size_t size, Reader& outer) {
    Reader reader(TRY(outer.take(size)));
    const Distribution distribution = TRY(read_distribution(
        reader, {.symbol_count = huffman_bits_max + 1, .log = huffman_weight_log_max}));
    std::array<FseState, std::size_t{1} << huffman_weight_log_max> table;
    fill_states(distribution, std::span(table).first(std::size_t{1} << distribution.log));
    BackwardBits bits = TRY(BackwardBits::from(reader.rest()));
    std::array<std::uint32_t, 2> states{};
    for (std::uint32_t& state : states) state = bits.read(distribution.log);
    if (bits.overread()) return fail(Error::truncated);
    std::size_t count = 0;
    for (std::size_t turn = 0;; turn ^= 1) {
        if (count + 2 > weight_count_max) return fail(Error::malformed);
        bits.refill();
        const FseState& state = table[states[turn]];
        weights[count++] = state.symbol;
        states[turn] = state.next + bits.read(state.bits);
        if (!bits.overread()) continue;
        weights[count++] = table[states[turn ^ 1]].symbol;
        return count;
    }
}

Result<BackwardBits> bits_of(Reader& reader, std::size_t size) {
    return BackwardBits::from(TRY(reader.take(size)));
}

}  // namespace

Result<void> HuffmanDecoder::read_tree(Reader& reader) {
    bits_max_ = 0;
    Weights weights{};
    const std::uint8_t header = TRY(reader.u8());
    const std::size_t count =
        header >= direct_weights_begin
            ? TRY(read_direct_weights(weights, header - (direct_weights_begin - 1), reader))
            : TRY(read_compressed_weights(weights, header, reader));
    return build(weights, count);
}

Result<void> HuffmanDecoder::build(Weights& weights, std::size_t count) {
    std::array<std::uint32_t, huffman_bits_max + 2> counts{};
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (weights[i] > huffman_bits_max) return fail(Error::malformed);
        ++counts[weights[i]];
        if (weights[i] != 0) sum += 1U << (weights[i] - 1);
    }
    const auto bits = static_cast<unsigned>(std::bit_width(sum));
    if (sum == 0 || bits > huffman_bits_max) return fail(Error::malformed);
    const std::uint32_t rest = (1U << bits) - sum;
    if (!std::has_single_bit(rest)) return fail(Error::malformed);
    weights[count] = static_cast<std::uint8_t>(std::bit_width(rest));
    ++counts[weights[count]];
    if (counts[1] == 0) return fail(Error::malformed);  // No code is as long as the longest.

    // The longest codes come first, then by symbol.
    std::array<std::uint32_t, huffman_bits_max + 2> begin{};
    for (unsigned weight = 1; weight <= bits; ++weight)
        begin[weight + 1] = begin[weight] + (counts[weight] << (weight - 1));
    ASSERT(begin[bits + 1] == 1U << bits);
    for (std::size_t symbol = 0; symbol <= count; ++symbol) {
        const unsigned weight = weights[symbol];
        if (weight == 0) continue;
        const std::uint32_t cells = 1U << (weight - 1);
        const Cell cell{.symbol = static_cast<std::uint8_t>(symbol),
                        .bits = static_cast<std::uint8_t>(bits + 1 - weight)};
        std::ranges::fill(std::span(cells_).subspan(begin[weight], cells), cell);
        begin[weight] += cells;
    }
    bits_max_ = bits;
    return {};
}

// One of the streams, with the place where its symbols go.
class HuffmanDecoder::Stream {
public:
    Stream(BackwardBits bits, MutableBytes to) : bits_(bits), to_(to.data()), left_(to.size()) {}

    // How many symbols one refill is enough for, whatever their codes.
    static constexpr std::size_t step = BackwardBits::refilled_bits_min / huffman_bits_max;

    [[nodiscard]] bool can_step() const { return left_ >= step && bits_.has_more(); }
    void refill() { bits_.refill_unchecked(); }

    void decode_symbol(const Cell* cells, unsigned bits_max) {
        const Cell cell = cells[bits_.peek(bits_max)];
        bits_.skip(cell.bits);
        *to_++ = std::byte{cell.symbol};
        --left_;
    }

    Result<void> finish(const Cell* cells, unsigned bits_max) {
        while (left_ > 0) {
            bits_.refill();
            decode_symbol(cells, bits_max);
        }
        bits_.refill();
        if (!bits_.ended()) return fail(Error::malformed);
        return {};
    }

private:
    BackwardBits bits_;
    std::byte* to_;
    std::size_t left_;
};

Result<void> HuffmanDecoder::decode_stream(MutableBytes to, Bytes stream) const {
    const Cell* const cells = cells_.data();
    Stream only(TRY(BackwardBits::from(stream)), to);
    while (only.can_step()) {
        only.refill();
        for (std::size_t i = 0; i < Stream::step; ++i) only.decode_symbol(cells, bits_max_);
    }
    return only.finish(cells, bits_max_);
}

Result<void> HuffmanDecoder::decode_four_streams(MutableBytes to, Bytes streams) const {
    if (to.size() < four_streams_size_min) return fail(Error::malformed);
    Reader reader(streams);
    const std::size_t size_a = TRY(reader.u16_le());
    const std::size_t size_b = TRY(reader.u16_le());
    const std::size_t size_c = TRY(reader.u16_le());
    const std::size_t share = (to.size() + 3) / 4;
    Stream a(TRY(bits_of(reader, size_a)), to.subspan(0, share));
    Stream b(TRY(bits_of(reader, size_b)), to.subspan(share, share));
    Stream c(TRY(bits_of(reader, size_c)), to.subspan(2 * share, share));
    Stream d(TRY(BackwardBits::from(reader.rest())), to.subspan(3 * share));
    const Cell* const cells = cells_.data();
    const unsigned bits_max = bits_max_;
    while (a.can_step() && b.can_step() && c.can_step() && d.can_step()) {
        a.refill();
        b.refill();
        c.refill();
        d.refill();
        for (std::size_t i = 0; i < Stream::step; ++i) {
            a.decode_symbol(cells, bits_max);
            b.decode_symbol(cells, bits_max);
            c.decode_symbol(cells, bits_max);
            d.decode_symbol(cells, bits_max);
        }
    }
    for (Stream* stream : {&a, &b, &c, &d}) TRY(stream->finish(cells, bits_max));
    return {};
}

}  // namespace core::zstd
