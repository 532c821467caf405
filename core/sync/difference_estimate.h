// DifferenceEstimate is 192 bytes about a set from which somebody with another set can tell roughly
// how many entries are in one of them only: six bitmaps, the first of three quarters of all
// entries, each of the others of a quarter of what the one before leaves over. Every entry turns
// over one bit. What both have turns nothing in the difference, whose bits say how many entries
// turned them (rule SK5, spec/sync.md).
#pragma once

#include <array>
#include <cstdint>

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/sync/symbol.h"

namespace core::sync {

class DifferenceEstimate {
public:
    static constexpr std::size_t encoded_size = 192;

    // Adds the entry if it is not there, removes it if it is.
    void toggle(const SymbolEntry& entry);

    // Within 30 % of how many there are, in nine of ten cases; from 100,000 on it may be any number
    // above that.
    [[nodiscard]] std::uint64_t differences(const DifferenceEstimate& other) const;

    void write(BufferWriter& writer) const;
    [[nodiscard]] static Result<DifferenceEstimate> read(Reader& reader);

    friend bool operator==(const DifferenceEstimate&, const DifferenceEstimate&) = default;

private:
    static constexpr std::size_t bitmap_count = 6;
    static constexpr std::size_t words_per_bitmap = 4;
    using Bitmap = std::array<std::uint64_t, words_per_bitmap>;

    [[nodiscard]] static int turned_bits(const Bitmap& left, const Bitmap& right);

    std::array<Bitmap, bitmap_count> bitmaps_{};
};

}  // namespace core::sync
