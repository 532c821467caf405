// SHA-1 as in FIPS 180-4, block by block, and HMAC as in RFC 2104.
#include "core/crypto/sha1.h"

#include <array>
#include <bit>

namespace core::crypto {
namespace {

constexpr std::size_t block_size = 64;

class Sha1 {
public:
    void add(Bytes bytes) {
        message_size_ += bytes.size();
        if (filled_ > 0) {
            const Bytes head = bytes.first(std::min(bytes.size(), block_size - filled_));
            copy(MutableBytes(block_).subspan(filled_), head);
            filled_ += head.size();
            bytes = bytes.subspan(head.size());
            if (filled_ < block_size) return;
            mix(block_);
            filled_ = 0;
        }
        for (; bytes.size() >= block_size; bytes = bytes.subspan(block_size))
            mix(bytes.first<block_size>());
        copy(block_, bytes);
        filled_ = bytes.size();
    }

    // Once: a bit that is set, zeros up to the end of a block, and there the message's size in
    // bits.
    [[nodiscard]] Sha1Digest finish() {
        constexpr std::array<std::byte, block_size> zeros{};
        constexpr std::size_t size_at = block_size - sizeof(std::uint64_t);
        const std::uint64_t size_in_bits = std::byteswap(message_size_ * 8);
        const std::byte marker{0x80};
        add(std::span(&marker, 1));
        if (filled_ > size_at) add(Bytes(zeros).first(block_size - filled_));
        add(Bytes(zeros).first(size_at - filled_));
        add(std::as_bytes(std::span(&size_in_bits, 1)));
        Sha1Digest digest;
        for (std::size_t i = 0; i < state_.size(); ++i) {
            const std::uint32_t word = std::byteswap(state_[i]);
            copy(digest.mutable_view().subspan(4 * i), std::as_bytes(std::span(&word, 1)));
        }
        return digest;
    }

private:
    using State = std::array<std::uint32_t, 5>;

    void mix(std::span<const std::byte, block_size> block) {
        std::array<std::uint32_t, 80> words;
        static_assert(std::endian::native == std::endian::little,
                      "a port to a big-endian machine leaves the words as they are");
        std::memcpy(words.data(), block.data(), block_size);
        for (std::size_t i = 0; i < 16; ++i) words[i] = std::byteswap(words[i]);
        for (std::size_t i = 16; i < 80; ++i)
            words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
        State next = state_;
        for (std::size_t i = 0; i < 80; ++i) {
            const std::uint32_t sum = std::rotl(next[0], 5) + round_term(i / 20, next) + next[4];
            next = {sum + words[i], next[0], std::rotl(next[1], 30), next[2], next[3]};
        }
        for (std::size_t i = 0; i < state_.size(); ++i) state_[i] += next[i];
    }

    static std::uint32_t round_term(std::size_t quarter, const State& s) {
        switch (quarter) {
            case 0: return ((s[1] & s[2]) | (~s[1] & s[3])) + 0x5a827999;
            case 1: return (s[1] ^ s[2] ^ s[3]) + 0x6ed9eba1;
            case 2: return ((s[1] & s[2]) | (s[1] & s[3]) | (s[2] & s[3])) + 0x8f1bbcdc;
            default: return (s[1] ^ s[2] ^ s[3]) + 0xca62c1d6;
        }
    }

    State state_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    std::array<std::byte, block_size> block_{};
    std::size_t filled_ = 0;
    std::uint64_t message_size_ = 0;
};

}  // namespace

Sha1Digest sha1(Bytes message) { return sha1({message}); }

Sha1Digest sha1(std::initializer_list<Bytes> parts) {
    Sha1 hash;
    for (const Bytes part : parts) hash.add(part);
    return hash.finish();
}

Sha1Digest hmac_sha1(Bytes key, std::initializer_list<Bytes> parts) {
    std::array<std::byte, block_size> inner_key{};
    if (key.size() > block_size)
        copy(inner_key, sha1(key).view());
    else
        copy(inner_key, key);
    std::array<std::byte, block_size> outer_key = inner_key;
    for (std::byte& byte : inner_key) byte ^= std::byte{0x36};
    for (std::byte& byte : outer_key) byte ^= std::byte{0x5c};
    Sha1 inner;
    inner.add(inner_key);
    for (const Bytes part : parts) inner.add(part);
    return sha1({outer_key, inner.finish().view()});
}

}  // namespace core::crypto
