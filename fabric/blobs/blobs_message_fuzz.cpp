// Messages from anybody: what can be read is written as it was.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/blobs/message.h"

FUZZ(blobs_message) {
    using namespace fabric::blobs;
    const auto message = read_message(input);
    if (message) ASSERT(core::equal(write_message(*message), input));
}
