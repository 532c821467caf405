// The order in which entries are judged.
#include "fabric/membership/evaluation.h"

#include <algorithm>
#include <utility>

#include "core/base/variant.h"

namespace fabric::membership {

std::string_view describe(Verdict verdict) {
    switch (verdict) {
        case Verdict::effective: return "it takes effect";
        case Verdict::no_right: return "its author had no right to it at that point";
        case Verdict::cut_off: return "its author was revoked, and this is beyond what was left";
        case Verdict::invite_used: return "the invite had let somebody else in before";
        case Verdict::invite_revoked: return "the invite was revoked";
        case Verdict::subject_missing: return "it speaks of entries that it had not seen";
        case Verdict::needless: return "it would change nothing";
    }
    std::unreachable();
}

Evaluation::Evaluation(const Genesis& genesis) : policy_(genesis.policy), root_(genesis.root) {
    reset();
}

void Evaluation::reset() {
    keys_.clear();
    standings_.clear();
    authorities_.clear();
    revocations_.clear();
    confirmations_.clear();
    tries_.clear();
    uses_.clear();
    withdrawals_.clear();
    bands_.clear();
    verdicts_.assign(graph_.size(), Verdict::no_right);
    add_support(ensure(root_),
                {.entry = {}, .role = Role::authority, .rank = {}, .expires_at = {}, .owner = {}});
}

KeyIndex Evaluation::ensure(const MemberKey& key) {
    if (const auto known = find(key)) return *known;
    const auto index = static_cast<KeyIndex>(standings_.size());
    keys_.insert(key, index);
    standings_.emplace_back().key = key;
    return index;
}

std::optional<KeyIndex> Evaluation::find(const MemberKey& key) const {
    const KeyIndex* known = keys_.find(key);
    return known ? std::optional(*known) : std::nullopt;
}

namespace {

// Whom an entry is about, if it is about a key.
std::optional<MemberKey> subject_of(const Body& body) {
    struct Subject {
        std::optional<MemberKey> operator()(const Admit& admit) const { return admit.key; }
        std::optional<MemberKey> operator()(const AdmitInvited& admit) const { return admit.key; }
        std::optional<MemberKey> operator()(const AddDevice& device) const { return device.key; }
        std::optional<MemberKey> operator()(const GrantRole& grant) const { return grant.key; }
        std::optional<MemberKey> operator()(const Revoke& revoke) const { return revoke.key; }
        std::optional<MemberKey> operator()(const Confirm&) const { return std::nullopt; }
        std::optional<MemberKey> operator()(const RevokeInvite&) const { return std::nullopt; }
    };
    return match(body, Subject{});
}

bool is_word(const Entry& entry) {
    return holds_alternative<Admit>(entry.body) || holds_alternative<AddDevice>(entry.body);
}
bool is_use(const Entry& entry) { return holds_alternative<AdmitInvited>(entry.body); }
bool is_resignation(const Entry& entry) {
    const auto* revoke = get_if<Revoke>(&entry.body);
    return revoke && revoke->key == entry.author;
}

}  // namespace

// All keys that judging will ask for, and who must stand for the entry.
void Evaluation::register_entry(EntryIndex index) {
    const Entry& entry = graph_.at(index).entry();
    standings_[ensure(entry.author)].written.push_back(index);
    if (const auto subject = subject_of(entry.body)) {
        const KeyIndex key = ensure(*subject);
        standings_[key].is_named |= !holds_alternative<Revoke>(entry.body);
    }
    if (is_word(entry)) return;
    const auto* use = get_if<AdmitInvited>(&entry.body);
    if (use) ++tries_.ensure(use->use.grant.grant.one_time);
    const KeyIndex judge = ensure(use ? use->use.grant.grant.minter : entry.author);
    standings_[judge].acts.push_back(index);
}

// Whose Authority an act needs.
KeyIndex Evaluation::judge_of(EntryIndex index) const {
    const Entry& entry = graph_.at(index).entry();
    const auto* use = get_if<AdmitInvited>(&entry.body);
    return find(use ? use->use.grant.grant.minter : entry.author).value();
}

bool Evaluation::add(SignedEntry entry) {
    const EntryIndex index = graph_.add(std::move(entry));
    verdicts_.push_back(Verdict::no_right);
    register_entry(index);
    return judge_new(index);
}

bool Evaluation::judge_new(EntryIndex index) {
    const Entry& entry = graph_.at(index).entry();
    Verdict& verdict = verdicts_[index];
    if (is_resignation(entry)) {
        resign(index);
        return false;
    }
    if (is_word(entry)) {
        verdict = judge_word(index);
        return false;
    }
    const KeyIndex judge = judge_of(index);
    // Of the supports as they are now: the act may add to those of others.
    for (const Support& support : standings_[judge].supports) {
        if (support.role != Role::authority) continue;
        const auto judged = judge_act(index, {judge, support});
        if (!judged) continue;
        verdict = *judged;
        if (verdict != Verdict::effective || !undoes_others(index)) return false;
        judge_all();
        return true;
    }
    return false;
}

void Evaluation::resign(EntryIndex index) {
    const KeyIndex author = find(graph_.at(index).entry().author).value();
    standings_[author].enders.push_back({index, {}, Role::ephemeral, true});
    verdicts_[index] = Verdict::effective;
}

void Evaluation::judge_all() {
    is_judging_all_ = true;
    reset();
    const std::vector<EntryIndex> order = graph_.in_order();
    for (const EntryIndex index : order) {
        register_entry(index);
        if (is_resignation(graph_.at(index).entry())) resign(index);
    }
    std::vector<std::vector<EntryIndex>> undecided;
    for (const Standing& standing : standings_) {
        // What withdraws an invite comes before what uses it.
        std::vector<EntryIndex>& acts = undecided.emplace_back();
        for (const bool uses : {false, true})
            for (const EntryIndex index : standing.acts) {
                const Entry& entry = graph_.at(index).entry();
                if (is_use(entry) == uses && !is_resignation(entry)) acts.push_back(index);
            }
    }
    while (!bands_.empty()) {
        const auto [rank, band] = *bands_.begin();
        bands_.erase(rank);
        std::erase_if(undecided[band.judge], [&](EntryIndex index) {
            const auto judged = judge_act(index, band);
            if (judged) verdicts_[index] = *judged;
            return judged.has_value();
        });
    }
    for (const EntryIndex index : order)
        if (is_word(graph_.at(index).entry())) verdicts_[index] = judge_word(index);
    sort_revocations();
    find_finality(0);
    is_judging_all_ = false;
}

}  // namespace fabric::membership
