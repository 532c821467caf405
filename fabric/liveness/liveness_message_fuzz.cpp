// Messages from anybody: what can be read is written as it was.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/liveness/message.h"

FUZZ(liveness_message) {
    using namespace fabric::liveness;
    const auto message = read_message(input);
    if (message) ASSERT(core::equal(write_message(*message), input));
}
