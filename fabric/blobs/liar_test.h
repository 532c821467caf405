// What a liar makes of the messages that it would send if it were honest: of its pieces half are
// wrong, of another blob, of another size, nonsense, or said to be lacking.
#pragma once

#include <vector>

#include "fabric/blobs/single_test.h"

namespace fabric::blobs::testing {

inline Buffer lie(const Buffer& message, const std::vector<Hash>& hashes, core::Prng& prng) {
    const Message read = read_message(message).value();
    const Piece* const piece = get_if<Piece>(&read);
    if (!piece || prng.chance(1, 2)) return message;
    Buffer bytes(piece->bytes.begin(), piece->bytes.end());
    bytes[0] ^= std::byte{1};
    Piece other = *piece;
    other.bytes = bytes;
    switch (prng.below(5)) {
        case 0: return write_message(Lacks{piece->hash});
        case 1: return bytes;
        case 2: return write_message(cut(piece->hash, bytes, 0));
        case 3: other.hash = hashes[static_cast<std::size_t>(prng.below(hashes.size()))]; break;
        default: break;
    }
    return write_message(other);
}

}  // namespace fabric::blobs::testing
