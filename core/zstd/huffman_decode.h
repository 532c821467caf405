// Huffman codes of literals, as a decoder needs them: read from the description of a tree, kept for
// the blocks that use it again.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/zstd/format.h"

namespace core::zstd {

class HuffmanDecoder {
public:
    // Takes the description of a tree off the reader. After an error the old tree is gone.
    Result<void> read_tree(Reader& reader);

    [[nodiscard]] bool has_tree() const { return bits_max_ != 0; }

    // Fills the whole target. Need a tree.
    [[nodiscard]] Result<void> decode_stream(MutableBytes to, Bytes stream) const;
    [[nodiscard]] Result<void> decode_four_streams(MutableBytes to, Bytes streams) const;

private:
    struct Cell {
        std::uint8_t symbol;
        std::uint8_t bits;
    };
    class Stream;

    Result<void> build(std::array<std::uint8_t, 256>& weights, std::size_t count);

    unsigned bits_max_ = 0;
    // By the next `bits_max_` bits.
    std::array<Cell, std::size_t{1} << huffman_bits_max> cells_{};
};

}  // namespace core::zstd
