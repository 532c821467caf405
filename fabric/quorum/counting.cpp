// Who has what, and whether that is enough.
#include "fabric/quorum/quorum.h"

namespace fabric::quorum {

Sources Quorum::counting(const DocumentState& document) const {
    Sources sources;
    for (const auto& [peer, had] : document.had)
        if (rules::counts(standing(peer))) sources.push_back(&had);
    if (rules::counts(standing(self_))) sources.push_back(&document.journaled);
    return sources;
}

std::uint32_t Quorum::have(const DocumentState& document, Sequence sequence) const {
    std::uint32_t have = 0;
    for (const core::RangeSet* const source : counting(document))
        have += source->contains(sequence.value) ? 1 : 0;
    return have;
}

std::uint32_t Quorum::have_or_reachable(const DocumentState& document, Sequence sequence) const {
    std::uint32_t count = 0;
    for (const Peer& peer : authorities_) {
        const auto had = document.had.find(peer);
        const bool has_it = had != document.had.end() && had->second.contains(sequence.value);
        count += has_it || is_reachable(peer) ? 1 : 0;
    }
    return count;
}

bool Quorum::is_met(const DocumentState& document, Sequence sequence, const Policy& policy) const {
    const bool is_journaled =
        document.journaled.contains(sequence.value) || !rules::rests_on_own_journal();
    if (policy.kind == Policy::Kind::local) return is_journaled;
    return policy.has_quorum() && is_journaled &&
           have(document, sequence) >= rules::enough(policy.need);
}

core::RangeSet Quorum::met(const DocumentState& document, const Class& settled,
                           const Sources& sources, core::Range window) const {
    core::RangeSet met(window);
    if (settled.policy().has_quorum()) met = held_by(rules::enough(settled.need), sources, window);
    if (rules::rests_on_own_journal()) met.intersect(document.journaled);
    return met;
}

Reason Quorum::lack(const DocumentState& document, Sequence sequence, const Policy& policy) const {
    if (policy.kind == Policy::Kind::leader) return Reason::not_ordered;
    if (policy.need > authorities_.size()) return Reason::too_few_authorities;
    if (!document.journaled.contains(sequence.value)) return Reason::not_journaled;
    if (!rules::can_be_met(have_or_reachable(document, sequence), policy.need))
        return Reason::too_few_reachable;
    return Reason::not_acknowledged;
}

Status Quorum::status_of(const DocumentState& document, Sequence sequence, State state,
                         const Policy& policy) const {
    Status status{state, Reason::none, have(document, sequence), policy.need};
    if (state == State::degraded) status.reason = lack(document, sequence, policy);
    return status;
}

std::optional<Status> Quorum::status(Write write) const {
    const auto at = documents_.find(write.document);
    if (at == documents_.end()) return std::nullopt;
    const DocumentState& document = at->second;
    const auto open = document.open.find(write.sequence);
    if (open != document.open.end())
        return status_of(document, write.sequence, open->second.state, open->second.policy);
    for (const auto& [settled, sequences] : document.settled) {
        if (!sequences.contains(write.sequence.value)) continue;
        Status status = status_of(document, write.sequence, settled.state, settled.policy());
        if (settled.state == State::failed) status.reason = settled.reason;
        return status;
    }
    return std::nullopt;
}

std::vector<Peer> Quorum::holders(Write write) const {
    std::vector<Peer> holders;
    const auto at = documents_.find(write.document);
    if (at == documents_.end()) return holders;
    if (at->second.journaled.contains(write.sequence.value)) holders.push_back(self_);
    for (const auto& [peer, had] : at->second.had)
        if (had.contains(write.sequence.value)) holders.push_back(peer);
    return holders;
}

}  // namespace fabric::quorum
