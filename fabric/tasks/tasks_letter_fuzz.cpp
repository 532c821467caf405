// Letters from anybody: what can be read is written as it was.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/tasks/message.h"

FUZZ(tasks_letter) {
    using namespace fabric::tasks;
    const auto letter = read_letter(input);
    if (letter) ASSERT(core::equal(write_letter(*letter), input));
}
