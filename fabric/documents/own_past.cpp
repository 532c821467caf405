// Who is believed to have more of our own changes, and for how long.
#include "fabric/documents/own_past.h"

#include <algorithm>

namespace fabric::documents {

using core::Instant;

void OwnPast::said(const PeerId& by, bool is_trusted, std::uint64_t counter, std::uint64_t known,
                   Instant now) {
    auto at = claims_.find(by);
    if (at == claims_.end()) {
        if (counter <= known || (claims_.size() >= claims_max && !make_room())) return;
        at = claims_.emplace(by, Claim{.known_then = known, .time_left = patience_}).first;
    }
    Claim& claim = at->second;
    claim.counter = counter;
    claim.highest = std::max(claim.highest, counter);
    if (claim.highest <= known) {
        claims_.erase(at);
        return;
    }
    claim.is_trusted = is_trusted;
    if (is_trusted)
        claim.prove_by.reset();
    else if (claim.is_believed && !claim.prove_by)
        claim.prove_by = now + claim.time_left;
}

// It may come back with what it has, or with another word: its time does not begin anew.
void OwnPast::disconnected(const PeerId& peer, Instant now) {
    const auto at = claims_.find(peer);
    if (at == claims_.end()) return;
    Claim& claim = at->second;
    claim.counter = 0;
    if (!claim.prove_by) return;
    claim.time_left = std::max(core::Duration{0}, *claim.prove_by - now);
    claim.prove_by.reset();
}

void OwnPast::expire(std::uint64_t known, Instant now) {
    std::erase_if(claims_, [&](const auto& entry) { return entry.second.highest <= known; });
    for (auto& [peer, claim] : claims_) {
        if (!claim.prove_by || now < *claim.prove_by) continue;
        if (known > claim.known_then) {  // What is signed by us was ours.
            claim.known_then = known;
            claim.prove_by = now + patience_;
        } else {
            claim.is_believed = false;
            claim.prove_by.reset();
        }
    }
}

bool OwnPast::may_be_longer_than(std::uint64_t known) const {
    return std::ranges::any_of(claims_, [&](const auto& entry) {
        const Claim& claim = entry.second;
        return (claim.is_believed || claim.is_trusted) && claim.counter > known;
    });
}

std::optional<Instant> OwnPast::deadline() const {
    std::optional<Instant> first;
    for (const auto& [peer, claim] : claims_) first = core::earlier(first, claim.prove_by);
    return first;
}

// Of who says nothing now. Who comes again has all its time again.
bool OwnPast::make_room() {
    const auto silent =
        std::ranges::find_if(claims_, [](const auto& entry) { return entry.second.counter == 0; });
    if (silent == claims_.end()) return false;
    claims_.erase(silent);
    return true;
}

}  // namespace fabric::documents
