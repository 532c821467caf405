// What needs an Authority: grants, admissions by invite, revocations, confirmations.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/membership/evaluation.h"

namespace fabric::membership {

namespace {

std::optional<UnixSeconds> earlier(std::optional<UnixSeconds> one,
                                   std::optional<UnixSeconds> other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

}  // namespace

void Evaluation::add_support(KeyIndex key, Support support) {
    std::vector<Support>& supports = standings_[key].supports;
    const auto at = std::ranges::upper_bound(supports, support.rank, {}, &Support::rank);
    if (support.role == Role::authority) {
        if (std::ranges::find(authorities_, key) == authorities_.end()) authorities_.push_back(key);
        if (is_judging_all_) bands_.insert(support.rank, {key, support});
    }
    supports.insert(at, std::move(support));
}

// Nothing if this support gives no right to the entry; another one may.
std::optional<Verdict> Evaluation::judge_act(EntryIndex index, const Band& band) {
    const View view = View::at(graph_, std::span(&index, 1));
    if (!holds(band.support, standings_[band.judge], view)) return std::nullopt;
    if (is_cut(band.judge, band.support, {view, index, {}})) return Verdict::cut_off;
    if (!graph_.at(index).names_all) return Verdict::subject_missing;
    return apply(index, band);
}

Verdict Evaluation::apply(EntryIndex index, const Band& band) {
    const Rank& rank = band.support.rank;
    const Body& body = graph_.at(index).entry().body;
    if (const auto* use = get_if<AdmitInvited>(&body)) return apply_use(index, *use, band);
    if (const auto* role = get_if<GrantRole>(&body)) return apply_role(index, *role, band);
    if (const auto* revoke = get_if<Revoke>(&body)) {
        const KeyIndex target = find(revoke->key).value();
        standings_[target].revocations.push_back(static_cast<std::uint32_t>(revocations_.size()));
        revocations_.push_back({index, band.judge, target, rank});
        if (!is_judging_all_) find_finality(revocations_.size() - 1);
    } else if (const auto* withdrawn = get_if<RevokeInvite>(&body)) {
        withdrawals_.ensure(withdrawn->one_time).push_back({index, rank});
    } else {
        ASSERT(holds_alternative<Confirm>(body));
        const EntryIndex revocation = graph_.at(index).named.front();
        confirmations_.ensure(revocation).push_back(band.judge);
        const auto at = std::ranges::find(revocations_, revocation, &Revocation::entry);
        if (!is_judging_all_ && at != revocations_.end())
            find_finality(static_cast<std::size_t>(at - revocations_.begin()));
    }
    return Verdict::effective;
}

Verdict Evaluation::apply_use(EntryIndex index, const AdmitInvited& body, const Band& band) {
    const Rank& rank = band.support.rank;
    const Grant& grant = body.use.grant.grant;
    const Use* before = uses_.find(grant.one_time);
    if (before &&
        (before->rank < rank || (before->rank == rank && graph_.is_before(before->entry, index))))
        return Verdict::invite_used;
    if (const auto* withdrawals = withdrawals_.find(grant.one_time)) {
        const auto stands_against = [&](const Withdrawal& withdrawal) {
            return withdrawal.rank <= rank && !graph_.reaches(withdrawal.entry, index);
        };
        if (std::ranges::any_of(*withdrawals, stands_against)) return Verdict::invite_revoked;
    }
    // If somebody else was let in before, undoes_others() sees it, and all is judged anew.
    if (before) return Verdict::effective;
    uses_.insert(grant.one_time, {index, rank});
    const bool is_bounded = grant.role == Role::authority;
    add_support(find(body.key).value(),
                {.entry = index,
                 .role = grant.role,
                 .rank = rank_behind(rank, index),
                 .expires_at = is_bounded ? band.support.expires_at : std::nullopt,
                 .owner = {},
                 .by = band.judge});
    return Verdict::effective;
}

Verdict Evaluation::apply_role(EntryIndex index, const GrantRole& body, const Band& band) {
    const KeyIndex target = find(body.key).value();
    if (target == band.judge) return Verdict::needless;
    const Rank& rank = band.support.rank;
    standings_[target].enders.push_back({index, rank, body.role, false});
    // Else an Authority whose time is over could make another one, and be that.
    const bool is_bounded = body.role == Role::authority;
    add_support(target,
                {.entry = index,
                 .role = body.role,
                 .rank = rank_behind(rank, index),
                 .expires_at = is_bounded ? earlier(body.expires_at, band.support.expires_at)
                                          : body.expires_at,
                 .owner = {},
                 .by = band.judge,
                 .given_with = rank});
    return Verdict::effective;
}

Rank Evaluation::rank_behind(const Rank& rank, EntryIndex index) const {
    const Node& node = graph_.at(index);
    return {rank.level + 1, node.entry().depth, node.hash()};
}

// Of an entry that arrived last and takes effect.
bool Evaluation::undoes_others(EntryIndex index) const {
    const Node& node = graph_.at(index);
    if (const auto* use = get_if<AdmitInvited>(&node.entry().body))
        return *tries_.find(use->use.grant.grant.one_time) > 1;
    if (const auto* withdrawn = get_if<RevokeInvite>(&node.entry().body)) {
        const Use* use = uses_.find(withdrawn->one_time);
        return use && !graph_.reaches(index, use->entry);
    }
    const auto* revoke = get_if<Revoke>(&node.entry().body);
    if (!revoke) return false;
    const Standing& target = standings_[find(revoke->key).value()];
    const auto is_beyond = [&](EntryIndex written) {
        return !graph_.reaches_any(node.named, written);
    };
    return target.device_count > 0 || std::ranges::any_of(target.written, is_beyond) ||
           std::ranges::any_of(target.acts, is_beyond);
}

void Evaluation::sort_revocations() {
    std::ranges::sort(revocations_, [this](const Revocation& one, const Revocation& other) {
        return graph_.is_before(one.entry, other.entry);
    });
    for (Standing& standing : standings_) standing.revocations.clear();
    for (std::uint32_t i = 0; i < revocations_.size(); ++i)
        standings_[revocations_[i].target].revocations.push_back(i);
}

// Of the revocation at this place, and, if that changed, of those that may have it in their past.
void Evaluation::find_finality(std::size_t from) {
    bool has_changed = is_judging_all_;
    for (std::size_t i = from; i < revocations_.size(); ++i) {
        if (i > from && !has_changed) return;
        const bool is_final = has_majority(revocations_[i]);
        has_changed |= is_final != revocations_[i].is_final;
        revocations_[i].is_final = is_final;
    }
}

// Of the Authorities that there were when it was written, without the one it is about. Any two
// majorities, one counted with and one without it, still have somebody in common.
bool Evaluation::has_majority(const Revocation& revocation) const {
    const View view = View::at(graph_, std::span(&revocation.entry, 1));
    std::size_t voters = 0;
    std::size_t confirmed = 0;
    for (const KeyIndex key : authorities_) {
        if (key == revocation.target) continue;
        const auto membership = membership_of(key, {view, {}, {}}, false);
        if (!membership || membership->role != Role::authority) continue;
        ++voters;
        confirmed += has_confirmed(revocation, key);
    }
    return 2 * confirmed > voters;
}

bool Evaluation::has_confirmed(const Revocation& revocation, KeyIndex key) const {
    if (key == revocation.author) return true;
    const auto* confirmed_by = confirmations_.find(revocation.entry);
    return confirmed_by && std::ranges::find(*confirmed_by, key) != confirmed_by->end();
}

}  // namespace fabric::membership
