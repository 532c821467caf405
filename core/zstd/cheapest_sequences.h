// Sequences that take the fewest bytes: all matches, and the cheapest way through them.
#pragma once

#include "core/base/bytes.h"
#include "core/zstd/match_finder.h"
#include "core/zstd/parser.h"
#include "core/zstd/prices.h"
#include "core/zstd/sequence.h"

namespace core::zstd {

class CheapestSequences {
public:
    // One block may become several where that is smaller.
    static constexpr bool splits_blocks = true;

    // The content outlives it.
    CheapestSequences(Bytes content, std::uint32_t window_size)
        : content_(content), finder_(content, window_size) {}

    // Of stretches that follow one another. What is given lasts until the next call.
    [[nodiscard]] const Sequences& find(Stretch stretch, const RepeatedOffsets& repeated);

private:
    void count_codes(Bytes content, RepeatedOffsets repeated);

    Bytes content_;
    MatchFinder finder_;
    Matches matches_;
    Parser parser_;
    Sequences sequences_;
    ByteCounts literal_counts_{};
    CodeCounts code_counts_ = CodeCounts::predefined();
};

}  // namespace core::zstd
