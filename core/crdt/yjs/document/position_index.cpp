// Sums are kept in every branch and wrap around: what is taken away is added as its complement.
#include "core/crdt/yjs/document/position_index.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::crdt::yjs {
namespace {

IndexSums negated(IndexSums sums) { return {0 - sums.visible, 0 - sums.formats}; }

}  // namespace

std::size_t IndexBranch::place_of(const IndexNode* child) const {
    std::size_t place = 0;
    while (children[place] != child) ++place;
    return place;
}

IndexSums PositionIndex::sums_of(const Item& item) {
    if (item.is_deleted) return {};
    if (item.kind == Kind::format) return {0, 1};
    return {item.visible_length(), 0};
}

PositionIndex::PositionIndex(Item* start) {
    IndexLeaf* leaf = new_leaf();
    root_ = leaf;
    for (Item* item = start; item != nullptr; item = item->right) {
        if (leaf->count == leaf_size_max) {
            IndexLeaf* const next = new_leaf();
            add_sibling(leaf, next, {});
            leaf = next;
        }
        if (leaf->count == 0) leaf->first = item;
        item->leaf = leaf;
        ++leaf->count;
        ++item_count_;
        last_ = item;
        add(leaf, sums_of(*item));
    }
}

IndexLeaf* PositionIndex::new_leaf() {
    return leaves_.emplace_back(std::make_unique<IndexLeaf>()).get();
}

PositionIndex::Found PositionIndex::find(std::uint64_t unit) {
    ASSERT(unit < all_.visible);
    IndexLeaf* leaf = near_leaf_;
    std::uint64_t before = before_near_;
    if (leaf == nullptr || unit < before || unit - before >= leaf->sums.visible) {
        IndexNode* node = root_;
        before = 0;
        for (bool is_leaf = root_is_leaf_; !is_leaf;) {
            const auto& branch = static_cast<const IndexBranch&>(*node);
            std::size_t child = 0;
            while (unit - before >= branch.sums[child].visible)
                before += branch.sums[child++].visible;
            node = branch.children[child];
            is_leaf = branch.is_above_leaves;
        }
        leaf = static_cast<IndexLeaf*>(node);
        near_leaf_ = leaf;
        before_near_ = before;
    }
    std::uint64_t offset = unit - before;
    Item* item = leaf->first;
    for (; offset >= item->visible_length(); item = item->right) offset -= item->visible_length();
    return {item, offset};
}

Item* PositionIndex::live_from(Item* item) const {
    const IndexLeaf* const leaf = item->leaf;
    for (; item != nullptr && item->leaf == leaf; item = item->right)
        if (!item->is_deleted) return item;
    const IndexNode* node = leaf;
    for (const IndexBranch* branch = leaf->parent; branch; node = branch, branch = branch->parent)
        for (std::size_t i = branch->place_of(node) + 1; i < branch->count; ++i)
            if (branch->sums[i].has_live())
                return first_live_below(branch->children[i], branch->is_above_leaves);
    return nullptr;
}

Item* PositionIndex::first_live_below(const IndexNode* node, bool is_leaf) {
    while (!is_leaf) {
        const auto& branch = static_cast<const IndexBranch&>(*node);
        std::size_t child = 0;
        while (!branch.sums[child].has_live()) ++child;
        node = branch.children[child];
        is_leaf = branch.is_above_leaves;
    }
    Item* item = static_cast<const IndexLeaf*>(node)->first;
    while (item->is_deleted) item = item->right;
    return item;
}

// --- Changing

void PositionIndex::add(IndexLeaf* leaf, IndexSums added) {
    leaf->sums += added;
    const IndexNode* node = leaf;
    for (IndexBranch* branch = leaf->parent; branch; node = branch, branch = branch->parent)
        branch->sums[branch->place_of(node)] += added;
    all_ += added;
    if (leaf != near_leaf_) near_leaf_ = nullptr;
}

void PositionIndex::linked(Item* item) {
    IndexLeaf* leaf = item->left != nullptr    ? item->left->leaf
                      : item->right != nullptr ? item->right->leaf
                                               : leaves_.front().get();
    if (item->left == nullptr) leaf->first = item;
    if (item->right == nullptr) last_ = item;
    item->leaf = leaf;
    ++leaf->count;
    ++item_count_;
    add(leaf, sums_of(*item));
    split_if_full(leaf);
}

void PositionIndex::split(Item* right) {
    right->leaf = right->left->leaf;
    ++right->leaf->count;
    ++item_count_;
    if (right->right == nullptr) last_ = right;
    split_if_full(right->leaf);
}

void PositionIndex::extended(const Item* item, std::uint64_t length) {
    add(item->leaf, {length, 0});
}

void PositionIndex::hidden(const Item* item) {
    if (item->kind == Kind::format) return add(item->leaf, negated({0, 1}));
    if (item->is_countable()) add(item->leaf, negated({item->length, 0}));
}

void PositionIndex::joining(Item* left, const Item* right) {
    IndexLeaf* const leaf = right->leaf;
    if (leaf->first == right) leaf->first = leaf->count > 1 ? right->right : nullptr;
    --leaf->count;
    --item_count_;
    if (last_ == right) last_ = left;
    if (leaf == left->leaf) return;
    const IndexSums moved = sums_of(*right);
    add(leaf, negated(moved));
    add(left->leaf, moved);
}

void PositionIndex::split_if_full(IndexLeaf* leaf) {
    if (leaf->count <= leaf_size_max) return;
    IndexLeaf* const sibling = new_leaf();
    const std::uint32_t kept = leaf->count / 2;
    Item* item = leaf->first;
    for (std::uint32_t i = 0; i < kept; ++i) item = item->right;
    sibling->first = item;
    sibling->count = leaf->count - kept;
    leaf->count = kept;
    for (std::uint32_t i = 0; i < sibling->count; ++i, item = item->right) {
        item->leaf = sibling;
        sibling->sums += sums_of(*item);
    }
    leaf->sums += negated(sibling->sums);
    add_sibling(leaf, sibling, sibling->sums);
}

// Puts the sibling behind the node; `moved` is what it took over from it.
void PositionIndex::add_sibling(IndexNode* node, IndexNode* sibling, IndexSums moved) {
    IndexBranch* branch = node->parent;
    if (branch == nullptr) {
        branch = branches_.emplace_back(std::make_unique<IndexBranch>()).get();
        branch->is_above_leaves = root_is_leaf_;
        branch->children[0] = node;
        branch->sums[0] = all_;
        branch->count = 1;
        node->parent = branch;
        root_ = branch;
        root_is_leaf_ = false;
    }
    if (branch->count == IndexBranch::capacity) {
        IndexBranch* const right = branches_.emplace_back(std::make_unique<IndexBranch>()).get();
        const std::uint32_t kept = branch->count / 2;
        right->is_above_leaves = branch->is_above_leaves;
        right->count = branch->count - kept;
        branch->count = kept;
        std::copy_n(branch->children.data() + kept, right->count, right->children.data());
        std::copy_n(branch->sums.data() + kept, right->count, right->sums.data());
        IndexSums taken;
        for (std::uint32_t i = 0; i < right->count; ++i) {
            right->children[i]->parent = right;
            taken += right->sums[i];
        }
        add_sibling(branch, right, taken);
        branch = node->parent;
    }
    const auto place = branch->place_of(node) + 1;
    const auto end = branch->count;
    std::move_backward(branch->children.data() + place, branch->children.data() + end,
                       branch->children.data() + end + 1);
    std::move_backward(branch->sums.data() + place, branch->sums.data() + end,
                       branch->sums.data() + end + 1);
    branch->children[place] = sibling;
    branch->sums[place] = moved;
    branch->sums[place - 1] += negated(moved);
    ++branch->count;
    sibling->parent = branch;
}

}  // namespace core::crdt::yjs
