// A page is foreign if what it holds differs, or what lies around it was cut by a key that the
// other has not: those are the pages on the way to the places of all differing keys, on both sides
// of each.
#include "bench/sync/descent.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/base/blake3.h"

namespace bench {
namespace {

using core::sync::Key;

constexpr std::size_t hash_size = 32;

std::uint8_t level_of(const Key& key) {
    const core::Blake3Digest digest = core::blake3(key.view());
    std::uint64_t word;
    std::memcpy(&word, digest.bytes.data(), sizeof word);
    return static_cast<std::uint8_t>(std::countr_zero(word) / 4);
}

// A place lies between two keys; its number is how many come before it.
using Places = std::span<const std::size_t>;

class Walk {
public:
    explicit Walk(std::span<const std::uint8_t> levels) : levels_(levels) {}

    void visit(std::size_t begin, std::size_t end, Places places, std::size_t depth) {
        if (begin == end || places.empty()) return;
        const auto page = levels_.subspan(begin, end - begin);
        const std::uint8_t level = *std::ranges::max_element(page);
        const auto keys = static_cast<std::size_t>(std::ranges::count(page, level));
        cost_.bytes +=
            hash_size + keys * Key::size_bytes + (level > 0 ? (keys + 1) * hash_size : 0);
        cost_.round_trips = std::max(cost_.round_trips, depth);
        if (level == 0) return;
        std::size_t from = begin;
        for (std::size_t i = begin; i <= end; ++i) {
            if (i < end && levels_[i] != level) continue;
            const auto first = std::ranges::lower_bound(places, from);
            const auto last = std::ranges::upper_bound(places, i);
            visit(from, i, Places(first, last), depth + 1);
            from = i + 1;
        }
    }

    [[nodiscard]] DescentCost cost() const { return cost_; }

private:
    std::span<const std::uint8_t> levels_;
    DescentCost cost_;
};

// What it costs the one who has `absent` to walk through the tree that has `present` instead.
DescentCost one_way(const core::sync::MerkleTree& common_tree,
                    const std::vector<std::uint8_t>& common, std::span<const Key> present,
                    std::span<const Key> absent) {
    std::vector<Key> inserted(present.begin(), present.end());
    std::ranges::sort(inserted);
    std::vector<std::uint8_t> levels;
    levels.reserve(common.size() + inserted.size());
    std::vector<std::size_t> places;
    auto copied = common.begin();
    for (const Key& key : inserted) {
        const auto rank = static_cast<std::ptrdiff_t>(common_tree.rank(key));
        levels.insert(levels.end(), copied, common.begin() + rank);
        copied = common.begin() + rank;
        places.push_back(levels.size());
        levels.push_back(level_of(key));
        places.push_back(levels.size());
    }
    levels.insert(levels.end(), copied, common.end());
    for (const Key& key : absent) {
        const auto before = std::ranges::lower_bound(inserted, key) - inserted.begin();
        places.push_back(common_tree.rank(key) + static_cast<std::size_t>(before));
    }
    std::ranges::sort(places);
    Walk walk(levels);
    walk.visit(0, levels.size(), places, 1);
    return walk.cost();
}

}  // namespace

std::vector<std::uint8_t> levels_of(const core::sync::MerkleTree& tree) {
    std::vector<std::uint8_t> levels;
    levels.reserve(tree.size());
    tree.visit({}, [&levels](const Key& key) {
        levels.push_back(level_of(key));
        return true;
    });
    return levels;
}

DescentCost descent_cost(const core::sync::MerkleTree& common_tree,
                         const std::vector<std::uint8_t>& common, std::span<const Key> mine,
                         std::span<const Key> theirs) {
    // Equal roots are seen at once. Otherwise both ask at the same time.
    if (mine.empty() && theirs.empty()) return {2 * hash_size, 1};
    const DescentCost forth = one_way(common_tree, common, mine, theirs);
    const DescentCost back = one_way(common_tree, common, theirs, mine);
    return {forth.bytes + back.bytes, std::max(forth.round_trips, back.round_trips)};
}

}  // namespace bench
