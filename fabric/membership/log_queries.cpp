// What a log is asked.
#include <algorithm>

#include "fabric/membership/log.h"

namespace fabric::membership {

using core::Bytes;

std::vector<EntryIndex> Log::known(std::span<const EntryHash> hashes) const {
    std::vector<EntryIndex> found;
    for (const EntryHash& hash : hashes)
        if (const auto index = graph().find(hash)) found.push_back(*index);
    return found;
}

std::optional<Role> Log::role(const MemberKey& key, UnixSeconds now) const {
    const auto found = evaluation_.membership(key, View::everything(graph()), now);
    return found ? std::optional(found->role) : std::nullopt;
}

std::optional<Role> Log::role_at(const MemberKey& key, std::span<const EntryHash> heads,
                                 std::optional<UnixSeconds> now) const {
    const std::vector<EntryIndex> point = known(heads);
    const auto found = evaluation_.membership(key, View::at(graph(), point), now);
    return found ? std::optional(found->role) : std::nullopt;
}

std::vector<MemberKey> Log::authorities(UnixSeconds now) const {
    return evaluation_.authorities(View::everything(graph()), now);
}

std::vector<MemberKey> Log::members(UnixSeconds now) const {
    std::vector<MemberKey> found;
    for (const auto& [key, index] : evaluation_.keys())
        if (!evaluation_.standing(index).supports.empty() && role(key, now)) found.push_back(key);
    return found;
}

RevocationState Log::revocation_of(const MemberKey& key) const {
    const auto index = evaluation_.find(key);
    if (!index) return RevocationState::none;
    const View view = View::everything(graph());
    const Standing& standing = evaluation_.standing(*index);
    const bool is_member = evaluation_.membership(key, view, {}).has_value();
    if (has_resigned(standing, view) && !is_member) return RevocationState::final;
    if (standing.revocations.empty()) return RevocationState::none;
    if (is_member) {
        // A role that was given since is another matter.
        const auto is_over = [&](std::uint32_t place) {
            return std::ranges::any_of(standing.supports, [&](const Support& support) {
                return support.entry && holds(support, standing, view) &&
                       graph().reaches(*support.entry, evaluation_.revocations()[place].entry);
            });
        };
        return std::ranges::all_of(standing.revocations, is_over) ? RevocationState::none
                                                                  : RevocationState::asked;
    }
    const auto is_final = [this](std::uint32_t place) {
        return evaluation_.revocations()[place].is_final;
    };
    return std::ranges::any_of(standing.revocations, is_final) ? RevocationState::final
                                                               : RevocationState::eventual;
}

std::vector<EntryHash> Log::unconfirmed_by(const MemberKey& key) const {
    std::vector<EntryHash> found;
    const auto index = evaluation_.find(key);
    if (!index) return found;
    for (const Revocation& revocation : evaluation_.revocations())
        if (revocation.target != *index && !evaluation_.has_confirmed(revocation, *index))
            found.push_back(graph().at(revocation.entry).hash());
    return found;
}

std::optional<MemberKey> Log::admitted_by(const MemberKey& key) const {
    const auto found = evaluation_.membership(key, View::everything(graph()), {});
    if (!found || !found->by) return std::nullopt;
    return evaluation_.standing(*found->by).key;
}

std::optional<MemberKey> Log::owner_of(const MemberKey& key) const {
    const auto found = evaluation_.membership(key, View::everything(graph()), {});
    if (!found || !found->owner) return std::nullopt;
    return evaluation_.standing(*found->owner).key;
}

bool Log::is_revoked_over(const MemberKey& key, const Rank& rank) const {
    const auto index = evaluation_.find(key);
    if (!index) return false;
    const auto& revocations = evaluation_.standing(*index).revocations;
    return std::ranges::any_of(revocations, [&](std::uint32_t place) {
        return evaluation_.revocations()[place].rank < rank;
    });
}

bool Log::is_invite_spent(const MemberKey& one_time) const {
    return evaluation_.is_used(one_time) || evaluation_.is_withdrawn(one_time);
}

std::vector<EntryHash> Log::heads() const {
    std::vector<EntryHash> found;
    for (const EntryIndex index : graph().heads()) found.push_back(graph().at(index).hash());
    std::ranges::sort(found);
    return found;
}

std::optional<Verdict> Log::verdict(const EntryHash& hash) const {
    const auto index = graph().find(hash);
    return index ? std::optional(evaluation_.verdict(*index)) : std::nullopt;
}

std::optional<Bytes> Log::bytes_of(const EntryHash& hash) const {
    const auto index = graph().find(hash);
    return index ? std::optional(graph().at(*index).signed_entry.bytes()) : std::nullopt;
}

std::vector<Bytes> Log::lacking(std::span<const EntryHash> heads, std::size_t size_max) const {
    const std::vector<EntryIndex> theirs = known(heads);
    std::vector<Bytes> sent;
    std::size_t size = 0;
    // In the order of arrival every entry is behind its past.
    for (EntryIndex index = 0; index < graph().size(); ++index) {
        if (graph().reaches_any(theirs, index)) continue;
        const Bytes bytes = graph().at(index).signed_entry.bytes();
        size += bytes.size();
        if (size > size_max) break;
        sent.push_back(bytes);
    }
    return sent;
}

}  // namespace fabric::membership
