// Notes as they travel, and what their authors sign (rules NE40–NE42, spec/notes.md). A message is
// a frame that arrives whole. What is read are views of the bytes from which it was read.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "fabric/notes/types.h"

namespace fabric::notes {

inline constexpr std::size_t message_size_max = std::size_t{16} << 10;
// Version, kind, how many.
inline constexpr std::size_t head_size_max = 4;

struct NoteView {
    AuthorKey author;
    Version version;
    core::Duration valid_for;  // Whole seconds.
    std::string_view topic;
    core::Bytes bytes;  // None: the note was cleared.
    Signature signature = {};
    // Whoever hands it on is its author, or connected to it. Not signed.
    bool is_direct = false;
};

// Of one note in a message.
[[nodiscard]] std::size_t size_of(const NoteView& note);
// Together no larger than message_size_max, and at least one.
[[nodiscard]] core::Buffer write_message(std::span<const NoteView> notes);
[[nodiscard]] core::Result<std::vector<NoteView>> read_message(core::Bytes bytes);

// Error::value_missing, too_large or malformed if it is empty, long or no UTF-8.
[[nodiscard]] core::Result<void> check_topic(std::string_view topic);

[[nodiscard]] Signature sign(const NoteView& note, const MeshId& mesh, const KeyPair& author);
[[nodiscard]] core::Result<void> verify(const NoteView& note, const MeshId& mesh);

}  // namespace fabric::notes
