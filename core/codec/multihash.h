// Multihash: a digest that says which function made it (rules MH1–MH5, spec/codec.md). Known are
// the three functions that libp2p and we use; of each the digest has one length, but for
// `identity`, whose digest is the content itself.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"

namespace core::codec {

enum class HashFunction : std::uint8_t { identity = 0x00, sha2_256 = 0x12, blake3 = 0x1e };

inline constexpr std::size_t digest_size = 32;

// Content that is its own hash: room for every short key, not for smuggling data as a name.
inline constexpr std::size_t identity_size_max = 64;

// Its encoding is shorter than identity_size_max and two varints of one byte.
inline constexpr std::size_t multihash_size_max = identity_size_max + 2;

// A view: the digest lies in what was read.
struct Multihash {
    HashFunction function;
    Bytes digest;
};

Result<Multihash> read_multihash(Reader& reader);
// Of bytes that are a multihash and nothing else.
Result<Multihash> parse_multihash(Bytes bytes);

// The digest must have a length that its function can have.
[[nodiscard]] Buffer encode_multihash(const Multihash& hash);

// The encoded multihash of the content. For `identity` the content is at most identity_size_max.
[[nodiscard]] Buffer hash_content(HashFunction function, Bytes content);

}  // namespace core::codec
