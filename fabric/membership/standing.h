// Standing is all that takes effect for one key: what supports it, what has ended that, and who has
// revoked it. Evaluation fills it in; this file says when a support still holds, as seen from a
// point of the log. Rules: ML6–ML12, spec/membership.md.
//
// Rank is the order of seniority: the root, then whoever has the shorter chain of grants, then
// whose grant comes first in the order of the log. It belongs to a support, and so to what was
// written by it: nothing that a key does can undo what was done with a smaller rank.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "fabric/membership/graph.h"
#include "fabric/membership/ids.h"

namespace fabric::membership {

struct Rank {
    std::uint32_t level = 0;  // The number of grants from the root.
    std::uint64_t depth = 0;
    EntryHash hash;

    friend auto operator<=>(const Rank&, const Rank&) = default;
};

// Of whoever was admitted by a member's word, and of whoever needs none.
inline constexpr std::uint32_t member_level = std::numeric_limits<std::uint32_t>::max();

// By its place among the keys that were named.
using KeyIndex = std::uint32_t;

struct Support {
    std::optional<EntryIndex> entry;  // Nothing is the genesis.
    Role role = Role::citizen;
    Rank rank;
    std::optional<UnixSeconds> expires_at;
    std::optional<KeyIndex> owner;  // Of a device.
    KeyIndex by = 0;                // Who admitted or granted.
    // Of a role that was given: the rank by which it was. It holds over revocations of no smaller
    // one that its giver had seen.
    std::optional<Rank> given_with = {};
};

// Ends what it had seen of a key's supports: a new role those of as much or more, the key's own
// word all.
struct Ender {
    EntryIndex entry;
    Rank rank;
    Role role;
    bool is_own;
};

struct Revocation {
    EntryIndex entry;
    KeyIndex author;
    KeyIndex target;
    Rank rank;
    bool is_final = false;
};

struct Standing {
    MemberKey key;
    std::vector<Support> supports;  // The smallest rank first.
    std::vector<Ender> enders;
    std::vector<std::uint32_t> revocations;  // By their place in the evaluation's list.
    std::vector<EntryIndex> acts;            // Entries for which this key's Authority must stand.
    std::vector<EntryIndex> written;
    std::uint32_t device_count = 0;
    bool is_named = false;  // By an entry that would make it a member, whether or not it does.
};

// A point of the log: the past of some entries, these included, or all there is.
class View {
public:
    static View everything(const Graph& graph) { return View(graph, {}, true); }
    static View at(const Graph& graph, std::span<const EntryIndex> heads) {
        return View(graph, heads, false);
    }

    [[nodiscard]] bool contains(EntryIndex entry) const {
        return is_everything_ || graph_->reaches_any(heads_, entry);
    }
    [[nodiscard]] const Graph& graph() const { return *graph_; }

private:
    View(const Graph& graph, std::span<const EntryIndex> heads, bool is_everything)
        : graph_(&graph), heads_(heads), is_everything_(is_everything) {}

    const Graph* graph_;
    std::span<const EntryIndex> heads_;
    bool is_everything_;
};

// Whether the support is in the view, and nothing in the view has ended it.
[[nodiscard]] bool holds(const Support& support, const Standing& standing, const View& view);

// Whether the key itself has said in this view that it is done.
[[nodiscard]] bool has_resigned(const Standing& standing, const View& view);

}  // namespace fabric::membership
