// Package-merge (Larmore, Hirschberg 1990): one list for each bit of length, in which the symbols
// are merged with pairs of the list before. A symbol's length is how often it is among the cheapest
// entries. Entries are kept as marks "symbol or package", since that is all the way back needs.
#include "core/zstd/code_lengths.h"

#include <algorithm>
#include <vector>

#include "core/zstd/format.h"

namespace core::zstd {
namespace {

struct Leaf {
    std::uint32_t count;
    std::uint32_t symbol;
    auto operator<=>(const Leaf&) const = default;
};

struct Level {
    std::vector<std::uint64_t> weights;
    std::vector<bool> is_leaf;
};

Level merge(const std::vector<Leaf>& leaves, const Level& below) {
    Level level;
    const std::size_t packages = below.weights.size() / 2;
    std::size_t leaf = 0;
    std::size_t package = 0;
    while (leaf < leaves.size() || package < packages) {
        const std::uint64_t package_weight =
            package < packages ? below.weights[2 * package] + below.weights[2 * package + 1]
                               : UINT64_MAX;
        const bool takes_leaf = leaf < leaves.size() && leaves[leaf].count <= package_weight;
        level.weights.push_back(takes_leaf ? leaves[leaf].count : package_weight);
        level.is_leaf.push_back(takes_leaf);
        ++(takes_leaf ? leaf : package);
    }
    return level;
}

}  // namespace

std::array<std::uint8_t, 256> code_lengths(const std::array<std::uint32_t, 256>& counts) {
    std::vector<Leaf> leaves;
    for (std::uint32_t symbol = 0; symbol < counts.size(); ++symbol)
        if (counts[symbol] != 0) leaves.push_back({.count = counts[symbol], .symbol = symbol});
    std::ranges::sort(leaves);
    std::vector<Level> levels;
    for (unsigned i = 0; i < huffman_bits_max; ++i)
        levels.push_back(merge(leaves, levels.empty() ? Level{} : levels.back()));

    std::array<std::uint8_t, 256> lengths{};
    std::size_t taken = 2 * leaves.size() - 2;
    for (std::size_t i = levels.size(); i-- > 0;) {
        const auto begin = levels[i].is_leaf.begin();
        const auto of_leaves = static_cast<std::size_t>(
            std::count(begin, begin + static_cast<std::ptrdiff_t>(taken), true));
        for (std::size_t leaf = 0; leaf < of_leaves; ++leaf) ++lengths[leaves[leaf].symbol];
        taken = 2 * (taken - of_leaves);
    }
    return lengths;
}

}  // namespace core::zstd
