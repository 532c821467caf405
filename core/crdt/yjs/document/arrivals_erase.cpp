// Deletions, which have neither author nor clock of their own.
#include <algorithm>

#include "core/crdt/yjs/document/arrivals.h"

namespace core::crdt::yjs {

// The largest client first, as Yjs writes them: what was deleted before its parent is joined in
// other places than what went with it.
void Arrivals::erase_all(const DeletedRanges& deleted) {
    const auto& entries = deleted.entries();
    for (std::size_t end = entries.size(); end > 0;) {
        std::size_t begin = end - 1;
        while (begin > 0 && entries[begin - 1].client == entries[end - 1].client) --begin;
        for (std::size_t i = begin; i < end; ++i)
            erase_or_wait(entries[i].client, entries[i].range);
        end = begin;
    }
}

// Those whose structs came in the meantime.
void Arrivals::erase_due() {
    if (waiting_deletions_.empty()) return;
    std::vector<std::pair<Client, std::uint32_t>> clients;
    for (const Record::Touched& touched : store_.record().touched)
        clients.emplace_back(store_.client_of(touched.client), touched.client);
    std::sort(clients.rbegin(), clients.rend());
    for (const auto& [client, number] : clients)
        for (const Range& range : waiting_deletions_.take_due(client, store_.state(number)))
            erase_or_wait(client, range);
}

void Arrivals::erase_or_wait(Client client, Range range) {
    const std::uint32_t number = store_.known_number_of(client);
    const std::uint64_t state = number == nobody ? 0 : store_.state(number);
    if (range.begin < state) erase(number, {range.begin, std::min(range.end, state)});
    if (range.end <= state) return;
    if (!waiting_deletions_.add(client, {std::max(range.begin, state), range.end}))
        ++left_out_count_;
}

void Arrivals::erase(std::uint32_t client, Range range) {
    StructList& structs = store_.list(client);
    StructList::Place place = structs.find(range.begin);
    Item* item = structs.at(place);
    if (!item->is_deleted && item->clock < range.begin) {
        store_.split(item, range.begin - item->clock);
        place = structs.find(range.begin);
    }
    for (;; place = structs.behind(place)) {
        item = structs.at(place);
        if (item->clock >= range.end) return;
        const bool is_last = structs.is_last(place);
        if (!item->is_deleted) {
            if (range.end < item->end()) {
                store_.split(item, range.end - item->clock);
                return store_.erase(item);
            }
            store_.erase(item);
        }
        if (is_last) return;
    }
}

}  // namespace core::crdt::yjs
