// What literals and sequences cost, as far as is known before they are encoded: by how often each
// code came up the last time.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/base/bytes.h"
#include "core/zstd/huffman_encode.h"
#include "core/zstd/match_finder.h"
#include "core/zstd/price.h"
#include "core/zstd/sequence.h"

namespace core::zstd {

// How often each code occurs.
struct CodeCounts {
    std::array<std::uint32_t, literals_length_codes.size()> literals_lengths{};
    std::array<std::uint32_t, match_length_codes.size()> match_lengths{};
    std::array<std::uint32_t, offset_codes.size()> offsets{};

    // By the predefined distributions, when nothing better is known.
    static CodeCounts predefined();
};

class Prices {
public:
    Prices(const ByteCounts& literals, const CodeCounts& codes);

    [[nodiscard]] Price literal(std::byte byte) const {
        return literals_[std::to_integer<std::size_t>(byte)];
    }
    [[nodiscard]] Price literals_length(std::uint32_t size) const {
        return size < small_literals_lengths_.size()
                   ? small_literals_lengths_[size]
                   : literals_length_codes_[literals_length_code(size)];
    }
    [[nodiscard]] Price match_length(std::uint32_t size) const {
        return size < small_match_lengths_.size() ? small_match_lengths_[size]
                                                  : match_length_codes_[match_length_code(size)];
    }
    // By size, for sizes below match_size_enough.
    [[nodiscard]] const Price* small_match_lengths() const { return small_match_lengths_.data(); }
    [[nodiscard]] Price offset(std::uint32_t value) const { return offsets_[offset_code(value)]; }

private:
    std::array<Price, 256> literals_;
    std::array<Price, literals_length_codes.size()> literals_length_codes_;
    std::array<Price, match_length_codes.size()> match_length_codes_;
    std::array<Price, offset_codes.size()> offsets_;
    std::array<Price, 64> small_literals_lengths_;
    std::array<Price, match_size_enough> small_match_lengths_;
};

}  // namespace core::zstd
