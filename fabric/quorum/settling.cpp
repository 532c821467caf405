// What becomes of writes when anything is known anew.
#include <utility>

#include "fabric/quorum/quorum.h"

namespace fabric::quorum {

namespace {
constexpr core::Range everything{0, UINT64_MAX};
}  // namespace

void Quorum::look_at_all() {
    std::vector<Document> all;
    for (const auto& [id, document] : documents_) all.push_back(id);
    for (const Document id : all) look(id, everything);
}

void Quorum::look(Document id, core::Range window) {
    DocumentState& document = documents_.at(id);
    auto at = document.open.lower_bound(Sequence{window.begin});
    while (at != document.open.end() && at->first.value < window.end)
        at = look_at_open(id, document, at);
    look_at_settled(id, document, window);
    recount(id);
}

Quorum::OpenAt Quorum::look_at_open(Document id, DocumentState& document, OpenAt at) {
    const Sequence sequence = at->first;
    Open& open = at->second;
    const auto tell_state = [&](State state) {
        open.state = state;
        tell(Told{{id, sequence}, status_of(document, sequence, state, open.policy)});
    };
    const bool is_journaled = document.journaled.contains(sequence.value);
    if (is_journaled && open.state == State::pending) tell_state(State::local);
    if (is_met(document, sequence, open.policy))
        return settle(id, document, at, State::durable, Reason::none, std::nullopt);
    if (!is_journaled) return std::next(at);

    const std::size_t others = holders({id, sequence}).size() - 1;
    if (others > open.told_holders) tell_state(State::replicated);
    open.told_holders = others;
    const bool is_hopeless =
        !rules::can_be_met(have_or_reachable(document, sequence), open.policy.need);
    if (open.policy.kind == Policy::Kind::quorum && is_hopeless)
        return settle(id, document, at, State::degraded, Reason::none, std::nullopt);
    return std::next(at);
}

Quorum::OpenAt Quorum::settle(Document id, DocumentState& document, OpenAt at, State state,
                              Reason reason, std::optional<Place> place) {
    const auto [sequence, open] = *at;
    Status status = status_of(document, sequence, state, open.policy);
    if (state == State::failed) status.reason = reason;
    status.place = place;
    tell(Told{{id, sequence}, status});
    deadlines_.erase({open.deadline, {id, sequence}});
    const Class settled{state, open.policy.kind, open.policy.need, reason, false};
    document.settled[settled].add(sequence.value);
    if (state != State::degraded && !age_at_) age_at_ = now_ + options_.kept_for;
    return document.open.erase(at);
}

void Quorum::end_patience(Write write) {
    DocumentState& document = documents_.at(write.document);
    const auto at = document.open.find(write.sequence);
    const Policy& policy = at->second.policy;
    const bool is_degraded = policy.kind == Policy::Kind::quorum;
    const Reason reason = is_degraded ? Reason::none : lack(document, write.sequence, policy);
    settle(write.document, document, at, is_degraded ? State::degraded : State::failed, reason,
           std::nullopt);
    recount(write.document);
}

void Quorum::look_at_settled(Document id, DocumentState& document, core::Range window) {
    const Sources sources = counting(document);
    std::vector<Class> classes;
    for (const auto& [settled, sequences] : document.settled)
        if (settled.kind != Policy::Kind::leader) classes.push_back(settled);
    for (const Class& settled : classes) {
        core::RangeSet moving = common(document.settled.at(settled), window);
        if (moving.empty()) continue;
        const core::RangeSet met = this->met(document, settled, sources, window);
        Class to = settled;
        to.reason = Reason::none;
        to.is_old = false;
        if (settled.state == State::durable) {
            if (settled.kind == Policy::Kind::local || !rules::may_fall()) continue;
            moving.subtract(met);
            to.state = State::degraded;
        } else {
            if (!rules::may_upgrade()) continue;
            moving.intersect(met);
            to.state = State::durable;
        }
        for (const core::Range range : moving)
            if (to.state == State::durable)
                tell(Upgraded{{id, range}, settled.policy()});
            else
                tell(FellBelow{{id, range}, settled.policy()});
        move(document, settled, to, moving);
    }
}

void Quorum::move(DocumentState& document, const Class& from, const Class& to,
                  const core::RangeSet& sequences) {
    if (sequences.empty()) return;
    document.settled.at(from).subtract(sequences);
    document.settled[to].unite(sequences);
    if (to.state == State::durable && !age_at_) age_at_ = now_ + options_.kept_for;
}

void Quorum::ordered(Write write, Place place, core::Instant now) {
    now_ = now;
    const auto found = documents_.find(write.document);
    if (found == documents_.end()) return;
    DocumentState& document = found->second;
    const auto at = document.open.find(write.sequence);
    if (at != document.open.end()) {
        if (at->second.policy.kind != Policy::Kind::leader) return;
        settle(write.document, document, at, State::durable, Reason::none, place);
        return recount(write.document);
    }
    for (const auto& [settled, sequences] : document.settled) {
        if (settled.kind != Policy::Kind::leader || settled.state != State::failed ||
            !sequences.contains(write.sequence.value))
            continue;
        const Class to{State::durable, settled.kind, settled.need, Reason::none, false};
        tell(Upgraded{only(write), settled.policy()});
        move(document, settled, to, core::RangeSet(only(write).sequences));
        return recount(write.document);
    }
}

void Quorum::not_ordered(Write write, Unordered why, core::Instant now) {
    now_ = now;
    const auto found = documents_.find(write.document);
    if (found == documents_.end()) return;
    const auto at = found->second.open.find(write.sequence);
    if (at == found->second.open.end() || at->second.policy.kind != Policy::Kind::leader) return;
    const Reason reason = why == Unordered::refused ? Reason::order_refused : Reason::order_unknown;
    settle(write.document, found->second, at, State::failed, reason, std::nullopt);
    recount(write.document);
}

}  // namespace fabric::quorum
