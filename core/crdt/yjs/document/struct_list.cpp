// No block is empty. Blocks that fill up at the end stay full, since clients write at the end.
#include "core/crdt/yjs/document/struct_list.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::crdt::yjs {
namespace {

// Halves without a branch on the outcome, which no processor could predict.
std::uint32_t last_not_behind(const std::uint64_t* clocks, std::size_t count, std::uint64_t clock) {
    std::size_t first = 0;
    while (count > 1) {
        const std::size_t half = count / 2;
        const bool is_behind = clocks[first + half] <= clock;
        first = __builtin_unpredictable(is_behind) ? first + half : first;
        count -= half;
    }
    return static_cast<std::uint32_t>(first);
}

}  // namespace

StructList::Place StructList::find(std::uint64_t clock) const {
    ASSERT(clock < end_);
    const Block& newest = *blocks_.back();
    if (newest.clocks[newest.count - 1] <= clock) return last();
    if (!is_in_block(near_.block, clock))
        near_ = {last_not_behind(first_clocks_.data(), first_clocks_.size(), clock), 0};
    const Block& block = *blocks_[near_.block];
    // The next one that is looked for is often that of last time, or one of the two behind it.
    const std::uint32_t near_end = std::min(near_.index + 3, block.count);
    for (std::uint32_t i = near_.index; i < near_end && block.clocks[i] <= clock; ++i)
        if (i + 1 == block.count || clock < block.clocks[i + 1]) return near_ = {near_.block, i};
    near_.index = last_not_behind(block.clocks.data(), block.count, clock);
    return near_;
}

bool StructList::is_in_block(std::uint32_t block, std::uint64_t clock) const {
    if (block >= blocks_.size() || clock < first_clocks_[block]) return false;
    return block + 1 == blocks_.size() || clock < first_clocks_[block + 1];
}

StructList::Place StructList::last() const {
    return {static_cast<std::uint32_t>(blocks_.size() - 1), blocks_.back()->count - 1};
}

StructList::Place StructList::before(Place place) const {
    if (place.index > 0) return {place.block, place.index - 1};
    ASSERT(place.block > 0);
    return {place.block - 1, blocks_[place.block - 1]->count - 1};
}

StructList::Place StructList::behind(Place place) const {
    if (place.index + 1 < blocks_[place.block]->count) return {place.block, place.index + 1};
    return {place.block + 1, 0};
}

void StructList::push_back(Item* item) {
    ASSERT(item->clock == end_);
    if (blocks_.empty() || blocks_.back()->count == block_size_max) {
        blocks_.push_back(std::make_unique_for_overwrite<Block>());
        blocks_.back()->count = 0;
        first_clocks_.push_back(item->clock);
    }
    Block& block = *blocks_.back();
    block.clocks[block.count] = item->clock;
    block.items[block.count++] = item;
    end_ = item->end();
    ++size_;
}

void StructList::insert_behind(Place place, Item* item) {
    if (blocks_[place.block]->count == block_size_max) {
        split(place.block);
        const std::uint32_t kept = blocks_[place.block]->count;
        if (place.index >= kept) place = {place.block + 1, place.index - kept};
    }
    Block& block = *blocks_[place.block];
    const std::uint32_t at = place.index + 1;
    std::copy_backward(block.clocks.data() + at, block.clocks.data() + block.count,
                       block.clocks.data() + block.count + 1);
    std::copy_backward(block.items.data() + at, block.items.data() + block.count,
                       block.items.data() + block.count + 1);
    block.clocks[at] = item->clock;
    block.items[at] = item;
    ++block.count;
    ++size_;
}

void StructList::split(std::uint32_t block) {
    auto upper = std::make_unique_for_overwrite<Block>();
    Block& full = *blocks_[block];
    const std::uint32_t kept = block_size_max / 2;
    upper->count = full.count - kept;
    std::copy_n(full.clocks.data() + kept, upper->count, upper->clocks.data());
    std::copy_n(full.items.data() + kept, upper->count, upper->items.data());
    full.count = kept;
    const auto behind = static_cast<std::ptrdiff_t>(block) + 1;
    first_clocks_.insert(first_clocks_.begin() + behind, upper->clocks[0]);
    blocks_.insert(blocks_.begin() + behind, std::move(upper));
}

void StructList::erase(Place first, std::size_t count) {
    ASSERT(!is_first(first));
    size_ -= count;
    std::uint32_t emptied_first = first.block;
    std::uint32_t emptied_end = first.block;
    for (std::uint32_t at = first.block; count > 0; ++at) {
        Block& block = *blocks_[at];
        const std::uint32_t from = at == first.block ? first.index : 0;
        const auto taken =
            static_cast<std::uint32_t>(std::min<std::size_t>(count, block.count - from));
        std::copy(block.clocks.data() + from + taken, block.clocks.data() + block.count,
                  block.clocks.data() + from);
        std::copy(block.items.data() + from + taken, block.items.data() + block.count,
                  block.items.data() + from);
        block.count -= taken;
        count -= taken;
        if (block.count > 0) {
            first_clocks_[at] = block.clocks[0];
            if (at == emptied_first) ++emptied_first;
        }
        if (block.count == 0) emptied_end = at + 1;
    }
    if (emptied_end <= emptied_first) return;
    const auto from = static_cast<std::ptrdiff_t>(emptied_first);
    const auto end = static_cast<std::ptrdiff_t>(emptied_end);
    blocks_.erase(blocks_.begin() + from, blocks_.begin() + end);
    first_clocks_.erase(first_clocks_.begin() + from, first_clocks_.begin() + end);
}

std::size_t StructList::count_from(Place place) const {
    std::size_t count = blocks_[place.block]->count - place.index;
    for (std::size_t block = place.block + 1; block < blocks_.size(); ++block)
        count += blocks_[block]->count;
    return count;
}

}  // namespace core::crdt::yjs
