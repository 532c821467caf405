// Evaluation says which entries of a log take effect, and so who is what. It is a function of the
// set of entries alone: the order in which they came shows nowhere. Rules: ML6–ML18, ML24,
// spec/membership.md.
//
// How: what needs an Authority is judged in the order of rank, the root's own first. An entry can
// only be undone by entries of a smaller rank, and only a smaller rank can have given its author
// the right, so all that decides about it was decided before it: no two entries wait for each
// other. What needs no Authority is judged afterwards, past before future.
//
// An entry that just arrived is in nobody's past. Unless it undoes something that others may have
// built on, judging it alone is enough; else all is judged anew.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/ordered_map.h"
#include "fabric/membership/genesis.h"
#include "fabric/membership/graph.h"
#include "fabric/membership/standing.h"

namespace fabric::membership {

enum class Verdict : std::uint8_t {
    effective,
    no_right,     // The author was not what it had to be, at this point of the log.
    cut_off,      // The author was revoked, and this is not in the past of what was left to it.
    invite_used,  // Another admission by the same invite comes first.
    invite_revoked,
    subject_missing,  // It names what is not in its past.
    needless,         // It could change nothing for anybody.
};
[[nodiscard]] std::string_view describe(Verdict verdict);

// What a key is, and why.
struct Membership {
    Role role;
    Rank rank;                      // The smallest that supports it.
    std::optional<KeyIndex> by;     // Who admitted it, if anybody had to.
    std::optional<KeyIndex> owner;  // Of a device.

    friend bool operator==(const Membership&, const Membership&) = default;
};

class Evaluation {
public:
    explicit Evaluation(const Genesis& genesis);

    [[nodiscard]] const Graph& graph() const { return graph_; }
    // True if others had to be judged anew. The entry fits the graph: Graph::add().
    bool add(SignedEntry entry);
    // For many at once: nothing may be asked before judge_all().
    void add_unjudged(SignedEntry entry) { graph_.add(std::move(entry)); }
    void judge_all();

    [[nodiscard]] Verdict verdict(EntryIndex entry) const { return verdicts_[entry]; }
    // None before one that stands in its past.
    [[nodiscard]] const std::vector<Revocation>& revocations() const { return revocations_; }

    [[nodiscard]] std::optional<KeyIndex> find(const MemberKey& key) const;
    [[nodiscard]] const Standing& standing(KeyIndex key) const { return standings_[key]; }
    // All that are named, in the order of their bytes.
    [[nodiscard]] const core::OrderedMap<MemberKey, KeyIndex>& keys() const { return keys_; }

    // What the key is as seen from the view; without a time nothing has expired.
    [[nodiscard]] std::optional<Membership> membership(const MemberKey& key, const View& view,
                                                       std::optional<UnixSeconds> now) const;
    // Ascending, reachable or not.
    [[nodiscard]] std::vector<MemberKey> authorities(const View& view,
                                                     std::optional<UnixSeconds> now) const;

    // Whether an Authority has a revocation; its author has.
    [[nodiscard]] bool has_confirmed(const Revocation& revocation, KeyIndex key) const;

    // Whether the invite of this one-time key has let somebody in, or was revoked.
    [[nodiscard]] bool is_used(const MemberKey& one_time) const { return uses_.contains(one_time); }
    [[nodiscard]] bool is_withdrawn(const MemberKey& one_time) const {
        return withdrawals_.contains(one_time);
    }

private:
    // Who asks: an entry that is being judged, or somebody who looks at a view.
    struct Question {
        View view;
        std::optional<EntryIndex> entry;
        std::optional<UnixSeconds> now;
    };
    struct Use {
        EntryIndex entry;
        Rank rank;
    };
    struct Withdrawal {
        EntryIndex entry;
        Rank rank;
    };
    struct Band {
        KeyIndex judge = 0;
        Support support;
    };

    KeyIndex ensure(const MemberKey& key);
    void reset();
    void register_entry(EntryIndex entry);
    [[nodiscard]] KeyIndex judge_of(EntryIndex entry) const;
    bool judge_new(EntryIndex entry);
    void resign(EntryIndex entry);

    // evaluation_acts.cpp: what needs an Authority.
    [[nodiscard]] std::optional<Verdict> judge_act(EntryIndex entry, const Band& band);
    [[nodiscard]] Verdict apply(EntryIndex entry, const Band& band);
    [[nodiscard]] Verdict apply_use(EntryIndex entry, const AdmitInvited& body, const Band& band);
    [[nodiscard]] Verdict apply_role(EntryIndex entry, const GrantRole& body, const Band& band);
    [[nodiscard]] bool undoes_others(EntryIndex entry) const;
    void add_support(KeyIndex key, Support support);
    [[nodiscard]] Rank rank_behind(const Rank& rank, EntryIndex entry) const;
    void sort_revocations();
    void find_finality(std::size_t from);
    [[nodiscard]] bool has_majority(const Revocation& revocation) const;

    // evaluation_members.cpp: what needs none, and questions.
    [[nodiscard]] Verdict judge_word(EntryIndex entry);
    [[nodiscard]] bool is_cut(KeyIndex key, const Support& support, const Question& question) const;
    [[nodiscard]] bool is_given_back(const Support& support, const Revocation& revocation) const;
    [[nodiscard]] bool is_retired(const Standing& standing, const Support& support,
                                  const View& view) const;
    [[nodiscard]] std::optional<Membership> membership_of(KeyIndex key, const Question& question,
                                                          bool counts_devices) const;
    [[nodiscard]] std::optional<Membership> without_support(KeyIndex key,
                                                            const Question& question) const;

    Policy policy_;
    MemberKey root_;
    Graph graph_;
    core::OrderedMap<MemberKey, KeyIndex> keys_;
    std::vector<Standing> standings_;
    std::vector<KeyIndex> authorities_;  // All that ever were.
    std::vector<Verdict> verdicts_;
    std::vector<Revocation> revocations_;
    core::OrderedMap<EntryIndex, std::vector<KeyIndex>> confirmations_;  // By revocation.
    core::OrderedMap<MemberKey, std::uint32_t> tries_;  // Uses of each invite, effective or not.
    core::OrderedMap<MemberKey, Use> uses_;
    core::OrderedMap<MemberKey, std::vector<Withdrawal>> withdrawals_;
    core::OrderedMap<Rank, Band> bands_;  // That are still to be judged.
    bool is_judging_all_ = false;
};

}  // namespace fabric::membership
