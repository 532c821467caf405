// What the machine tells its owner, what it refuses, and what it counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/variant.h"
#include "fabric/notes/types.h"

namespace fabric::notes {

// Also our own. What was said before it was taken out is not told any more.
struct NoteSet {
    AuthorKey author;
    std::string topic;
    core::Buffer bytes;
};
// It was cleared, or counts no more.
struct NoteGone {
    AuthorKey author;
    std::string topic;
};
// It sent what no honest peer sends. At most one of each waits.
struct Misbehaved {
    PeerId peer;
    core::Error error = core::Error::malformed;
};

using Event = core::Variant<NoteSet, NoteGone, Misbehaved>;

enum class Refused : std::uint8_t {
    not_connected,
    unreadable,
    known,  // It, or a later one, came before: as happens wherever there are two ways.
    not_allowed,
    author_full,
    full,
    too_many_checks,
    signature_wrong,
};
inline constexpr std::size_t refused_count = static_cast<std::size_t>(Refused::signature_wrong) + 1;

[[nodiscard]] std::string_view describe(Refused reason);

struct Counters {
    std::uint64_t messages_sent = 0;
    std::uint64_t notes_sent = 0;
    std::uint64_t notes_taken = 0;  // From others.
    std::uint64_t renewals = 0;     // Of all our own at once.
    std::uint64_t outdone = 0;      // Other lives of our own key.
    std::array<std::uint64_t, refused_count> refused = {};
};

}  // namespace fabric::notes
