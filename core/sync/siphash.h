// SipHash-2-4 with 128 bits of output, of messages of sixteen bytes: two words in, two words out. A
// keyed hash for what is too small and too frequent for BLAKE3 (rule SK1, spec/sync.md).
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "core/base/bytes.h"

namespace core::sync {

using SipHashKey = FixedBytes<struct SipHashKeyTag, 16>;
using WordPair = std::array<std::uint64_t, 2>;

class SipHash {
public:
    explicit SipHash(const SipHashKey& key) { std::memcpy(key_.data(), key.bytes.data(), 16); }

    [[nodiscard]] WordPair operator()(const WordPair& message) const {
        State state{key_[0] ^ 0x736f6d6570736575, key_[1] ^ 0x646f72616e646f6d ^ 0xee,
                    key_[0] ^ 0x6c7967656e657261, key_[1] ^ 0x7465646279746573};
        state.absorb(message[0]);
        state.absorb(message[1]);
        state.absorb(std::uint64_t{16} << 56);  // The length ends the message.
        state.c ^= 0xee;
        const std::uint64_t first = state.squeeze();
        state.b ^= 0xdd;
        return {first, state.squeeze()};
    }

private:
    struct State {
        std::uint64_t a;
        std::uint64_t b;
        std::uint64_t c;
        std::uint64_t d;

        void round() {
            a += b;
            c += d;
            b = std::rotl(b, 13) ^ a;
            d = std::rotl(d, 16) ^ c;
            a = std::rotl(a, 32);
            c += b;
            a += d;
            b = std::rotl(b, 17) ^ c;
            d = std::rotl(d, 21) ^ a;
            c = std::rotl(c, 32);
        }
        void absorb(std::uint64_t word) {
            d ^= word;
            round();
            round();
            a ^= word;
        }
        std::uint64_t squeeze() {
            for (int i = 0; i < 4; ++i) round();
            return a ^ b ^ c ^ d;
        }
    };

    WordPair key_;
};

}  // namespace core::sync
