// Chooses the sequences of a block: the cheapest way through it, given the prices.
//
// The way is found forwards: each position knows the cheapest way to it, and offers the next ones
// what it costs to go on with a literal, with a repeated distance, or with any length of each
// match.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "core/zstd/match_finder.h"
#include "core/zstd/prices.h"
#include "core/zstd/sequence.h"

namespace core::zstd {

// A part of the content that becomes one block, or more if that is smaller.
struct Stretch {
    std::uint32_t begin;
    std::uint32_t end;
};

class Parser {
public:
    // Literals behind the last sequence are not listed. The content reaches at least to the
    // stretch's end, `repeated` is what holds at its beginning.
    void parse(Bytes content, Stretch stretch, const Matches& matches, const Prices& prices,
               const RepeatedOffsets& repeated, Sequences& sequences);

private:
    // What holds at a position that was reached.
    struct Place {
        std::uint32_t literals;  // Since the last match.
        RepeatedOffsets repeated;
    };
    class Pass;

    // The cheapest way to each position: what it costs, the size of the match that it ends in (0
    // for a literal), and what that match's offset is written as.
    std::vector<Price> prices_;
    std::vector<std::uint32_t> sizes_;
    std::vector<std::uint32_t> values_;
    std::vector<Place> places_;
};

}  // namespace core::zstd
