// Messages from anybody: what can be read is written as it was, and is as large as it is said to
// be.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/notes/message.h"

FUZZ(notes_message) {
    using namespace fabric::notes;
    const auto notes = read_message(input);
    if (!notes) return;
    ASSERT(core::equal(write_message(*notes), input));
    std::size_t size = 0;
    for (const NoteView& note : *notes) size += size_of(note);
    ASSERT(input.size() - size >= 3 && input.size() - size <= head_size_max);
}
