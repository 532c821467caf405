// Lanes are filled greedily: an entry goes to the end of the first lane whose end it knows.
#include "fabric/membership/ancestry.h"

#include <algorithm>

#include "core/base/assert.h"

namespace fabric::membership {

std::vector<Ancestry::Reach> Ancestry::united(std::span<const EntryIndex> parents) const {
    std::vector<Reach> reached;
    std::vector<Reach> merged;
    const auto unite = [&](std::span<const Reach> other) {
        merged.clear();
        auto at = reached.begin();
        for (const Reach& next : other) {
            while (at != reached.end() && at->lane < next.lane) merged.push_back(*at++);
            if (at != reached.end() && at->lane == next.lane)
                merged.push_back({next.lane, std::max(next.count, at++->count)});
            else
                merged.push_back(next);
        }
        merged.insert(merged.end(), at, reached.end());
        std::swap(reached, merged);
    };
    for (const EntryIndex parent : parents) {
        ASSERT(parent < nodes_.size());
        unite(nodes_[parent].past);
        unite(std::span(&nodes_[parent].self, 1));
    }
    return reached;
}

void Ancestry::add(std::span<const EntryIndex> parents) {
    std::vector<Reach> past = united(parents);
    const auto is_at_end = [this](const Reach& reach) {
        return lane_counts_[reach.lane] == reach.count;
    };
    const auto found = std::ranges::find_if(past, is_at_end);
    Reach self{};
    if (found != past.end()) {
        self = {found->lane, found->count + 1};
        past.erase(found);
    } else {
        self = {static_cast<std::uint32_t>(lane_counts_.size()), 1};
        lane_counts_.push_back(0);
    }
    lane_counts_[self.lane] = self.count;
    past.shrink_to_fit();
    nodes_.push_back({self, std::move(past)});
}

bool Ancestry::reaches(EntryIndex entry, EntryIndex past) const {
    ASSERT(entry < nodes_.size() && past < nodes_.size());
    const Node& node = nodes_[entry];
    const Reach& wanted = nodes_[past].self;
    if (node.self.lane == wanted.lane) return wanted.count <= node.self.count;
    const auto at = std::ranges::lower_bound(node.past, wanted.lane, {}, &Reach::lane);
    return at != node.past.end() && at->lane == wanted.lane && wanted.count <= at->count;
}

bool Ancestry::reaches_any(std::span<const EntryIndex> entries, EntryIndex past) const {
    return std::ranges::any_of(entries, [&](EntryIndex entry) { return reaches(entry, past); });
}

}  // namespace fabric::membership
