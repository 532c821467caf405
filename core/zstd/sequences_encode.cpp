// The sequences of a block: for each of the three codes the cheapest table, then all bits from the
// last sequence to the first.
#include <algorithm>
#include <numeric>

#include "core/zstd/bit_writer.h"
#include "core/zstd/block_encode.h"
#include "core/zstd/fse_encode.h"
#include "core/zstd/prices.h"

namespace core::zstd {
namespace {

struct TableChoice {
    TableMode mode;
    Distribution distribution;
    Buffer header;
};

struct TableKind {
    const Distribution& predefined;
    unsigned log_max;
};

constexpr TableKind literals_length_coding{literals_length_predefined, literals_length_log_max};
constexpr TableKind offset_coding{offset_predefined, offset_log_max};
constexpr TableKind match_length_coding{match_length_predefined, match_length_log_max};

TableChoice choose_table(Counts counts, const TableKind& kind,
                         const std::optional<Distribution>& before) {
    const std::size_t different =
        counts.size() - static_cast<std::size_t>(std::ranges::count(counts, 0U));
    TableChoice best{.mode = TableMode::predefined, .distribution = kind.predefined, .header = {}};
    std::uint64_t best_price = price_of(counts, kind.predefined);
    const auto consider = [&](TableMode mode, const Distribution& distribution, Buffer header) {
        const std::uint64_t price = price_of(counts, distribution);
        if (price == impossible) return;
        const std::uint64_t whole_price = price + header.size() * 8 * price_of_bit;
        if (whole_price >= best_price) return;
        best = {.mode = mode, .distribution = distribution, .header = std::move(header)};
        best_price = whole_price;
    };
    if (before) consider(TableMode::repeat, *before, {});
    if (different == 1) {
        const auto symbol = static_cast<unsigned>(
            std::ranges::find_if(counts, [](auto count) { return count != 0; }) - counts.begin());
        consider(TableMode::rle, only_symbol(symbol), {static_cast<std::byte>(symbol)});
        return best;
    }
    const auto log_needed = static_cast<unsigned>(std::bit_width(different - 1));
    for (unsigned log = std::max(fse_log_min, log_needed); log <= kind.log_max; ++log) {
        const Distribution distribution = distribution_for(counts, log);
        Buffer header;
        write_distribution(distribution, header);
        consider(TableMode::compressed, distribution, std::move(header));
    }
    return best;
}

void put_count(std::size_t count, Buffer& to) {
    if (count < 128) {
        to.push_back(static_cast<std::byte>(count));
    } else if (count < 0x7f00) {
        to.push_back(static_cast<std::byte>(128 + (count >> 8)));
        to.push_back(static_cast<std::byte>(count));
    } else {
        to.push_back(std::byte{255});
        to.push_back(static_cast<std::byte>(count - 0x7f00));
        to.push_back(static_cast<std::byte>((count - 0x7f00) >> 8));
    }
}

struct CodedSequence {
    std::uint8_t literals_length;
    std::uint8_t match_length;
    std::uint8_t offset;
    std::uint32_t offset_value;
};

void put_bits(std::span<const Sequence> sequences, std::span<const CodedSequence> coded,
              const FseEncoder& literals_lengths, const FseEncoder& offsets,
              const FseEncoder& match_lengths, Buffer& to) {
    BitWriter bits(to);
    std::uint32_t literals_length_state = literals_lengths.begin(coded.back().literals_length);
    std::uint32_t offset_state = offsets.begin(coded.back().offset);
    std::uint32_t match_length_state = match_lengths.begin(coded.back().match_length);
    for (std::size_t i = sequences.size(); i-- > 0;) {
        const CodedSequence& codes = coded[i];
        if (i + 1 != sequences.size()) {
            offset_state = offsets.put(codes.offset, offset_state, bits);
            match_length_state = match_lengths.put(codes.match_length, match_length_state, bits);
            literals_length_state =
                literals_lengths.put(codes.literals_length, literals_length_state, bits);
        }
        const Code literals_length = literals_length_codes[codes.literals_length];
        bits.write(sequences[i].literals_size - literals_length.base, literals_length.extra_bits);
        const Code match_length = match_length_codes[codes.match_length];
        bits.write(sequences[i].match_size - match_length.base, match_length.extra_bits);
        const Code offset = offset_codes[codes.offset];
        bits.write(codes.offset_value - offset.base, offset.extra_bits);
    }
    match_lengths.finish(match_length_state, bits);
    offsets.finish(offset_state, bits);
    literals_lengths.finish(literals_length_state, bits);
    bits.finish_with_mark();
}

}  // namespace

void encode_sequences(std::span<const Sequence> sequences, BlockState& state, Buffer& to) {
    put_count(sequences.size(), to);
    if (sequences.empty()) return;
    std::vector<CodedSequence> coded;
    CodeCounts counts;
    for (const Sequence& sequence : sequences) {
        const std::uint32_t value =
            name_offset(sequence.distance, sequence.literals_size != 0, state.repeated);
        coded.push_back({.literals_length = literals_length_code(sequence.literals_size),
                         .match_length = match_length_code(sequence.match_size),
                         .offset = offset_code(value),
                         .offset_value = value});
        ++counts.literals_lengths[coded.back().literals_length];
        ++counts.match_lengths[coded.back().match_length];
        ++counts.offsets[coded.back().offset];
    }
    const TableChoice literals_lengths =
        choose_table(counts.literals_lengths, literals_length_coding, state.literals_lengths);
    const TableChoice offsets = choose_table(counts.offsets, offset_coding, state.offsets);
    const TableChoice match_lengths =
        choose_table(counts.match_lengths, match_length_coding, state.match_lengths);
    to.push_back(static_cast<std::byte>(static_cast<unsigned>(literals_lengths.mode) << 6 |
                                        static_cast<unsigned>(offsets.mode) << 4 |
                                        static_cast<unsigned>(match_lengths.mode) << 2));
    for (const TableChoice* choice : {&literals_lengths, &offsets, &match_lengths})
        append(to, choice->header);
    put_bits(sequences, coded, FseEncoder(literals_lengths.distribution),
             FseEncoder(offsets.distribution), FseEncoder(match_lengths.distribution), to);
    state.literals_lengths = literals_lengths.distribution;
    state.offsets = offsets.distribution;
    state.match_lengths = match_lengths.distribution;
}

}  // namespace core::zstd
