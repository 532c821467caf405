// BLAKE3 of several pieces at once, one in each lane of a vector. Included by one source file for
// each vector width, which is compiled for a processor that has it.
//
// Everything here has internal linkage and calls no inline function of the library: a copy compiled
// for AVX-512 must not be the one that the linker keeps for everybody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/base/blake3_compress.h"

namespace core::blake3_internal {
namespace {

#define ALWAYS_INLINE __attribute__((always_inline)) inline

template <std::size_t lanes>
using Vector __attribute__((vector_size(lanes * 4))) = std::uint32_t;
template <std::size_t lanes>
using ByteVector __attribute__((vector_size(lanes * 4))) = std::uint8_t;

// The seven rounds differ in the order of the message alone. Written out they are fastest; in
// WebAssembly a loop loses a tenth, and 5 kB of code that every page would have to load.
#if defined(__wasm__)
#define UNROLL_ROUNDS _Pragma("clang loop unroll(disable)")
#else
#define UNROLL_ROUNDS _Pragma("clang loop unroll(full)")
#endif

// Rotations by whole bytes are one shuffle where shuffles of bytes are cheap.
#if defined(__wasm_simd128__) || defined(__SSSE3__) || defined(__ARM_NEON)
inline constexpr bool shuffles_bytes = true;
#else
inline constexpr bool shuffles_bytes = false;
#endif
#if defined(__AVX512F__)
inline constexpr bool rotates = true;
#else
inline constexpr bool rotates = false;
#endif

template <int bits, std::size_t lanes, std::size_t... byte>
ALWAYS_INLINE Vector<lanes> rotate_bytes(Vector<lanes> value, std::index_sequence<byte...>) {
#if defined(__wasm_simd128__)
    // As a look-up, not as a shuffle: V8 would build the shuffle's mask anew each time.
    using Look = __attribute__((vector_size(16))) signed char;
    const Look places{static_cast<signed char>(byte / 4 * 4 + (byte + bits / 8) % 4)...};
    return (Vector<lanes>)__builtin_wasm_swizzle_i8x16((Look)value, places);
#else
    const ByteVector<lanes> bytes = (ByteVector<lanes>)value;
    return (Vector<lanes>)__builtin_shufflevector(bytes, bytes,
                                                  (byte / 4 * 4 + (byte + bits / 8) % 4)...);
#endif
}

template <int bits, std::size_t lanes>
ALWAYS_INLINE Vector<lanes> rotate_right(Vector<lanes> value) {
    if constexpr (shuffles_bytes && !rotates && bits % 8 == 0)
        return rotate_bytes<bits, lanes>(value, std::make_index_sequence<lanes * 4>{});
    else
        return value >> bits | value << (32 - bits);
}

template <std::size_t lanes>
ALWAYS_INLINE void mix(Vector<lanes>* state, int a, int b, int c, int d, Vector<lanes> first,
                       Vector<lanes> second) {
    state[a] = state[a] + state[b] + first;
    state[d] = rotate_right<16, lanes>(state[d] ^ state[a]);
    state[c] = state[c] + state[d];
    state[b] = rotate_right<12, lanes>(state[b] ^ state[c]);
    state[a] = state[a] + state[b] + second;
    state[d] = rotate_right<8, lanes>(state[d] ^ state[a]);
    state[c] = state[c] + state[d];
    state[b] = rotate_right<7, lanes>(state[b] ^ state[c]);
}

template <std::size_t lanes>
ALWAYS_INLINE void mix_round(Vector<lanes>* state, const Vector<lanes>* message,
                             const std::uint8_t* order) {
    mix<lanes>(state, 0, 4, 8, 12, message[order[0]], message[order[1]]);
    mix<lanes>(state, 1, 5, 9, 13, message[order[2]], message[order[3]]);
    mix<lanes>(state, 2, 6, 10, 14, message[order[4]], message[order[5]]);
    mix<lanes>(state, 3, 7, 11, 15, message[order[6]], message[order[7]]);
    mix<lanes>(state, 0, 5, 10, 15, message[order[8]], message[order[9]]);
    mix<lanes>(state, 1, 6, 11, 12, message[order[10]], message[order[11]]);
    mix<lanes>(state, 2, 7, 8, 13, message[order[12]], message[order[13]]);
    mix<lanes>(state, 3, 4, 9, 14, message[order[14]], message[order[15]]);
}

// One step of transposing a square: exchanges the blocks of `stride` lanes that lie off the
// diagonal.
template <std::size_t stride, std::size_t lanes, std::size_t... lane>
ALWAYS_INLINE void exchange(Vector<lanes>& upper, Vector<lanes>& lower,
                            std::index_sequence<lane...>) {
    const Vector<lanes> before = upper;
    upper =
        __builtin_shufflevector(before, lower, (lane & stride ? lanes + lane - stride : lane)...);
    lower =
        __builtin_shufflevector(before, lower, (lane & stride ? lanes + lane : lane + stride)...);
}

template <std::size_t lanes, std::size_t stride = 1>
ALWAYS_INLINE void transpose(Vector<lanes>* rows) {
    if constexpr (stride < lanes) {
#pragma clang loop unroll(full)
        for (std::size_t row = 0; row < lanes; ++row)
            if (!(row & stride))
                exchange<stride, lanes>(rows[row], rows[row + stride],
                                        std::make_index_sequence<lanes>{});
        transpose<lanes, stride * 2>(rows);
    }
}

// Word w of every piece's block, in message[w].
template <std::size_t lanes>
ALWAYS_INLINE void load_message(const std::byte* block, std::size_t piece_size,
                                Vector<lanes>* message) {
#pragma clang loop unroll(full)
    for (std::size_t group = 0; group < 16; group += lanes) {
#pragma clang loop unroll(full)
        for (std::size_t lane = 0; lane < lanes; ++lane)
            __builtin_memcpy(&message[group + lane], block + lane * piece_size + group * 4,
                             lanes * 4);
        transpose<lanes>(message + group);
    }
}

template <std::size_t lanes, std::size_t... lane>
ALWAYS_INLINE void set_counters(const Batch& batch, Vector<lanes>* state,
                                std::index_sequence<lane...>) {
    state[12] =
        Vector<lanes>{static_cast<std::uint32_t>(batch.counter + lane * batch.counter_step)...};
    state[13] = Vector<lanes>{
        static_cast<std::uint32_t>((batch.counter + lane * batch.counter_step) >> 32)...};
}

template <std::size_t lanes>
ALWAYS_INLINE void hash_lanes(const Batch& batch, std::byte* values) {
    Vector<lanes> value[8];
    for (int i = 0; i < 8; ++i) value[i] = Vector<lanes>{} + batch.key[i];
    const std::size_t piece_size = batch.blocks * block_size;
    for (std::size_t block = 0; block < batch.blocks; ++block) {
        Vector<lanes> message[16];
        load_message<lanes>(batch.input + block * block_size, piece_size, message);
        Vector<lanes> state[16];
        for (int i = 0; i < 8; ++i) state[i] = value[i];
        for (int i = 0; i < 4; ++i) state[8 + i] = Vector<lanes>{} + initial_words[i];
        set_counters<lanes>(batch, state, std::make_index_sequence<lanes>{});
        state[14] = Vector<lanes>{} + static_cast<std::uint32_t>(block_size);
        state[15] = Vector<lanes>{} + (batch.flags | (block == 0 ? batch.flags_first : 0u) |
                                       (block + 1 == batch.blocks ? batch.flags_last : 0u));
        UNROLL_ROUNDS
        for (int round = 0; round < 7; ++round)
            mix_round<lanes>(state, message, schedule.order[round]);
        for (int i = 0; i < 8; ++i) value[i] = state[i] ^ state[i + 8];
    }
    for (std::size_t lane = 0; lane < lanes; ++lane)
        for (std::size_t i = 0; i < 8; ++i) {
            const std::uint32_t word = value[i][lane];
            __builtin_memcpy(values + lane * value_size + i * 4, &word, sizeof word);
        }
}

}  // namespace
}  // namespace core::blake3_internal
