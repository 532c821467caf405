// The inside of BLAKE3: constants, the compression of one block, and the choice of the widest
// kernel that this machine can run. Used by blake3.cpp and its tests only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"

namespace core::blake3_internal {

using Words = std::array<std::uint32_t, 8>;

inline constexpr std::size_t block_size = 64;
inline constexpr std::size_t chunk_size_max = 1024;
inline constexpr std::size_t blocks_per_chunk = chunk_size_max / block_size;
inline constexpr std::size_t value_size = sizeof(Words);

enum Flag : std::uint32_t {
    chunk_start = 1,
    chunk_end = 2,
    parent = 4,
    root = 8,
    keyed_hash = 16,
    derive_key_context = 32,
    derive_key_material = 64,
};

inline constexpr std::uint32_t initial_words[8]{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
inline constexpr Words initial_value = std::to_array(initial_words);

// The order in which the seven rounds take the words of the message. Plain arrays, for
// blake3_lanes.h.
struct Schedule {
    std::uint8_t order[7][16];
};
inline constexpr Schedule schedule = [] {
    constexpr std::uint8_t permutation[16]{2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
    Schedule rounds{};
    for (std::uint8_t i = 0; i < 16; ++i) rounds.order[0][i] = i;
    for (int round = 1; round < 7; ++round)
        for (int i = 0; i < 16; ++i)
            rounds.order[round][i] = rounds.order[round - 1][permutation[i]];
    return rounds;
}();

// Everything that one compression takes: a node of the tree that can yet become the root.
struct Node {
    Words value;
    std::array<std::byte, block_size> block;
    std::uint64_t counter;
    std::uint32_t size;
    std::uint32_t flags;

    [[nodiscard]] Words chaining_value() const;
    // One block of the output of the root.
    [[nodiscard]] std::array<std::byte, block_size> output(std::uint64_t index) const;
};

// What the compression of one block takes, in plain types: see blake3_lanes.h.
struct Block {
    const std::uint32_t* value;  // Eight words.
    const std::byte* bytes;      // Always block_size of them.
    std::uint64_t counter;
    std::uint32_t size;
    std::uint32_t flags;
};

// `count` pieces of equal size, hashed side by side: whole chunks, or pairs of values under a
// parent.
struct Batch {
    const std::byte* input;
    std::size_t count;
    std::size_t blocks;          // Of each piece; the pieces stand one behind another.
    const std::uint32_t* key;    // Eight words.
    std::uint64_t counter;       // Of the first piece.
    std::uint64_t counter_step;  // 1 for chunks, 0 for parents.
    std::uint32_t flags;
    std::uint32_t flags_first;  // In addition, for the first and the last block of each piece.
    std::uint32_t flags_last;
};

// Writes count values of 32 bytes behind one another.
using HashPieces = void (*)(const Batch& batch, std::byte* values);

// Writes sixteen words.
using CompressBlock = void (*)(const Block& block, std::uint32_t* state);

struct Kernel {
    std::size_t lanes;
    HashPieces hash;  // Of exactly `lanes` pieces.
    const char* name;
};

// The kernels that can run here, widest first; the last has one lane.
[[nodiscard]] std::span<const Kernel> kernels();

// Splits a batch among the kernels.
void hash_pieces(Batch batch, std::byte* values);

}  // namespace core::blake3_internal
