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

// Ranges collected in any order; sorting them once is what keeps many updates, and hostile ones,
// from taking quadratic time.
class DeletedRanges {
public:
    struct Entry {
        Client client;
        Range range;
    };

    void add(Client client, Range range) { entries_.push_back({client, range}); }
    void add(const DeleteSet& set);
    void clear() { entries_.clear(); }

    // Puts them into the order of clients and clocks, and joins those that touch.
    void settle();
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] DeleteSet to_set() &&;

private:
    std::vector<Entry> entries_;
};

Result<void> read_deleted(Reader& reader, Format format, DeletedRanges& deleted);
void append_delete_set(Buffer& buffer, const DeleteSet& set, Format format);

}  // namespace core::crdt::yjs
