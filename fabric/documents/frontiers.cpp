// Chains of what is safe, and the index over their ends.
#include "fabric/documents/frontiers.h"

#include <cstring>

namespace fabric::documents {

Frontiers::ShortHash Frontiers::short_hash(const core::Blake3Digest& hash) {
    ShortHash beginning;
    std::memcpy(&beginning, hash.bytes.data(), sizeof beginning);
    return beginning;
}

void Frontiers::add(const ChangeRecord& record) {
    const core::crdt::Author author = record.change.author;
    Chain& chain = chains_[author];
    if (record.change.sequence <= chain.hashes.size()) return;
    chain.early.emplace(record.change.sequence, Safe{record.change.last_counter(), record.hash});
    const std::size_t before = chain.hashes.size();
    Safe last{};
    while (!chain.early.empty() && chain.early.begin()->first == chain.hashes.size() + 1) {
        last = chain.early.begin()->second;
        chain.early.erase(chain.early.begin());
        chain.hashes.push_back(short_hash(last.hash));
    }
    if (chain.hashes.size() == before) return;
    version_.include({author, last.last_counter});
    core::sync::set_frontier(index_, {author, last.last_counter}, last.hash);
}

std::unique_ptr<core::sync::Index> Frontiers::copy_of_index() const {
    auto copy = std::make_unique<core::sync::Index>(index_.sketch_key());
    index_.tree().visit({}, [&](const core::sync::Key& key) {
        copy->insert(key);
        return true;
    });
    return copy;
}

bool Frontiers::contains(const ChangeRecord& record) const {
    const auto at = chains_.find(record.change.author);
    if (at == chains_.end()) return false;
    const auto& [hashes, early] = at->second;
    if (record.change.sequence <= hashes.size())
        return hashes[static_cast<std::size_t>(record.change.sequence - 1)] ==
               short_hash(record.hash);
    const auto waiting = early.find(record.change.sequence);
    return waiting != early.end() && waiting->second.hash == record.hash;
}

bool Frontiers::contains(core::crdt::Author author, std::uint64_t sequence) const {
    const auto at = chains_.find(author);
    return at != chains_.end() &&
           (sequence <= at->second.hashes.size() || at->second.early.contains(sequence));
}

std::size_t Frontiers::change_count() const {
    std::size_t count = 0;
    for (const auto& [author, chain] : chains_) count += chain.hashes.size();
    return count;
}

}  // namespace fabric::documents
