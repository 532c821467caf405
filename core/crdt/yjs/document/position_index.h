// PositionIndex finds the item at a position of a shared type in the logarithm of their number: a
// tree over the list of items, whose leaves are runs of it. The list itself stays as it is; a leaf
// knows its first item and how many follow, an item its leaf.
//
// It is built when a type is first edited by position: who only merges never pays for it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/crdt/yjs/document/item.h"

namespace core::crdt::yjs {

// What is visible, in units of positions, and how many formats apply.
struct IndexSums {
    std::uint64_t visible = 0;
    std::uint64_t formats = 0;

    IndexSums& operator+=(IndexSums other) {
        visible += other.visible;
        formats += other.formats;
        return *this;
    }
    [[nodiscard]] bool has_live() const { return visible > 0 || formats > 0; }
};

struct IndexBranch;

struct IndexNode {
    IndexBranch* parent = nullptr;
};

struct IndexLeaf : IndexNode {
    Item* first = nullptr;
    std::uint32_t count = 0;
    IndexSums sums;
};

struct IndexBranch : IndexNode {
    static constexpr std::size_t capacity = 16;

    bool is_above_leaves = true;
    std::uint32_t count = 0;
    std::array<IndexNode*, capacity> children;
    std::array<IndexSums, capacity> sums;

    [[nodiscard]] std::size_t place_of(const IndexNode* child) const;
};

class PositionIndex {
public:
    explicit PositionIndex(Item* start);

    // The item that shows the unit, and how many units of it are in front of that one.
    struct Found {
        Item* item;
        std::uint64_t offset;
    };
    [[nodiscard]] Found find(std::uint64_t unit);

    // The item, or the first behind it, that is not deleted; nullptr if all are.
    [[nodiscard]] Item* live_from(Item* item) const;
    // The last of the list, deleted or not.
    [[nodiscard]] Item* last() const { return last_; }
    // Whether most of its leaves are nearly empty: then a new one is better.
    [[nodiscard]] bool is_sparse() const { return leaves_.size() > 16 + item_count_ / 4; }

    // Visits the formats that apply and are in front of the item, in their order.
    template <class Visit>
    void each_format_before(const Item* end, Visit visit) const;

    // Each is told when it has happened.
    void linked(Item* item);
    // `right` was cut off from its left.
    void split(Item* right);
    void extended(const Item* item, std::uint64_t length);
    void hidden(const Item* item);
    // `right` is about to be taken out of the list, its length having gone over to its left.
    void joining(Item* left, const Item* right);

private:
    static constexpr std::uint32_t leaf_size_max = 32;

    template <class Visit>
    static void each_format_below(const IndexNode* node, bool is_leaf, const Item* end,
                                  Visit& visit);
    [[nodiscard]] static Item* first_live_below(const IndexNode* node, bool is_leaf);
    IndexLeaf* new_leaf();
    void add(IndexLeaf* leaf, IndexSums added);
    void split_if_full(IndexLeaf* leaf);
    void add_sibling(IndexNode* node, IndexNode* sibling, IndexSums moved);
    [[nodiscard]] static IndexSums sums_of(const Item& item);

    std::vector<std::unique_ptr<IndexLeaf>> leaves_;
    std::vector<std::unique_ptr<IndexBranch>> branches_;
    IndexNode* root_;
    bool root_is_leaf_ = true;
    IndexSums all_;
    Item* last_ = nullptr;
    std::size_t item_count_ = 0;

    // Where the last position was found: the next one is nearly always near.
    IndexLeaf* near_leaf_ = nullptr;
    std::uint64_t before_near_ = 0;
};

template <class Visit>
void PositionIndex::each_format_before(const Item* end, Visit visit) const {
    if (end == nullptr) return each_format_below(root_, root_is_leaf_, nullptr, visit);
    std::vector<std::pair<const IndexBranch*, std::size_t>> path;
    const IndexNode* node = end->leaf;
    for (const IndexBranch* branch = node->parent; branch; node = branch, branch = branch->parent)
        path.emplace_back(branch, branch->place_of(node));
    for (; !path.empty(); path.pop_back()) {
        const auto [branch, place] = path.back();
        for (std::size_t i = 0; i < place; ++i)
            if (branch->sums[i].formats > 0)
                each_format_below(branch->children[i], branch->is_above_leaves, nullptr, visit);
    }
    each_format_below(end->leaf, true, end, visit);
}

// As deep as the tree, which is balanced.
template <class Visit>
void PositionIndex::each_format_below(const IndexNode* node, bool is_leaf, const Item* end,
                                      Visit& visit) {
    if (!is_leaf) {
        const auto& branch = static_cast<const IndexBranch&>(*node);
        for (std::size_t i = 0; i < branch.count; ++i)
            if (branch.sums[i].formats > 0)
                each_format_below(branch.children[i], branch.is_above_leaves, end, visit);
        return;
    }
    const auto& leaf = static_cast<const IndexLeaf&>(*node);
    const Item* item = leaf.first;
    for (std::uint32_t i = 0; i < leaf.count && item != end; ++i, item = item->right)
        if (item->kind == Kind::format && !item->is_deleted) visit(*item);
}

}  // namespace core::crdt::yjs
