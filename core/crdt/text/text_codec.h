// Deltas of text as bytes: what travels for every key that is pressed, so each field is a byte or
// two where it can be.
#pragma once

#include <span>

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "core/crdt/text/text.h"

namespace core::crdt {

// In a conversation both ends know who writes, in the same order, and save naming them.
inline constexpr std::size_t text_delta_known_max = 16;

// The order is that of the text.
void write_text_delta(BufferWriter& writer, std::span<const TextChange> delta,
                      std::span<const Author> known = {},
                      sequence::Order order = sequence::Order::fugue_max);

// Refuses whatever is not in the one form that would have been written, and what belongs to a text
// of another order.
[[nodiscard]] Result<TextDelta> read_text_delta(Bytes bytes, std::span<const Author> known = {},
                                                sequence::Order order = sequence::Order::fugue_max);

}  // namespace core::crdt
