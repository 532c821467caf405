// From bits that are turned back to how many entries turned them.
#include "core/sync/difference_estimate.h"

#include <algorithm>
#include <bit>

namespace core::sync {
namespace {

// Each bitmap holds a quarter of what the one before holds.
constexpr int bits_per_step = 2;
constexpr int bits_per_bitmap = 256;

// Half of the bits are what any large number leaves turned. Up to three eighths the number can be
// told, and up to here it is told at all.
constexpr int turned_bits_trusted_max = 96;
constexpr int turned_bits_max = 120;

// How many entries leave so many bits turned, on average: one more turns one bit, and turns it back
// if it was turned.
std::uint64_t entries_behind(int turned_bits) {
    constexpr std::uint64_t one = 1 << 16;
    const std::uint64_t wanted =
        one * static_cast<std::uint64_t>(std::min(turned_bits, turned_bits_max));
    std::uint64_t entries = 0;
    for (std::uint64_t turned = 0; turned < wanted; ++entries)
        turned += one - turned * 2 / bits_per_bitmap;
    return entries;
}

}  // namespace

void DifferenceEstimate::toggle(const SymbolEntry& entry) {
    const int step = std::countr_zero(entry.seed) / bits_per_step;
    Bitmap& bitmap = bitmaps_[std::min(static_cast<std::size_t>(step), bitmap_count - 1)];
    const std::uint64_t bit = entry.seed >> 56;
    bitmap[static_cast<std::size_t>(bit / 64)] ^= std::uint64_t{1} << bit % 64;
}

int DifferenceEstimate::turned_bits(const Bitmap& left, const Bitmap& right) {
    int turned = 0;
    for (std::size_t i = 0; i < words_per_bitmap; ++i) turned += std::popcount(left[i] ^ right[i]);
    return turned;
}

std::uint64_t DifferenceEstimate::differences(const DifferenceEstimate& other) const {
    // Sparse bitmaps first: what the next one adds is more, and more exact, until it is too full.
    std::uint64_t found = 0;
    for (std::size_t i = bitmap_count; i-- > 0;) {
        const int turned = turned_bits(bitmaps_[i], other.bitmaps_[i]);
        const std::size_t behind = i + 1;
        if (turned > turned_bits_trusted_max && behind < bitmap_count)
            return found << (bits_per_step * behind);
        found += entries_behind(turned);
    }
    return found;
}

void DifferenceEstimate::write(BufferWriter& writer) const {
    for (const Bitmap& bitmap : bitmaps_)
        for (const std::uint64_t word : bitmap) writer.u64_le(word);
}

Result<DifferenceEstimate> DifferenceEstimate::read(Reader& reader) {
    DifferenceEstimate estimate;
    for (Bitmap& bitmap : estimate.bitmaps_)
        for (std::uint64_t& word : bitmap) word = TRY(reader.u64_le());
    return estimate;
}

}  // namespace core::sync
