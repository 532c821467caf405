// BLAKE3 as its paper describes it, one word at a time and the tree by recursion: the judge of the
// fast one, for its tests and its fuzzer.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "core/base/bytes.h"

namespace core::blake3_twin {

using Words8 = std::array<std::uint32_t, 8>;
using Words16 = std::array<std::uint32_t, 16>;

inline constexpr Words8 initial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

inline void quarter(Words16& v, int a, int b, int c, int d, std::uint32_t x, std::uint32_t y) {
    const auto at = [&v](int index) -> std::uint32_t& {
        return v[static_cast<std::size_t>(index)];
    };
    at(a) = at(a) + at(b) + x;
    at(d) = std::rotr(at(d) ^ at(a), 16);
    at(c) = at(c) + at(d);
    at(b) = std::rotr(at(b) ^ at(c), 12);
    at(a) = at(a) + at(b) + y;
    at(d) = std::rotr(at(d) ^ at(a), 8);
    at(c) = at(c) + at(d);
    at(b) = std::rotr(at(b) ^ at(c), 7);
}

// What is needed to compress once, and again as the root.
struct Node {
    Words8 value;
    Words16 message;
    std::uint32_t size;
    std::uint64_t counter;
    std::uint32_t flags;

    [[nodiscard]] Words16 compress(std::uint64_t count, std::uint32_t more_flags) const {
        constexpr std::array<std::size_t, 16> permutation{2, 6,  3,  10, 7, 0,  4,  13,
                                                          1, 11, 12, 5,  9, 14, 15, 8};
        Words16 v{};
        for (std::size_t i = 0; i < 8; ++i) v[i] = value[i];
        for (std::size_t i = 0; i < 4; ++i) v[8 + i] = initial[i];
        v[12] = static_cast<std::uint32_t>(count);
        v[13] = static_cast<std::uint32_t>(count >> 32);
        v[14] = size;
        v[15] = flags | more_flags;
        Words16 m = message;
        for (int round = 0; round < 7; ++round) {
            for (int i = 0; i < 4; ++i) {
                const auto word = static_cast<std::size_t>(2 * i);
                quarter(v, i, 4 + i, 8 + i, 12 + i, m[word], m[word + 1]);
            }
            for (int i = 0; i < 4; ++i) {
                const auto word = static_cast<std::size_t>(8 + 2 * i);
                quarter(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[word],
                        m[word + 1]);
            }
            Words16 next;
            for (std::size_t i = 0; i < 16; ++i) next[i] = m[permutation[i]];
            m = next;
        }
        Words16 out;
        for (std::size_t i = 0; i < 8; ++i) {
            out[i] = v[i] ^ v[i + 8];
            out[i + 8] = v[i + 8] ^ value[i];
        }
        return out;
    }
    [[nodiscard]] Words8 chained() const {
        const Words16 out = compress(counter, 0);
        Words8 first;
        std::copy_n(out.begin(), 8, first.begin());
        return first;
    }
};

inline Node chunk(Bytes bytes, const Words8& key, std::uint64_t counter, std::uint32_t flags) {
    Node node{key, {}, 0, counter, flags | 1};
    for (;;) {
        const Bytes block = bytes.first(std::min<std::size_t>(bytes.size(), 64));
        node.message = {};
        copy(std::as_writable_bytes(std::span(node.message)), block);
        node.size = static_cast<std::uint32_t>(block.size());
        if (bytes.size() <= 64) break;
        node.value = node.chained();
        node.flags = flags;
        bytes = bytes.subspan(64);
    }
    node.flags |= 2;
    return node;
}

// The left subtree is the largest power of two of chunks that leaves something for the right.
inline Node tree(Bytes bytes, const Words8& key, std::uint64_t counter, std::uint32_t flags) {
    if (bytes.size() <= 1024) return chunk(bytes, key, counter, flags);
    const std::size_t left = std::bit_floor((bytes.size() - 1) / 1024);
    const Words8 one = tree(bytes.first(left * 1024), key, counter, flags).chained();
    const Words8 two = tree(bytes.subspan(left * 1024), key, counter + left, flags).chained();
    Node node{key, {}, 64, 0, flags | 4};
    std::copy_n(one.begin(), 8, node.message.begin());
    std::copy_n(two.begin(), 8, node.message.begin() + 8);
    return node;
}

inline Buffer blake3(Bytes bytes, std::size_t size, const Words8& key = initial,
                     std::uint32_t flags = 0) {
    const Node root = tree(bytes, key, 0, flags);
    Buffer out;
    for (std::uint64_t block = 0; out.size() < size; ++block) {
        const Words16 words = root.compress(block, 8);
        append(out, std::as_bytes(std::span(words)));
    }
    out.resize(size);
    return out;
}

}  // namespace core::blake3_twin
