// Frames from anybody, one behind the other: answers keep to their size, and nothing is told that
// our own tree contradicts.
#include "core/base/assert.h"
#include "core/sync/range_reconciliation.h"
#include "core/sync/sync_twin.h"
#include "core/testing/fuzz.h"

FUZZ(range_reconciliation) {
    using namespace core::sync;
    MerkleTree tree;
    for (const Key& key : twin::keys_of(0, 200)) tree.insert(key);
    constexpr std::size_t size = RangeReconciliation::frame_size_min;
    RangeReconciliation ranges(tree, {.frame_size_max = size, .rounds_max = 8});
    core::Reader reader(input);
    while (const auto frame_size = reader.u16_le()) {
        const auto frame = reader.take(std::min<std::size_t>(*frame_size, reader.remaining()));
        const auto answer = ranges.receive(*frame);
        if (!answer) break;
        ASSERT(!*answer || (*answer)->size() <= size);
        ASSERT(*answer || ranges.is_settled());
    }
    for (const Key& key : ranges.differences().they_lack) ASSERT(tree.contains(key));
}
