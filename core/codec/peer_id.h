// PeerId names a peer: the multihash of its public key, in which a short key is its own hash
// (rules ID1–ID6, spec/codec.md). Text goes out as bare base58btc and comes in as that or as a CID
// of version 1.
//
// A plain value without memory of its own. Invariant: it holds a sha2-256 multihash, or the
// identity multihash of one well-formed public key.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/public_key.h"

namespace core::codec {

// Keys with a longer encoding are hashed.
inline constexpr std::size_t inline_key_size_max = 42;
inline constexpr std::size_t peer_id_size_max = 2 + inline_key_size_max;

// Longer than any CID of a peer id in any base that we read.
inline constexpr std::size_t peer_id_text_size_max = 128;

class PeerId {
public:
    [[nodiscard]] static PeerId of(const PublicKey& key);
    [[nodiscard]] static Result<PeerId> from_bytes(Bytes multihash);
    [[nodiscard]] static Result<PeerId> from_text(std::string_view text);

    [[nodiscard]] Bytes bytes() const { return Bytes(bytes_).first(size_); }
    [[nodiscard]] std::string to_text() const;

    // The key, if it was short enough to be inside: Ed25519 always is. Otherwise
    // Error::value_missing.
    [[nodiscard]] Result<PublicKey> public_key() const;

    // Whether the key is this peer's.
    [[nodiscard]] bool matches(const PublicKey& key) const { return of(key) == *this; }

    friend bool operator==(const PeerId& left, const PeerId& right) {
        return equal(left.bytes(), right.bytes());
    }
    friend std::strong_ordering operator<=>(const PeerId& left, const PeerId& right) {
        return compare(left.bytes(), right.bytes());
    }

private:
    explicit PeerId(Bytes multihash);

    std::array<std::byte, peer_id_size_max> bytes_{};
    std::uint8_t size_;
};

}  // namespace core::codec
