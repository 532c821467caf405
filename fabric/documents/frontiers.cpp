// Chains of what is safe, and the index over their ends.
#include "fabric/documents/frontiers.h"

namespace fabric::documents {

void Frontiers::add(const ChangeRecord& record) {
    const core::crdt::Author author = record.change.author;
    Chain& chain = chains_[author];
    if (record.change.sequence <= chain.sequence) return;
    chain.early.emplace(record.change.sequence, Safe{record.change.last_counter(), record.hash});
    const std::uint64_t before = chain.sequence;
    Safe last{};
    while (!chain.early.empty() && chain.early.begin()->first == chain.sequence + 1) {
        last = chain.early.begin()->second;
        chain.early.erase(chain.early.begin());
        ++chain.sequence;
    }
    if (chain.sequence == before) return;
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

bool Frontiers::contains(core::crdt::Author author, std::uint64_t sequence) const {
    const auto at = chains_.find(author);
    return at != chains_.end() &&
           (sequence <= at->second.sequence || at->second.early.contains(sequence));
}

}  // namespace fabric::documents
