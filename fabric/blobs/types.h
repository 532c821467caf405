// The words of blobs: what names one, and the pieces that it is cut into.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/codec/peer_id.h"

namespace fabric::blobs {

using PeerId = core::codec::PeerId;

// BLAKE3 of all bytes.
using Hash = core::FixedBytes<struct BlobHashTag, 32>;
[[nodiscard]] Hash hash_of(core::Bytes bytes);

// What nobody can ask for, hold or hand on more of. There is no blob of no bytes: everybody knows
// them already.
inline constexpr std::size_t blob_size_most = std::size_t{64} << 20;

// All pieces but a blob's last have this size: a piece is named by its index, and has one form.
inline constexpr std::size_t piece_size_max = std::size_t{48} << 10;
[[nodiscard]] constexpr std::uint64_t piece_count(std::uint64_t blob_size) {
    return (blob_size + piece_size_max - 1) / piece_size_max;
}
[[nodiscard]] constexpr std::size_t piece_size(std::uint64_t blob_size, std::uint64_t index) {
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(piece_size_max, blob_size - index * piece_size_max));
}
inline constexpr std::uint64_t pieces_most = piece_count(blob_size_most);

}  // namespace fabric::blobs
