// Which changes are their authors', with as few signatures looked at as will do.
#include "fabric/documents/vouching.h"

#include <map>

#include "fabric/documents/rules.h"

namespace fabric::documents {

std::vector<bool> vouched_among(std::span<const ChangeRecord> records, const Frontiers& known,
                                const Writers& writers, const core::crdt::DocumentId& document) {
    // Of each author the one that was found to be its own last, from the end on.
    std::map<AuthorKey, const ChangeRecord*> later;
    std::vector<bool> vouched(records.size());
    for (std::size_t i = records.size(); i-- > 0;) {
        const ChangeRecord& record = records[i];
        if (known.contains(record) || !writers.counted(record.author, document)) continue;
        const auto at = later.find(record.author);
        const bool is_named = at != later.end() &&
                              at->second->change.sequence == record.change.sequence + 1 &&
                              at->second->change.previous == record.hash;
        const bool is_repeated = at != later.end() && at->second->hash == record.hash;
        vouched[i] = is_named || is_repeated || rules::is_genuine(record, document);
        if (vouched[i]) later.insert_or_assign(record.author, &record);
    }
    return vouched;
}

}  // namespace fabric::documents
