// Messages from anybody: what can be read is written as it was.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/ordering/messages.h"

FUZZ(ordering_message) {
    using namespace fabric::ordering;
    const auto message = read_message(input);
    if (message) ASSERT(core::equal(write_message(*message), input));
    const auto command = read_command(input);
    if (command) ASSERT(core::equal(write_command(*command), input));
}
