// What is read is written again as it was, and its key says whose it is.
#include "fabric/documents/change_record.h"

#include "core/base/assert.h"
#include "core/testing/fuzz.h"

FUZZ(change_record) {
    using namespace fabric::documents;
    const auto record = read_change_record(input);
    if (!record) return;
    ASSERT(core::equal(write_change_record(record->author, record->signed_change), input));
    const ChangeName name = name_of(key_of(*record));
    ASSERT(name.author == record->change.author && name.sequence == record->change.sequence);
}
