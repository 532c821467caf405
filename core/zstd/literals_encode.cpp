// The literals of a block: as they are, one byte repeated, or in a Huffman code, new or used again.
#include <algorithm>

#include "core/zstd/block_encode.h"

namespace core::zstd {
namespace {

// In one stream if that has room for them; jump tables cost more than they bring for so few.
constexpr std::size_t one_stream_size_max = 1023;
constexpr std::size_t middle_sizes_max = 16383;

void put_header(std::uint64_t bits, std::size_t size, Buffer& to) {
    for (std::size_t i = 0; i < size; ++i) to.push_back(static_cast<std::byte>(bits >> 8 * i));
}

// Of literals that are raw or one byte repeated.
void put_plain_header(LiteralsType type, std::size_t size, Buffer& to) {
    const auto bits = static_cast<std::uint64_t>(type);
    if (size < 32)
        put_header(bits | size << 3, 1, to);
    else if (size < 4096)
        put_header(bits | 1 << 2 | size << 4, 2, to);
    else
        put_header(bits | 3 << 2 | size << 4, 3, to);
}

void put_code_header(LiteralsType type, std::size_t size, std::size_t compressed_size, Buffer& to) {
    const auto bits = static_cast<std::uint64_t>(type);
    const std::uint64_t wide_size = compressed_size;
    if (size <= one_stream_size_max)
        put_header(bits | size << 4 | wide_size << 14, 3, to);
    else if (size <= middle_sizes_max)
        put_header(bits | 2 << 2 | size << 4 | wide_size << 18, 4, to);
    else
        put_header(bits | 3 << 2 | size << 4 | wide_size << 22, 5, to);
}

void put_streams(Bytes literals, const HuffmanCode& code, Buffer& to) {
    if (literals.size() <= one_stream_size_max)
        code.write_stream(literals, to);
    else
        code.write_four_streams(literals, to);
}

}  // namespace

void encode_literals(Bytes literals, BlockState& state, Buffer& to) {
    const auto raw = [&] {
        put_plain_header(LiteralsType::raw, literals.size(), to);
        append(to, literals);
    };
    const ByteCounts counts = count_bytes(literals);
    const auto different = counts.size() - static_cast<std::size_t>(std::ranges::count(counts, 0U));
    if (different == 1) {
        put_plain_header(LiteralsType::rle, literals.size(), to);
        to.push_back(literals[0]);
        return;
    }
    if (different == 0) return raw();

    HuffmanCode fresh(counts);
    Buffer body = fresh.describe();
    const std::uint64_t fresh_bits = fresh.size_in_bits(counts) + 8 * body.size();
    const std::uint64_t again_bits =
        state.huffman ? state.huffman->size_in_bits(counts) : UINT64_MAX;
    const bool again = body.empty() || again_bits <= fresh_bits;
    if (again && again_bits == UINT64_MAX) return raw();
    if (again) body.clear();
    put_streams(literals, again ? *state.huffman : fresh, body);
    if (body.size() >= literals.size()) return raw();
    put_code_header(again ? LiteralsType::treeless : LiteralsType::compressed, literals.size(),
                    body.size(), to);
    append(to, body);
    if (!again) state.huffman = fresh;
}

}  // namespace core::zstd
