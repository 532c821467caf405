// What is posted on a board that many read: who is there, who leaves, and what one says to another.
// Rules SG8, SG9, spec/signalling.md.
//
//   note := 1 byte of kind, sized peer id of the author, sized peer id of the reader or nothing for
//           all, by kind: of a signal 8 bytes that name the meeting, and the signal to the end
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/peer_id.h"
#include "net/signalling/signal.h"

namespace net::signalling {

enum class NoteKind : std::uint8_t { here = 0, leaving = 1, signal = 2 };

struct Note {
    NoteKind kind;
    core::codec::PeerId author;
    std::optional<core::codec::PeerId> reader{};
    // Of a signal alone.
    std::uint64_t meeting = 0;
    std::optional<Signal> signal{};
};

inline constexpr std::size_t note_size_max = description_size_max + 256;

[[nodiscard]] core::Buffer encode(const Note& note);
[[nodiscard]] core::Result<Note> decode_note(core::Bytes bytes);

}  // namespace net::signalling
