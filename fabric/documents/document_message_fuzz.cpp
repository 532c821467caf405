// Messages about a document: those of talks are written again as they were, and pieces of bulk are
// no larger than may be.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/documents/messages.h"

FUZZ(document_message) {
    using namespace fabric::documents;
    if (const auto talk = read_talk_message(input))
        ASSERT(core::equal(write_talk_message(*talk), input));
    const auto bulk = read_bulk_message(input);
    if (!bulk) return;
    ASSERT(bulk->records.size() <= bulk_piece_size_max);
    const auto records = split_records(bulk->records);
    if (!records) return;
    core::Buffer again;
    for (const core::Bytes record : *records) append_record(again, record);
    ASSERT(again.size() <= bulk->records.size());
}
