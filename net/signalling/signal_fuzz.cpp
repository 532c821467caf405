// Any bytes as a signal and as a note: what is read is written as something that reads the same.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/signalling/note.h"

FUZZ(signal) {
    using namespace net::signalling;
    if (const auto signal = decode(input)) ASSERT(decode(encode(*signal)) == *signal);
    if (const auto note = decode_note(input)) {
        const auto again = decode_note(encode(*note));
        ASSERT(again && again->author == note->author && again->reader == note->reader);
        ASSERT(again->meeting == note->meeting && again->signal == note->signal);
    }
}
