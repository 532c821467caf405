// What the sequences of a stretch's beginning cost gives the prices for the whole of it.
#include "core/zstd/cheapest_sequences.h"

#include <algorithm>
#include <array>

namespace core::zstd {
namespace {

// A stretch is parsed twice: the sequences of its beginning give the prices for the whole.
constexpr auto parsed_parts = std::to_array<std::uint32_t>({32768, block_size_max});

}  // namespace

const Sequences& CheapestSequences::find(Stretch stretch, const RepeatedOffsets& repeated) {
    const std::uint32_t size = stretch.end - stretch.begin;
    const Bytes content = content_.subspan(stretch.begin, size);
    finder_.find(stretch.begin, stretch.end, matches_);
    if (stretch.begin == 0) literal_counts_ = count_bytes(content);
    for (const std::uint32_t part : parsed_parts) {
        const std::uint32_t parsed = std::min(size, part);
        const Prices prices(literal_counts_, code_counts_);
        parser_.parse(content_, {.begin = stretch.begin, .end = stretch.begin + parsed}, matches_,
                      prices, repeated, sequences_);
        count_codes(content.first(parsed), repeated);
    }
    return sequences_;
}

void CheapestSequences::count_codes(Bytes content, RepeatedOffsets repeated) {
    code_counts_ = {};
    literal_counts_ = {};
    const auto count_literals = [&](Bytes literals) {
        for (const std::byte byte : literals) ++literal_counts_[std::to_integer<std::size_t>(byte)];
    };
    std::size_t at = 0;
    for (const Sequence& sequence : sequences_) {
        count_literals(content.subspan(at, sequence.literals_size));
        at += sequence.literals_size + sequence.match_size;
        const bool has_literals = sequence.literals_size != 0;
        const std::uint32_t value = name_offset(sequence.distance, has_literals, repeated);
        ++code_counts_.literals_lengths[literals_length_code(sequence.literals_size)];
        ++code_counts_.match_lengths[match_length_code(sequence.match_size)];
        ++code_counts_.offsets[offset_code(value)];
    }
    count_literals(content.subspan(at));
}

}  // namespace core::zstd
