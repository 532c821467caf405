// What is said about blobs (rules BO40, BO41, spec/blobs.md). A message is a frame that arrives
// whole. What is read are views of the bytes from which it was read.
#pragma once

#include "core/base/result.h"
#include "core/base/variant.h"
#include "fabric/blobs/types.h"

namespace fabric::blobs {

inline constexpr std::size_t message_size_max = std::size_t{64} << 10;

// For pieces, from the first on.
struct Ask {
    Hash hash;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};
struct Piece {
    Hash hash;
    std::uint64_t whole_size = 0;
    std::uint64_t index = 0;
    core::Bytes bytes;  // As many as such a piece of such a whole has.
};
// An answer to Ask.
struct Lacks {
    Hash hash;
};

using Message = core::Variant<Ask, Piece, Lacks>;

[[nodiscard]] core::Buffer write_message(const Message& message);
[[nodiscard]] core::Result<Message> read_message(core::Bytes bytes);

}  // namespace fabric::blobs
