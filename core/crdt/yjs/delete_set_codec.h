// Delete sets in bytes: inside updates of either format (rule YW12, spec/yjs.md).
//
// They are read in any order, with ranges that overlap, and written in the one order of Yjs: the
// largest client first, ranges ascending.
#pragma once

#include <vector>

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/crdt/yjs/delete_set.h"
#include "core/crdt/yjs/format.h"

namespace core::crdt::yjs {

// Collects ranges in any order; sorting them once is what keeps many updates, and hostile ones,
// from taking quadratic time.
class DeleteSetBuilder {
public:
    void add(Client client, Range range) { entries_.push_back({client, range}); }
    void add(const DeleteSet& set);
    [[nodiscard]] DeleteSet finish() &&;

private:
    struct Entry {
        Client client;
        Range range;
    };

    std::vector<Entry> entries_;
};

Result<DeleteSet> read_delete_set(Reader& reader, Format format);
void append_delete_set(Buffer& buffer, const DeleteSet& set, Format format);

}  // namespace core::crdt::yjs
