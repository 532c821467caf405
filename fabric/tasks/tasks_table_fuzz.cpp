// Batches and tables from a journal or another Authority: what can be read is written as it was,
// and whatever is applied leaves a table that can be written and read.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/tasks/table.h"

FUZZ(tasks_table) {
    using namespace fabric::tasks;
    Table table;
    if (const auto read = Table::read(input)) {
        ASSERT(core::equal(read->write(), input));
        table = *read;
    }
    const auto commands = read_batch(input);
    if (!commands) return;
    ASSERT(core::equal(write_batch(*commands), input));
    for (const Command& command : *commands) static_cast<void>(table.apply(command));
    const core::Buffer bytes = table.write();
    const auto again = Table::read(bytes);
    ASSERT(again && again->held_size() == table.held_size());
}
