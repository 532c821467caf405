// What the machine tells its owner, and what it counts.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/variant.h"
#include "fabric/blobs/types.h"

namespace fabric::blobs {

// It was wanted, is whole and right, and held.
struct Arrived {
    Hash hash;
};
// It sent what no honest peer sends, and is to be broken off. Nothing it sends is looked at any
// more.
struct Misbehaved {
    PeerId peer;
    std::string_view what;
};

using Event = core::Variant<Arrived, Misbehaved>;

struct Counters {
    std::uint64_t asks_sent = 0;
    std::uint64_t pieces_sent = 0;
    std::uint64_t lacks_sent = 0;
    std::uint64_t pieces_taken = 0;
    // Not asked for, not the next, or too late.
    std::uint64_t pieces_ignored = 0;
    // Of peers that are owed too much already.
    std::uint64_t asks_dropped = 0;
    std::uint64_t silences = 0;
    // Their hash was not the one that was asked for.
    std::uint64_t wholes_wrong = 0;
};

}  // namespace fabric::blobs
