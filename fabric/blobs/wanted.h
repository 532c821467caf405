// Wanted is what is known of a blob that is wanted and not held yet: who was asked for it, who is
// asked now, and what of it has come. Partial is the latter: pieces in their order from the first
// on, hashed as they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "core/base/blake3.h"
#include "core/base/time.h"
#include "fabric/blobs/types.h"

namespace fabric::blobs {

struct Partial {
    std::uint64_t whole_size;  // As its sources say.
    PeerId source;             // Of the first piece.
    bool is_mixed = false;     // Others are from others.
    core::Buffer bytes = {};
    core::Blake3 hash = {};
};

struct Asked {
    std::uint64_t turn = 0;  // Grows with each time that anybody is asked for anything.
    // It lacks the blob, or was silent: until then it is not asked again.
    std::optional<core::Instant> rests_until = {};
};

struct Wanted {
    std::size_t count = 0;   // By how many.
    std::uint64_t size = 0;  // The largest that one of them takes.
    std::uint64_t turn = 0;  // The smallest begins first.
    // All is to come from one peer, so that it is known who lied.
    bool is_alone = false;

    std::map<PeerId, Asked> asked = {};  // Connected ones.
    std::optional<PeerId> peer = {};     // Who is asked now.
    core::Instant waits_since = {};      // With a peer: when it was asked, or gave something.
    core::Instant rests_until = core::Instant::min();  // Without one.
    std::optional<Partial> partial = {};

    // Those that are fetched at once are bounded.
    [[nodiscard]] bool is_begun() const { return peer || partial; }
    [[nodiscard]] std::uint64_t next_piece() const {
        return partial ? piece_count(partial->bytes.size()) : 0;
    }
    // Ranges end where they would for everybody: who was asked earlier sends what fits, too.
    [[nodiscard]] std::uint64_t range_end(std::uint64_t range_pieces) const {
        const std::uint64_t end = (next_piece() / range_pieces + 1) * range_pieces;
        return std::min(end, piece_count(partial ? partial->whole_size : size));
    }
};

}  // namespace fabric::blobs
