// What a member's word is enough for, and the questions that an evaluation answers.
#include <algorithm>

#include "fabric/membership/evaluation.h"

namespace fabric::membership {

namespace {

// Of whoever needs none.
const Support unsupported{.entry = {},
                          .role = Role::citizen,
                          .rank = {member_level, 0, {}},
                          .expires_at = {},
                          .owner = {}};

}  // namespace

// Whether somebody of a smaller rank has revoked the key: an entry that was left to it stands all
// the same; somebody who looks sees the revocations of the view alone.
bool Evaluation::is_cut(KeyIndex key, const Support& support, const Question& question) const {
    const auto cuts = [&](std::uint32_t place) {
        const Revocation& revocation = revocations_[place];
        if (revocation.rank >= support.rank || is_given_back(support, revocation)) return false;
        if (!question.entry) return question.view.contains(revocation.entry);
        return !graph_.reaches_any(graph_.at(revocation.entry).named, *question.entry);
    };
    return std::ranges::any_of(standings_[key].revocations, cuts);
}

// Whether somebody who might have revoked so gave the role, having seen the revocation.
bool Evaluation::is_given_back(const Support& support, const Revocation& revocation) const {
    return support.given_with && *support.given_with <= revocation.rank &&
           graph_.reaches(*support.entry, revocation.entry);
}

// Whether a majority has revoked what a smaller rank did not.
bool Evaluation::is_retired(const Standing& standing, const Support& support,
                            const View& view) const {
    return std::ranges::any_of(standing.revocations, [&](std::uint32_t place) {
        const Revocation& revocation = revocations_[place];
        return revocation.is_final && view.contains(revocation.entry) &&
               (!support.entry || graph_.reaches(revocation.entry, *support.entry));
    });
}

std::optional<Membership> Evaluation::membership_of(KeyIndex key, const Question& question,
                                                    bool counts_devices) const {
    const Standing& standing = standings_[key];
    std::optional<Membership> found;
    for (const Support& support : standing.supports) {
        if (!holds(support, standing, question.view)) continue;
        if (is_cut(key, support, question)) continue;
        if (!question.entry && is_retired(standing, support, question.view)) continue;
        if (question.now && support.expires_at && *question.now >= *support.expires_at) continue;
        Role role = support.role;
        if (support.owner) {
            // The owner's own devices do not count: two keys could be each other's.
            if (!counts_devices) continue;
            const auto owner = membership_of(*support.owner, question, false);
            if (!owner) continue;
            role = std::min(role, owner->role);
        }
        if (!found)
            found =
                Membership{role, support.rank,
                           support.entry ? std::optional(support.by) : std::nullopt, support.owner};
        found->role = std::max(found->role, role);
        if (!support.owner) found->owner.reset();  // It is a member by itself, too.
    }
    return found ? found : without_support(key, question);
}

// In an open mesh everybody is a Citizen who was not revoked, nor is a device of such a one.
std::optional<Membership> Evaluation::without_support(KeyIndex key,
                                                      const Question& question) const {
    const Standing& standing = standings_[key];
    if (policy_ == Policy::closed || is_cut(key, unsupported, question) ||
        has_resigned(standing, question.view))
        return std::nullopt;
    for (const Support& support : standing.supports)
        if (support.owner && holds(support, standing, question.view) &&
            !membership_of(*support.owner, question, false))
            return std::nullopt;
    return Membership{Role::citizen, unsupported.rank, {}, {}};
}

Verdict Evaluation::judge_word(EntryIndex index) {
    const Entry& entry = graph_.at(index).entry();
    const auto* admit = get_if<Admit>(&entry.body);
    const MemberKey& key = admit ? admit->key : get<AddDevice>(entry.body).key;
    if (key == entry.author || (admit && policy_ == Policy::open)) return Verdict::needless;
    const KeyIndex author = find(entry.author).value();
    const Question question{View::at(graph_, std::span(&index, 1)), index, {}};
    const auto membership = membership_of(author, question, true);
    if (!membership)
        return is_cut(author, unsupported, question) ? Verdict::cut_off : Verdict::no_right;
    if (admit ? membership->role < Role::citizen : membership->owner.has_value())
        return Verdict::no_right;
    const Rank rank{member_level, entry.depth, graph_.at(index).hash()};
    if (!admit) ++standings_[author].device_count;
    add_support(find(key).value(), {.entry = index,
                                    .role = admit ? admit->role : Role::citizen,
                                    .rank = rank,
                                    .expires_at = {},
                                    .owner = admit ? std::nullopt : std::optional(author),
                                    .by = author});
    return Verdict::effective;
}

std::optional<Membership> Evaluation::membership(const MemberKey& key, const View& view,
                                                 std::optional<UnixSeconds> now) const {
    if (const auto known = find(key)) return membership_of(*known, {view, {}, now}, true);
    if (policy_ == Policy::closed) return std::nullopt;
    return Membership{Role::citizen, {member_level, 0, {}}, {}, {}};
}

std::vector<MemberKey> Evaluation::authorities(const View& view,
                                               std::optional<UnixSeconds> now) const {
    std::vector<MemberKey> found;
    for (const KeyIndex key : authorities_) {
        const auto membership = membership_of(key, {view, {}, now}, false);
        if (membership && membership->role == Role::authority) found.push_back(standings_[key].key);
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace fabric::membership
