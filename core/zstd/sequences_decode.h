// The second half of a compressed block: how literals and matches alternate. Decoding and carrying
// out are one pass, since what is decoded is needed once.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/zstd/bit_reader.h"
#include "core/zstd/format.h"
#include "core/zstd/fse_table.h"

namespace core::zstd {

// A state of a sequence's table: the code's value is already in it.
struct SequenceState {
    std::uint32_t base;
    std::uint16_t next;
    std::uint8_t bits;
    std::uint8_t extra_bits;
};

class SequenceTable {
public:
    // Sets the table up as the mode says, from what the reader holds.
    struct Kind {
        std::span<const Code> codes;
        const Distribution& predefined;
        unsigned log_max;
    };
    Result<void> read(TableMode mode, const Kind& kind, Reader& reader);

    [[nodiscard]] unsigned log() const { return log_; }
    [[nodiscard]] const SequenceState* states() const { return states_.data(); }

private:
    void build(const Distribution& distribution, std::span<const Code> codes);

    bool is_set_ = false;
    unsigned log_ = 0;
    std::array<SequenceState, sequence_table_size_max> states_{};
};

// Where a block's content goes. In front of `at` lie `behind` bytes that matches may reach; the
// room has `slack` more bytes than it says, which may be overwritten.
struct Target {
    static constexpr std::size_t slack = 32;

    std::byte* at;
    std::size_t behind;
    std::size_t window_size;
    std::size_t room;
};

class SequencesDecoder {
public:
    // Takes all that is left of the block, and gives the size of what was made of it. Literals have
    // LiteralsDecoder::slack behind them.
    Result<std::size_t> decode(Reader& block, Bytes literals, const Target& target);

private:
    class Execution;

    Result<void> read_tables(Reader& block);
    Result<void> run(BackwardBits bits, std::size_t count, Execution& execution);

    SequenceTable literals_lengths_;
    SequenceTable offsets_;
    SequenceTable match_lengths_;
    RepeatedOffsets repeated_ = first_repeated_offsets;
};

}  // namespace core::zstd
