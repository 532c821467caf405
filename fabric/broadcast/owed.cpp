// Who waits for what.
#include "fabric/broadcast/owed.h"

#include <algorithm>

namespace fabric::broadcast {

Owed::Outcome Owed::add(Peer peer, const Key& key, std::size_t size) {
    const auto at = entries_.find(key);
    if (at != entries_.end() &&
        std::ranges::find(at->second, peer, &Entry::peer) != at->second.end())
        return Outcome::another;
    Account& account = accounts_[peer];
    const bool is_full = account.count >= limits_.count_max ||
                         (account.size > 0 && account.size + size > limits_.size_max);
    if (is_full) return Outcome::no_room;
    ++account.count;
    account.size += size;
    const bool is_first = at == entries_.end();
    entries_[key].push_back({peer, size});
    return is_first ? Outcome::first : Outcome::another;
}

void Owed::repay(const Entry& entry) {
    const auto at = accounts_.find(entry.peer);
    at->second.size -= entry.size;
    if (--at->second.count == 0) accounts_.erase(at);
}

std::vector<Peer> Owed::take(const Key& key) {
    std::vector<Peer> peers;
    const auto at = entries_.find(key);
    if (at == entries_.end()) return peers;
    for (const Entry& entry : at->second) {
        peers.push_back(entry.peer);
        repay(entry);
    }
    entries_.erase(at);
    return peers;
}

void Owed::forget(Peer peer) {
    if (accounts_.erase(peer) == 0) return;
    for (auto& [key, entries] : entries_)
        std::erase_if(entries, [&](const Entry& entry) { return entry.peer == peer; });
    std::erase_if(entries_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace fabric::broadcast
