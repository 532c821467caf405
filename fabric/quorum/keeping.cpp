// What is remembered, and what is forgotten when.
#include <utility>

#include "fabric/quorum/quorum.h"

namespace fabric::quorum {

core::RangeSet Quorum::tracked(const DocumentState& document, core::Range window) const {
    core::RangeSet tracked;
    auto at = document.open.lower_bound(Sequence{window.begin});
    for (; at != document.open.end() && at->first.value < window.end; ++at)
        tracked.add(at->first.value);
    for (const auto& [settled, sequences] : document.settled)
        tracked.unite(common(sequences, window));
    return tracked;
}

// Of nothing more is spoken than of what somebody may still ask for.
void Quorum::trim(DocumentState& document) {
    const core::RangeSet tracked = this->tracked(document, {0, UINT64_MAX});
    document.journaled.intersect(tracked);
    for (auto& [peer, had] : document.had) had.intersect(tracked);
}

void Quorum::recount(Document id) {
    DocumentState& document = documents_.at(id);
    std::erase_if(document.settled, [](const auto& entry) { return entry.second.empty(); });
    std::erase_if(document.had, [](const auto& entry) { return entry.second.empty(); });
    range_count_ -= document.range_count;
    if (document.open.empty() && document.settled.empty()) {
        documents_.erase(id);
        return;
    }
    document.range_count = document.journaled.size();
    for (const auto& [settled, sequences] : document.settled)
        document.range_count += sequences.size();
    for (const auto& [peer, had] : document.had) document.range_count += had.size();
    range_count_ += document.range_count;
}

void Quorum::forget_settled(bool only_old) {
    std::vector<Document> all;
    for (const auto& [id, document] : documents_) all.push_back(id);
    for (const Document id : all) {
        DocumentState& document = documents_.at(id);
        std::erase_if(document.settled, [&](const auto& entry) {
            return entry.first.state != State::degraded && (entry.first.is_old || !only_old);
        });
        trim(document);
        recount(id);
    }
}

// Two ages take the place of a time for each.
void Quorum::age() {
    forget_settled(true);
    age_at_.reset();
    for (auto& [id, document] : documents_) {
        std::map<Class, core::RangeSet> aged;
        for (auto& [settled, sequences] : document.settled) {
            Class older = settled;
            older.is_old = settled.state != State::degraded;
            if (older.is_old) age_at_ = now_ + options_.kept_for;
            aged[older].unite(sequences);
        }
        document.settled = std::move(aged);
    }
}

bool Quorum::make_room() {
    if (range_count_ < options_.ranges_max) return true;
    forget_settled(false);
    if (range_count_ < options_.ranges_max) return true;
    std::vector<Document> all;
    for (const auto& [id, document] : documents_) all.push_back(id);
    for (const Document id : all) {
        std::erase_if(documents_.at(id).had,
                      [&](const auto& entry) { return !is_authority(entry.first); });
        recount(id);
    }
    return range_count_ < options_.ranges_max;
}

}  // namespace fabric::quorum
