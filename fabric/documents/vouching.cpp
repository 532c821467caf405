// Which changes are their authors', with as few signatures looked at as will do.
#include "fabric/documents/vouching.h"

#include <map>

#include "fabric/documents/rules.h"

namespace fabric::documents {

std::vector<bool> genuine_among(std::span<const ChangeRecord> records, const Frontiers& known,
                                const Writers& writers, const core::crdt::DocumentId& document) {
    // Of each author the genuine one that was come by last, from the end on.
    std::map<AuthorKey, const ChangeRecord*> later;
    std::vector<bool> genuine(records.size());
    for (std::size_t i = records.size(); i-- > 0;) {
        const ChangeRecord& record = records[i];
        if (!writers.counted(record.author, document)) continue;
        const auto at = later.find(record.author);
        const bool is_named = at != later.end() &&
                              at->second->change.sequence == record.change.sequence + 1 &&
                              at->second->change.previous == record.hash;
        genuine[i] = is_named || known.contains(record) || rules::is_genuine(record, document);
        if (genuine[i]) later.insert_or_assign(record.author, &record);
    }
    return genuine;
}

bool is_waited_for(const ChangeRecord& record, const core::crdt::History& history) {
    const auto& waiting = history.waiting().items();
    const auto next = waiting.find({record.change.author, record.change.sequence + 1});
    return next != waiting.end() && next->second.change.previous == record.hash;
}

}  // namespace fabric::documents
