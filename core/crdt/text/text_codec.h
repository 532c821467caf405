// Deltas of text as bytes: what travels for every key that is pressed, so each field is a byte or
// two where it can be.
#pragma once

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "core/crdt/text/text.h"

namespace core::crdt {

void write_text_delta(BufferWriter& writer, const TextDelta& delta);

// Refuses whatever is not in the one form that would have been written.
[[nodiscard]] Result<TextDelta> read_text_delta(Bytes bytes);

}  // namespace core::crdt
