// Choosing the kernels of this machine, and what is built directly on the compression of one block.
#include "core/base/blake3_compress.h"

#include "core/base/assert.h"

namespace core::blake3_internal {

void hash_pieces_vector128(const Batch& batch, std::byte* values);
void hash_pieces_avx2(const Batch& batch, std::byte* values);
void hash_pieces_avx512(const Batch& batch, std::byte* values);
void compress_vector128(const Block& block, std::uint32_t* state);
void compress_avx2(const Block& block, std::uint32_t* state);
void compress_avx512(const Block& block, std::uint32_t* state);

namespace {

void hash_piece(const Batch& batch, std::byte* values);

#if defined(__x86_64__)
constexpr std::array all_kernels{
    Kernel{16, hash_pieces_avx512, "AVX-512"}, Kernel{8, hash_pieces_avx2, "AVX2"},
    Kernel{4, hash_pieces_vector128, "SSE2"}, Kernel{1, hash_piece, "one"}};
constexpr std::array all_compressors{compress_avx512, compress_avx2, compress_vector128};

// The first of the kernels, and the compressor, that this processor has the instructions for.
std::size_t widest() {
    static const std::size_t index = [] {
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return 0uz;
        return __builtin_cpu_supports("avx2") ? 1uz : 2uz;
    }();
    return index;
}
#else
constexpr std::array all_kernels{Kernel{4, hash_pieces_vector128, "128 bits"},
                                 Kernel{1, hash_piece, "one"}};
constexpr std::array all_compressors{compress_vector128};

constexpr std::size_t widest() { return 0; }
#endif

using State = std::array<std::uint32_t, 16>;

State compress(const Block& block) {
    State state;
    all_compressors[widest()](block, state.data());
    return state;
}

Words first_half_xored(const State& state) {
    Words words;
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = state[i] ^ state[i + 8];
    return words;
}

void hash_piece(const Batch& batch, std::byte* values) {
    Words value;
    std::memcpy(value.data(), batch.key, sizeof value);
    for (std::size_t block = 0; block < batch.blocks; ++block) {
        std::uint32_t flags = batch.flags;
        if (block == 0) flags |= batch.flags_first;
        if (block + 1 == batch.blocks) flags |= batch.flags_last;
        value = first_half_xored(compress(
            {value.data(), batch.input + block * block_size, batch.counter, block_size, flags}));
    }
    std::memcpy(values, value.data(), sizeof value);
}

}  // namespace

Words Node::chaining_value() const {
    return first_half_xored(compress({value.data(), block.data(), counter, size, flags}));
}

std::array<std::byte, block_size> Node::output(std::uint64_t index) const {
    State state = compress({value.data(), block.data(), index, size, flags | root});
    for (std::size_t i = 0; i < value.size(); ++i) {
        state[i] ^= state[i + 8];
        state[i + 8] ^= value[i];
    }
    std::array<std::byte, block_size> result;
    std::memcpy(result.data(), state.data(), result.size());
    return result;
}

std::span<const Kernel> kernels() { return std::span(all_kernels).subspan(widest()); }

void hash_pieces(Batch batch, std::byte* values) {
    for (const Kernel& kernel : kernels())
        for (; batch.count >= kernel.lanes; batch.count -= kernel.lanes) {
            kernel.hash(batch, values);
            batch.input += kernel.lanes * batch.blocks * block_size;
            batch.counter += kernel.lanes * batch.counter_step;
            values += kernel.lanes * value_size;
        }
    ASSERT(batch.count == 0);
}

}  // namespace core::blake3_internal
