// What two reconcilers say to one another, and its bytes (rule SY1, spec/sync.md). A message on a
// stream is its length as a varint and then itself: one byte for its kind, and what belongs to it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/blake3.h"
#include "core/base/reader.h"
#include "core/base/variant.h"
#include "core/sync/difference_estimate.h"
#include "core/sync/key.h"
#include "core/sync/symbol.h"

namespace core::sync {

// Of one message, so that nobody can be made to hold more for a peer.
inline constexpr std::size_t message_size_max = std::size_t{64} * 1024;
inline constexpr std::size_t ids_per_message_max = 4'000;
inline constexpr std::size_t symbols_per_message_max = 3'000;

// The first symbols of the opener's row.
struct FirstSymbols {
    std::vector<Symbol> symbols;
};
// All ids that the opener has.
struct WholeSet {
    std::vector<KeyId> ids;
};
// What changed at the opener's since it had a root that the answerer may remember.
struct SinceRoot {
    Blake3Digest root;
    std::vector<KeyId> inserted;
    std::vector<KeyId> erased;
};
// A frame of ranges, whichever end began them.
struct Ranges {
    Buffer frame;
};

struct Hello {
    Blake3Digest root;
    std::uint64_t count = 0;
    Variant<FirstSymbols, WholeSet, SinceRoot, Ranges> opening;
};
struct Equal {};
// How the differences came to light.
enum class Way : std::uint8_t { resumed = 0, whole = 1, sketch = 2, ranges = 3 };

// What the answerer found out: all of it, or as much as fits.
struct Found {
    Way way = Way::sketch;
    std::vector<KeyId> you_lack;
    std::vector<KeyId> i_lack;
    bool is_last = true;
};
struct GoOn {};
// The symbols so far are not enough.
struct More {
    std::uint32_t from = 0;
    DifferenceEstimate estimate;
};
// What was asked for, in pieces: `end` is the end of the last.
struct Symbols {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
    std::vector<Symbol> symbols;
};

using Message = Variant<Hello, Equal, Found, GoOn, More, Symbols, Ranges>;

// With its length in front.
[[nodiscard]] Buffer write_message(const Message& message);
// Without it: the whole of the bytes is the message.
[[nodiscard]] Result<Message> read_message(Bytes bytes);

}  // namespace core::sync
