// The rules of who is what (ML7–ML17), as they are written: every entry is judged by all others,
// again and again until nothing changes any more. Slow, and without any order of its own.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/base/assert.h"
#include "fabric/membership/mesh_world.h"

namespace fabric::membership::world {

class LogTwin {
public:
    LogTwin(const Log& log, Policy policy) : policy_(policy) {
        const Graph& graph = log.evaluation().graph();
        for (const EntryIndex index : graph.in_order()) add(graph.at(index).signed_entry);
        effects_.resize(items_.size());
        for (std::size_t round = 0;; ++round) {
            ASSERT(round <= 4 * items_.size() + 4);
            std::vector<std::optional<Rank>> next;
            for (std::size_t i = 0; i < items_.size(); ++i) next.push_back(judge(i));
            if (next == effects_) return;
            effects_ = std::move(next);
        }
    }

    [[nodiscard]] bool is_effective(const EntryHash& hash) const {
        return effects_[places_.at(hash)].has_value();
    }

private:
    struct Item {
        Entry entry;
        EntryHash hash;
        std::set<std::size_t> past;  // Without itself.
    };
    struct Support {
        std::optional<std::size_t> by;
        Rank rank;
        Role role;
        std::optional<MemberKey> owner;
        std::optional<Rank> given_with = {};
    };

    template <class Kind>
    [[nodiscard]] const Kind* body(std::size_t i) const {
        return get_if<Kind>(&items_[i].entry.body);
    }
    [[nodiscard]] bool is_resignation(std::size_t i) const {
        return body<Revoke>(i) && body<Revoke>(i)->key == items_[i].entry.author;
    }

    void add(const SignedEntry& signed_entry) {
        Item item{signed_entry.entry(), signed_entry.hash(), {}};
        for (const EntryHash& parent : item.entry.parents) {
            const std::size_t place = places_.at(parent);
            item.past.insert(place);
            item.past.insert(items_[place].past.begin(), items_[place].past.end());
        }
        places_[item.hash] = items_.size();
        items_.push_back(std::move(item));
    }

    // All that ever supports the key, whether or not it is seen or has ended.
    [[nodiscard]] std::vector<Support> supports_of(const MemberKey& key) const {
        std::vector<Support> found;
        if (key == key_of(0)) found.push_back({{}, {}, Role::authority, {}});
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (!effects_[i]) continue;
            const Item& item = items_[i];
            const Rank by_act{effects_[i]->level + 1, item.entry.depth, item.hash};
            const Rank by_word{member_level, item.entry.depth, item.hash};
            if (const auto* admit = body<Admit>(i); admit && admit->key == key)
                found.push_back({i, by_word, admit->role, {}});
            if (const auto* device = body<AddDevice>(i); device && device->key == key)
                found.push_back({i, by_word, Role::citizen, item.entry.author});
            if (const auto* use = body<AdmitInvited>(i); use && use->key == key)
                found.push_back({i, by_act, use->use.grant.grant.role, {}});
            if (const auto* role = body<GrantRole>(i); role && role->key == key)
                found.push_back({i, by_act, role->role, {}, effects_[i]});
        }
        return found;
    }

    [[nodiscard]] bool holds(const MemberKey& key, const Support& support, std::size_t at) const {
        if (support.by && !items_[at].past.contains(*support.by)) return false;
        for (const std::size_t x : items_[at].past) {
            if (!effects_[x] || (support.by && !items_[x].past.contains(*support.by))) continue;
            if (is_resignation(x) && items_[x].entry.author == key) return false;
            const auto* role = body<GrantRole>(x);
            if (role && role->key == key && *effects_[x] < support.rank &&
                role->role <= support.role)
                return false;
        }
        return true;
    }

    [[nodiscard]] bool is_cut(const MemberKey& key, const Support& support, std::size_t at) const {
        for (std::size_t i = 0; i < items_.size(); ++i) {
            const auto* revoke = body<Revoke>(i);
            if (!revoke || revoke->key != key || is_resignation(i) || !effects_[i] ||
                *effects_[i] >= support.rank)
                continue;
            if (support.given_with && *support.given_with <= *effects_[i] &&
                items_[*support.by].past.contains(i))
                continue;
            const bool is_left = std::ranges::any_of(revoke->heads, [&](const EntryHash& head) {
                return head == items_[at].hash || items_[places_.at(head)].past.contains(at);
            });
            if (!is_left) return true;
        }
        return false;
    }

    [[nodiscard]] bool names_its_past(std::size_t i) const {
        const auto is_past = [&](const EntryHash& hash) {
            const auto place = places_.find(hash);
            return place != places_.end() && items_[i].past.contains(place->second);
        };
        if (const auto* revoke = body<Revoke>(i))
            return std::ranges::all_of(revoke->heads, is_past);
        if (const auto* confirm = body<Confirm>(i))
            return is_past(confirm->revocation) && body<Revoke>(places_.at(confirm->revocation));
        return true;
    }

    // The rank by which it takes effect.
    [[nodiscard]] std::optional<Rank> judge(std::size_t i) const {
        if (is_resignation(i)) return Rank{};
        if (body<Admit>(i) || body<AddDevice>(i)) return judge_word(i);
        const auto* use = body<AdmitInvited>(i);
        const MemberKey judge = use ? use->use.grant.grant.minter : items_[i].entry.author;
        std::optional<Support> senior;
        for (const Support& support : supports_of(judge))
            if (support.role == Role::authority && holds(judge, support, i) &&
                (!senior || support.rank < senior->rank))
                senior = support;
        if (!senior || is_cut(judge, *senior, i) || !names_its_past(i)) return std::nullopt;
        const std::optional<Rank> rank = senior->rank;
        if (const auto* role = body<GrantRole>(i); role && role->key == judge) return std::nullopt;
        if (use && stands_behind_another(i, *rank)) return std::nullopt;
        return rank;
    }

    [[nodiscard]] bool stands_behind_another(std::size_t i, const Rank& rank) const {
        const MemberKey& invite = body<AdmitInvited>(i)->use.grant.grant.one_time;
        for (std::size_t j = 0; j < items_.size(); ++j) {
            if (j == i || !effects_[j]) continue;
            const auto* other = body<AdmitInvited>(j);
            if (other && other->use.grant.grant.one_time == invite &&
                std::pair(*effects_[j], j) < std::pair(rank, i))
                return true;
            const auto* withdrawn = body<RevokeInvite>(j);
            if (withdrawn && withdrawn->one_time == invite && *effects_[j] <= rank &&
                !items_[j].past.contains(i))
                return true;
        }
        return false;
    }

    struct Found {
        Role role;
        bool is_device;
    };
    [[nodiscard]] std::optional<Found> member(const MemberKey& key, std::size_t at,
                                              bool counts_devices) const {
        std::optional<Found> found;
        bool is_orphaned = false;
        for (const Support& support : supports_of(key)) {
            if (!holds(key, support, at)) continue;
            const auto owner = support.owner ? member_without_devices(*support.owner, at)
                                             : std::optional(Found{Role::authority, false});
            if (support.owner && !owner) is_orphaned = true;
            if (!owner || (support.owner && !counts_devices) || is_cut(key, support, at)) continue;
            const Role role = std::min(support.role, owner->role);
            const bool is_device = support.owner.has_value();
            found = found ? Found{std::max(found->role, role), found->is_device && is_device}
                          : Found{role, is_device};
        }
        if (found || policy_ == Policy::closed || is_orphaned) return found;
        for (const std::size_t x : items_[at].past)
            if (is_resignation(x) && items_[x].entry.author == key) return std::nullopt;
        if (is_cut(key, {{}, {member_level, 0, {}}, Role::citizen, {}}, at)) return std::nullopt;
        return Found{Role::citizen, false};
    }
    [[nodiscard]] std::optional<Found> member_without_devices(const MemberKey& key,
                                                              std::size_t at) const {
        return member(key, at, false);
    }

    [[nodiscard]] std::optional<Rank> judge_word(std::size_t i) const {
        const auto* admit = body<Admit>(i);
        const Entry& entry = items_[i].entry;
        const MemberKey& key = admit ? admit->key : body<AddDevice>(i)->key;
        if (key == entry.author || (admit && policy_ == Policy::open)) return std::nullopt;
        const auto author = member(entry.author, i, true);
        if (!author || (admit ? author->role < Role::citizen : author->is_device))
            return std::nullopt;
        return Rank{member_level, 0, {}};
    }

    Policy policy_;
    std::vector<Item> items_;
    std::map<EntryHash, std::size_t> places_;
    std::vector<std::optional<Rank>> effects_;
};

}  // namespace fabric::membership::world
