// Blocks of one stretch of content. Splitting is tried out: both halves are encoded, and kept if
// they are smaller.
#include "core/zstd/block_encode.h"

namespace core::zstd {
namespace {

// A block is not split into parts of fewer sequences, which would cost more time than it saves
// bytes.
constexpr std::size_t split_sequence_count_min = 600;

Buffer literals_of(Bytes content, std::span<const Sequence> sequences) {
    Buffer literals;
    for (const Sequence& sequence : sequences) {
        append(literals, content.first(sequence.literals_size));
        content = content.subspan(sequence.literals_size + sequence.match_size);
    }
    append(literals, content);
    return literals;
}

}  // namespace

Blocks encode_block(Bytes content, std::span<const Sequence> sequences, const BlockState& before) {
    Blocks block{.bytes = {}, .last_block = 0, .state = before};
    Buffer body;
    encode_literals(literals_of(content, sequences), block.state, body);
    encode_sequences(sequences, block.state, body);
    if (body.size() < content.size()) {
        put_block_header(BlockType::compressed, body.size(), block.bytes);
        append(block.bytes, body);
        return block;
    }
    put_block_header(BlockType::raw, content.size(), block.bytes);
    append(block.bytes, content);
    block.state = before;
    return block;
}

void put_block_header(BlockType type, std::size_t size, Buffer& to) {
    const std::size_t bits = static_cast<std::size_t>(type) << 1 | size << 3;
    for (unsigned i = 0; i < block_header_size; ++i)
        to.push_back(static_cast<std::byte>(bits >> 8 * i));
}

Blocks encode_blocks(Bytes content, std::span<const Sequence> sequences, const BlockState& before) {
    Blocks whole = encode_block(content, sequences, before);
    if (sequences.size() < 2 * split_sequence_count_min) return whole;
    const auto first = sequences.first(sequences.size() / 2);
    std::size_t middle = 0;
    for (const Sequence& sequence : first) middle += sequence.literals_size + sequence.match_size;
    Blocks left = encode_blocks(content.first(middle), first, before);
    Blocks right =
        encode_blocks(content.subspan(middle), sequences.subspan(first.size()), left.state);
    if (left.bytes.size() + right.bytes.size() >= whole.bytes.size()) return whole;
    right.last_block += left.bytes.size();
    append(left.bytes, right.bytes);
    right.bytes = std::move(left.bytes);
    return right;
}

}  // namespace core::zstd
