// Writes compressed blocks: literals and sequences in the smallest form that the format offers for
// them, given what the blocks before have left for use again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/bytes.h"
#include "core/zstd/format.h"
#include "core/zstd/huffman_encode.h"
#include "core/zstd/sequence.h"

namespace core::zstd {

// What a decoder remembers from block to block.
struct BlockState {
    std::optional<HuffmanCode> huffman;
    std::optional<Distribution> literals_lengths;
    std::optional<Distribution> offsets;
    std::optional<Distribution> match_lengths;
    RepeatedOffsets repeated = first_repeated_offsets;
};

void put_block_header(BlockType type, std::size_t size, Buffer& to);

// What a content became, and what a decoder remembers then.
struct Blocks {
    Buffer bytes;
    std::size_t last_block;  // Where its header begins in the bytes.
    BlockState state;
};

// The content of at most one block.
Blocks encode_block(Bytes content, std::span<const Sequence> sequences, const BlockState& before);
// The same in one block, or in several if that is smaller.
Blocks encode_blocks(Bytes content, std::span<const Sequence> sequences, const BlockState& before);

// The literals' section.
void encode_literals(Bytes literals, BlockState& state, Buffer& to);

// The sequences' section. Literals behind the last sequence need no mention.
void encode_sequences(std::span<const Sequence> sequences, BlockState& state, Buffer& to);

}  // namespace core::zstd
