// The kernels of BLAKE3, each for itself, against the twin: chunks, parents and single blocks, also
// where counters go beyond 32 bits inside one batch.
#include <gtest/gtest.h>

#include "core/base/blake3_compress.h"
#include "core/base/blake3_twin.h"
#include "core/base/prng.h"

namespace core::blake3_internal {

// blake3_compress.cpp chooses among these.
void compress_vector128(const Block& block, std::uint32_t* state);
void compress_avx2(const Block& block, std::uint32_t* state);
void compress_avx512(const Block& block, std::uint32_t* state);

namespace {

constexpr std::uint64_t below_2_32 = 0xffff'fffa;
constexpr std::uint64_t counters[]{
    0, 1, below_2_32, below_2_32 + 5, below_2_32 + 6, UINT64_MAX - 40};

Buffer random_bytes(std::size_t size, std::uint64_t seed) {
    Buffer bytes(size);
    Prng(Seed{seed}).fill(bytes);
    return bytes;
}

Words random_key(std::uint64_t seed) {
    Words key;
    Prng prng(Seed{seed});
    for (std::uint32_t& word : key) word = static_cast<std::uint32_t>(prng.next());
    return key;
}

void append_words(Buffer& buffer, const Words& words) {
    append(buffer, std::as_bytes(std::span(words)));
}

std::vector<CompressBlock> compressors() {
    std::vector<CompressBlock> all{compress_vector128};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) all.push_back(compress_avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
        all.push_back(compress_avx512);
#endif
    return all;
}

TEST(Blake3Kernels, BL4_every_compressor_gives_the_twins_values) {
    std::uint64_t seed = 1;
    for (const CompressBlock compress : compressors())
        for (const std::uint64_t counter : counters)
            for (const std::uint32_t size : {0u, 1u, 63u, 64u}) {
                const Words value = random_key(++seed);
                const Buffer bytes = random_bytes(block_size, ++seed);
                const auto flags = static_cast<std::uint32_t>(seed % 128);
                std::array<std::uint32_t, 16> state;
                compress({value.data(), bytes.data(), counter, size, flags}, state.data());
                for (std::size_t i = 0; i < 8; ++i) {
                    state[i] ^= state[i + 8];
                    state[i + 8] ^= value[i];
                }
                blake3_twin::Node twin{value, {}, size, counter, flags};
                std::memcpy(twin.message.data(), bytes.data(), bytes.size());
                ASSERT_EQ(state, twin.compress(counter, 0)) << counter << " " << size;
            }
}

TEST(Blake3Kernels, BL4_every_kernel_gives_the_twins_chunks) {
    for (const Kernel& kernel : kernels())
        for (const std::uint64_t counter : counters) {
            const Words key = random_key(counter);
            const Buffer input = random_bytes(kernel.lanes * chunk_size_max, counter);
            Buffer values(kernel.lanes * value_size);
            kernel.hash({input.data(), kernel.lanes, blocks_per_chunk, key.data(), counter, 1,
                         keyed_hash, chunk_start, chunk_end},
                        values.data());
            Buffer expected;
            for (std::size_t i = 0; i < kernel.lanes; ++i) {
                const Bytes piece = Bytes(input).subspan(i * chunk_size_max, chunk_size_max);
                append_words(expected,
                             blake3_twin::chunk(piece, key, counter + i, keyed_hash).chained());
            }
            ASSERT_EQ(values, expected) << kernel.name << " " << counter;
        }
}

TEST(Blake3Kernels, BL4_every_kernel_gives_the_twins_parents) {
    for (const Kernel& kernel : kernels()) {
        const Words key = random_key(kernel.lanes);
        const Buffer input = random_bytes(kernel.lanes * block_size, kernel.lanes);
        // Over its own input, as the tree does it.
        Buffer values = input;
        kernel.hash({values.data(), kernel.lanes, 1, key.data(), 0, 0, parent, 0, 0},
                    values.data());
        Buffer expected;
        for (std::size_t i = 0; i < kernel.lanes; ++i) {
            blake3_twin::Node twin{key, {}, block_size, 0, parent};
            std::memcpy(twin.message.data(), input.data() + i * block_size, block_size);
            append_words(expected, twin.chained());
        }
        values.resize(expected.size());
        ASSERT_EQ(values, expected) << kernel.name;
    }
}

TEST(Blake3Kernels, BL4_a_batch_of_any_size_is_split_among_them) {
    const Words key = random_key(1);
    const Buffer input = random_bytes(40 * chunk_size_max, 2);
    Buffer expected;
    for (std::size_t i = 0; i < 40; ++i) {
        const Bytes piece = Bytes(input).subspan(i * chunk_size_max, chunk_size_max);
        append_words(expected, blake3_twin::chunk(piece, key, below_2_32 + i, 0).chained());
    }
    for (std::size_t count = 0; count <= 40; ++count) {
        Buffer values(count * value_size);
        hash_pieces({input.data(), count, blocks_per_chunk, key.data(), below_2_32, 1, 0,
                     chunk_start, chunk_end},
                    values.data());
        ASSERT_TRUE(equal(values, Bytes(expected).first(values.size()))) << count;
    }
}

}  // namespace
}  // namespace core::blake3_internal
