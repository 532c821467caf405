// Prng draws the chance a machine needs for jitter, sampling and nonces: xoshiro256++ seeded
// through SplitMix64. The same seed gives the same draws on every compiler and library
// (spec/base.md, PR1–PR4), which std's distributions and shuffle do not. Never for secrets: those
// are handed in by the body.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/id.h"

namespace core {

class Prng {
public:
    explicit constexpr Prng(Seed seed) {
        std::uint64_t state = seed.value;
        for (auto& word : words_) word = split_mix(state);
    }

    constexpr std::uint64_t next() {
        const std::uint64_t drawn = std::rotl(words_[0] + words_[3], 23) + words_[0];
        const std::uint64_t shifted = words_[1] << 17;
        words_[2] ^= words_[0];
        words_[3] ^= words_[1];
        words_[1] ^= words_[2];
        words_[0] ^= words_[3];
        words_[2] ^= shifted;
        words_[3] = std::rotl(words_[3], 45);
        return drawn;
    }

    // Evenly one of 0 … bound-1. Multiplies and rejects the few draws that would favour small
    // numbers.
    constexpr std::uint64_t below(std::uint64_t bound) {
        ASSERT(bound > 0);
        const std::uint64_t unfair = (0 - bound) % bound;
        for (;;) {
            const Wide product = multiply(next(), bound);
            if (product.low >= unfair) return product.high;
        }
    }

    // Evenly one of low … high, both included.
    constexpr std::uint64_t between(std::uint64_t low, std::uint64_t high) {
        ASSERT(low <= high);
        const std::uint64_t distance = high - low;
        return distance == UINT64_MAX ? next() : low + below(distance + 1);
    }

    // True in `part` of `whole` cases. Whole numbers, because floating point differs between
    // machines.
    constexpr bool chance(std::uint64_t part, std::uint64_t whole) { return below(whole) < part; }

    template <class T>
    constexpr void shuffle(std::span<T> items) {
        for (std::size_t left = items.size(); left > 1; --left)
            std::swap(items[left - 1], items[static_cast<std::size_t>(below(left))]);
    }

    // Little-endian words of next(); a last word is cut.
    void fill(MutableBytes bytes);

    // An independent stream, so that one part's draws do not shift another's.
    constexpr Prng fork() { return Prng(Seed{next()}); }

private:
    __extension__ using Wide128 = unsigned __int128;

    struct Wide {
        std::uint64_t high;
        std::uint64_t low;
    };

    static constexpr std::uint64_t split_mix(std::uint64_t& state) {
        state += 0x9e3779b97f4a7c15;
        std::uint64_t mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    static constexpr Wide multiply(std::uint64_t left, std::uint64_t right) {
        const auto product = static_cast<Wide128>(left) * right;
        return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
    }

    std::array<std::uint64_t, 4> words_{};
};

}  // namespace core
