// Keys of an index over authors: how far the work of each has come here. The first eight bytes are
// the author, the next eight how many events, the last sixteen the beginning of the hash of the
// last change. So an id is an author and a counter, the ids of a small index are its version
// vector, and two replicas that know other changes under one counter have other roots (rule SY11,
// spec/sync.md).
#pragma once

#include <vector>

#include "core/base/blake3.h"
#include "core/crdt/dot.h"
#include "core/sync/differences.h"
#include "core/sync/index.h"

namespace core::sync {

[[nodiscard]] Key frontier_key(crdt::Dot last_event, const Blake3Digest& last_change);
[[nodiscard]] crdt::Dot frontier_of(const KeyId& id);

// Puts an author's frontier in the place of the one that was there, if it is another one.
void set_frontier(Index& index, crdt::Dot last_event, const Blake3Digest& last_change);

// Events that one replica has and the other lacks: those of the author behind `seen` up to `last`.
struct Lag {
    crdt::Author author;
    std::uint64_t seen = 0;
    std::uint64_t last = 0;

    friend bool operator==(const Lag&, const Lag&) = default;
};
struct Lags {
    std::vector<Lag> theirs;  // To be sent.
    std::vector<Lag> ours;
    // Whom both know as far, by other changes: one who told two tales.
    std::vector<crdt::Author> contradicted;
};
// What differing frontiers mean, authors in ascending order.
[[nodiscard]] Lags lags_of(const Differences& differences);

}  // namespace core::sync
