// One look at each place, fewer and fewer where nothing repeats.
#include "core/zstd/quick_sequences.h"

#include <algorithm>
#include <bit>

#include "core/zstd/bit_reader.h"
#include "core/zstd/match_finder.h"

namespace core::zstd {
namespace {

constexpr unsigned quick_hash_bits_max = 15;
constexpr unsigned quick_hash_bits_min = 8;
// What begins alike for so long is worth a sequence.
constexpr std::uint32_t beginning_size = 5;
constexpr std::uint32_t beginning_read_size = 8;
// After 2^this literals every second place is looked at, and so on.
constexpr unsigned patience_bits = 6;

std::uint64_t beginning(const std::byte* from) {
    return load_u64(from) << (64 - 8 * beginning_size);
}

}  // namespace

QuickSequences::QuickSequences(Bytes content, std::uint32_t window_size)
    : content_(content),
      window_size_(window_size),
      hash_bits_(std::clamp(static_cast<unsigned>(std::bit_width(content.size())),
                            quick_hash_bits_min, quick_hash_bits_max)),
      newest_(std::size_t{1} << hash_bits_) {}

std::uint32_t QuickSequences::distance_at(std::uint32_t position) {
    const std::uint64_t begins = beginning(content_.data() + position);
    std::uint32_t& newest =
        newest_[static_cast<std::size_t>(begins * 0x9E3779B185EBCA87U >> (64 - hash_bits_))];
    const std::uint32_t distance = newest == 0 ? 0 : position + 1 - newest;
    newest = position + 1;
    if (distance == 0 || distance >= window_size_) return 0;
    return beginning(content_.data() + position - distance) == begins ? distance : 0;
}

const Sequences& QuickSequences::find(Stretch stretch, const RepeatedOffsets&) {
    sequences_.clear();
    const std::byte* const from = content_.data();
    std::uint32_t literals_from = stretch.begin;
    std::uint32_t at = stretch.begin;
    while (at < stretch.end && content_.size() - at >= beginning_read_size) {
        const std::uint32_t distance = distance_at(at);
        std::uint32_t size =
            distance == 0 ? 0 : common_size(from + at - distance, from + at, from + stretch.end);
        if (size < beginning_size) {
            at += 1 + ((at - literals_from) >> patience_bits);
            continue;
        }
        for (; at > literals_from && at > distance && from[at - 1] == from[at - 1 - distance]; --at)
            ++size;
        sequences_.push_back(
            {.literals_size = at - literals_from, .match_size = size, .distance = distance});
        at += size;
        literals_from = at;
    }
    return sequences_;
}

}  // namespace core::zstd
