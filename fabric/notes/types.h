// The words of notes: who says something, about what, and which of two sayings is the later one.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"

namespace fabric::notes {

// Who hands notes on is a peer, known by the id that its connection has proven; who wrote one is
// known by the key that signed it.
using PeerId = core::codec::PeerId;
using AuthorKey = core::crypto::Ed25519PublicKey;
using KeyPair = core::crypto::Ed25519KeyPair;
using Signature = core::crypto::Ed25519Signature;

// A note is signed for one mesh, and counts in no other.
using MeshId = core::FixedBytes<struct NotesMeshTag, 32>;

// Grows with each start of its author: milliseconds of a wall clock.
using Life = core::Id<struct NoteLifeTag, std::uint64_t>;
// Counts what an author said in a life, about whatever, from 1.
using Sequence = core::Id<struct NoteSequenceTag, std::uint64_t>;
// Of lives and sequences: no clock gets there, and sums stay far from overflowing.
inline constexpr std::uint64_t number_max = std::uint64_t{1} << 56;

struct Version {
    Life life;
    Sequence sequence;
    friend constexpr auto operator<=>(const Version&, const Version&) = default;
};

// A note's place here; never used again.
using NoteNumber = core::Id<struct NoteNumberTag, std::uint64_t>;

inline constexpr std::size_t topic_size_max = 1'024;
inline constexpr std::size_t note_size_max = 4'096;

// For how long a note may count behind its coming. A longer time would keep alive what the dead
// said; hidden pages run once a minute.
inline constexpr core::Duration valid_for_min = std::chrono::seconds{1};
inline constexpr core::Duration valid_for_max = std::chrono::seconds{180};

// A note that counts. Views of what the machine keeps.
struct Said {
    AuthorKey author;
    std::string_view topic;
    core::Bytes bytes;
};

}  // namespace fabric::notes
