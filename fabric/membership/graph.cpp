// Adding entries, and their order.
#include "fabric/membership/graph.h"

#include <algorithm>
#include <tuple>

#include "core/base/assert.h"

namespace fabric::membership {

EntryIndex Graph::add(SignedEntry entry) {
    const auto index = static_cast<EntryIndex>(nodes_.size());
    std::vector<EntryIndex> parents;
    for (const EntryHash& hash : entry.entry().parents) {
        const auto parent = find(hash);
        ASSERT(parent);
        parents.push_back(*parent);
        std::erase(heads_, *parent);
    }
    ancestry_.add(parents);
    const bool is_new = by_hash_.insert(entry.hash(), index);
    ASSERT(is_new);
    nodes_.push_back({std::move(entry), {}});
    resolve(nodes_.back(), index);
    heads_.push_back(index);
    return index;
}

void Graph::resolve(Node& node, EntryIndex index) const {
    const auto name = [&](const EntryHash& hash) {
        const auto found = find(hash);
        if (found && *found != index && reaches(index, *found))
            node.named.push_back(*found);
        else
            node.names_all = false;
        return found;
    };
    if (const auto* revoke = get_if<Revoke>(&node.entry().body)) {
        for (const EntryHash& hash : revoke->heads) name(hash);
    } else if (const auto* confirm = get_if<Confirm>(&node.entry().body)) {
        const auto found = name(confirm->revocation);
        if (found && !holds_alternative<Revoke>(at(*found).entry().body)) node.names_all = false;
    }
}

std::optional<EntryIndex> Graph::find(const EntryHash& hash) const {
    const EntryIndex* found = by_hash_.find(hash);
    return found ? std::optional(*found) : std::nullopt;
}

bool Graph::is_before(EntryIndex one, EntryIndex other) const {
    const auto place = [this](EntryIndex index) {
        return std::tuple<std::uint64_t, const EntryHash&>(at(index).entry().depth,
                                                           at(index).hash());
    };
    return place(one) < place(other);
}

std::vector<EntryIndex> Graph::in_order() const {
    std::vector<EntryIndex> order(nodes_.size());
    for (EntryIndex i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order,
                      [this](EntryIndex one, EntryIndex other) { return is_before(one, other); });
    return order;
}

}  // namespace fabric::membership
