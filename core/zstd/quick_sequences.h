// Sequences that are found quickly: of each place the last one that begins alike, taken if it does.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "core/zstd/parser.h"
#include "core/zstd/sequence.h"

namespace core::zstd {

class QuickSequences {
public:
    static constexpr bool splits_blocks = false;

    // The content outlives it.
    QuickSequences(Bytes content, std::uint32_t window_size);

    // Of stretches that follow one another. What is given lasts until the next call.
    [[nodiscard]] const Sequences& find(Stretch stretch, const RepeatedOffsets& repeated);

private:
    // How far back what begins here begins too; 0 is nowhere.
    [[nodiscard]] std::uint32_t distance_at(std::uint32_t position);

    Bytes content_;
    std::uint32_t window_size_;
    unsigned hash_bits_;
    std::vector<std::uint32_t> newest_;  // Positions, one higher; 0 is none.
    Sequences sequences_;
};

}  // namespace core::zstd
