// Messages from anybody: what can be read is written as it was.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/broadcast/message.h"

FUZZ(broadcast_message) {
    using namespace fabric::broadcast;
    const auto message = read_message(input);
    if (message) ASSERT(core::equal(write_message(*message), input));
}
