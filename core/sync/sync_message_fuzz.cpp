// Messages from anybody: what can be read is written as it was.
#include "core/base/assert.h"
#include "core/codec/varint.h"
#include "core/sync/message.h"
#include "core/testing/fuzz.h"

FUZZ(sync_message) {
    using namespace core::sync;
    const auto message = read_message(input);
    if (!message) return;
    const core::Buffer bytes = write_message(*message);
    core::Reader reader(bytes);
    const auto size = core::codec::read_varint(reader);
    ASSERT(size == reader.remaining());
    // Numbers have one form each, and so has the rest.
    ASSERT(core::equal(reader.rest(), input));
}
