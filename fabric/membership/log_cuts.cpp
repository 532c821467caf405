// What counts of the changes to documents of those who were revoked.
#include <algorithm>

#include "fabric/membership/log.h"

namespace fabric::membership {

std::optional<std::uint64_t> DocumentCuts::of(const DocumentId& document) const {
    const auto at = std::ranges::lower_bound(cuts, document, {}, &DocumentCut::document);
    if (at != cuts.end() && at->document == document) return at->last;
    return leaves_others ? std::nullopt : std::optional<std::uint64_t>(0);
}

void DocumentCuts::unite(const DocumentCut& cut) {
    const auto at = std::ranges::lower_bound(cuts, cut.document, {}, &DocumentCut::document);
    if (at != cuts.end() && at->document == cut.document)
        at->last = std::max(at->last, cut.last);
    else
        cuts.insert(at, cut);
}

void Log::unite_cuts(DocumentCuts& cuts, EntryIndex revocation) const {
    for (const DocumentCut& cut : get<Revoke>(graph().at(revocation).entry().body).cuts)
        cuts.unite(cut);
}

bool Log::may_have_written(const MemberKey& key) const {
    const Genesis& genesis = genesis_.genesis();
    if (genesis.policy == Policy::open || key == genesis.root) return true;
    const auto index = evaluation_.find(key);
    return index && evaluation_.standing(*index).is_named;
}

std::optional<DocumentCuts> Log::cuts_of(const MemberKey& key) const {
    const auto index = evaluation_.find(key);
    const View view = View::everything(graph());
    // Time decides nothing: what counts would be another thing for everybody.
    if (!index || evaluation_.membership(key, view, {})) return std::nullopt;
    const Standing& standing = evaluation_.standing(*index);
    DocumentCuts found;
    if (!standing.revocations.empty()) {
        for (const std::uint32_t place : standing.revocations)
            unite_cuts(found, evaluation_.revocations()[place].entry);
        return found;
    }
    const auto has_left = [&](const Support& support) {
        return support.owner && evaluation_.standing(*support.owner).revocations.empty();
    };
    // Or its owner has.
    found.leaves_others =
        has_resigned(standing, view) || std::ranges::any_of(standing.supports, has_left);
    for (const Ender& ender : standing.enders)
        if (ender.is_own) unite_cuts(found, ender.entry);
    return found;
}

bool Log::has_lost_role(const MemberKey& key) const {
    if (revocation_of(key) > RevocationState::asked) return true;
    const auto index = evaluation_.find(key);
    if (!index || !cuts_of(key)) return false;
    return std::ranges::any_of(evaluation_.standing(*index).supports,
                               [](const Support& support) { return support.owner.has_value(); });
}

std::vector<MemberKey> Log::devices_of(const MemberKey& key) const {
    std::vector<MemberKey> found;
    const auto owner = evaluation_.find(key);
    const auto is_owned = [&](const Support& support) { return support.owner == owner; };
    for (const auto& [device, index] : evaluation_.keys())
        if (owner && std::ranges::any_of(evaluation_.standing(index).supports, is_owned))
            found.push_back(device);
    return found;
}

std::map<MemberKey, DocumentCuts> Log::cuts() const {
    std::map<MemberKey, DocumentCuts> found;
    for (const auto& [key, index] : evaluation_.keys()) {
        const Standing& standing = evaluation_.standing(index);
        // Nearly all: they have what nobody has taken.
        const bool is_plain = standing.revocations.empty() && standing.enders.empty() &&
                              !standing.supports.empty() && !standing.supports.front().owner;
        if (is_plain) continue;
        if (auto cuts = cuts_of(key)) found.emplace(key, *std::move(cuts));
    }
    return found;
}

}  // namespace fabric::membership
