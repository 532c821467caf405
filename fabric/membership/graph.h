// Graph holds the entries of a log in the order in which they arrived, each behind its parents, and
// what of them can be looked up. It knows no rights. Rules: ML4, ML5, spec/membership.md.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/base/ordered_map.h"
#include "fabric/membership/ancestry.h"
#include "fabric/membership/entry.h"

namespace fabric::membership {

struct Node {
    SignedEntry signed_entry;
    // The heads that a revocation names, or the revocation that is confirmed. Only what stands in
    // the entry's past can be named.
    std::vector<EntryIndex> named;
    bool names_all = true;

    [[nodiscard]] const Entry& entry() const { return signed_entry.entry(); }
    [[nodiscard]] const EntryHash& hash() const { return signed_entry.hash(); }
};

class Graph {
public:
    // Its parents are there, and its depth is theirs and one.
    EntryIndex add(SignedEntry entry);

    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] const Node& at(EntryIndex index) const { return nodes_[index]; }
    [[nodiscard]] std::optional<EntryIndex> find(const EntryHash& hash) const;
    // Entries that are nobody's parents.
    [[nodiscard]] const std::vector<EntryIndex>& heads() const { return heads_; }

    [[nodiscard]] bool reaches(EntryIndex entry, EntryIndex past) const {
        return ancestry_.reaches(entry, past);
    }
    [[nodiscard]] bool reaches_any(std::span<const EntryIndex> entries, EntryIndex past) const {
        return ancestry_.reaches_any(entries, past);
    }

    // By depth, then by hash: the same for everybody, and nothing comes before its past.
    [[nodiscard]] bool is_before(EntryIndex one, EntryIndex other) const;
    [[nodiscard]] std::vector<EntryIndex> in_order() const;

private:
    void resolve(Node& node, EntryIndex index) const;

    std::vector<Node> nodes_;
    Ancestry ancestry_;
    core::OrderedMap<EntryHash, EntryIndex> by_hash_;
    std::vector<EntryIndex> heads_;
};

}  // namespace fabric::membership
