// Records of a journal that somebody has damaged: whatever is read is written again as it was.
#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/testing/fuzz.h"
#include "fabric/node/records.h"

FUZZ(node_records) {
    using namespace fabric::node;
    if (const auto mesh = read_mesh_record(input))
        ASSERT(core::equal(write_mesh_record(*mesh), input));
    if (const auto document = read_document_record(input))
        ASSERT(core::equal(write_document_record(*document), input));
    if (const auto brought = read_brought_record(input))
        ASSERT(core::equal(write_brought_record(*brought), input));
    if (const auto change = read_numbered_change(input)) {
        core::Buffer again;
        core::BufferWriter writer(again, input.size());
        write_numbered_change(writer, *change);
        ASSERT(writer.finish() && core::equal(again, input));
    }
}
