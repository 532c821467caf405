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

StructList::Block::Block(std::uint32_t room)
    : capacity(room),
      clocks(std::make_unique_for_overwrite<std::uint64_t[]>(room)),
      items(std::make_unique_for_overwrite<Item*[]>(room)) {}

void StructList::Block::grow() {
    Block larger(std::min(capacity * 4, block_size_max));
    std::copy_n(clocks.get(), count, larger.clocks.get());
    std::copy_n(items.get(), count, larger.items.get());
    larger.count = count;
    *this = std::move(larger);
}

void StructList::Block::insert(std::uint32_t index, Item* item) {
    if (count == capacity) grow();
    const auto move_up = [&](auto* all) {
        std::copy_backward(all + index, all + count, all + count + 1);
    };
    if (index < count) move_up(clocks.get()), move_up(items.get());
    clocks[index] = item->clock;
    items[index] = item;
    ++count;
}

void StructList::Block::erase(std::uint32_t index, std::uint32_t erased) {
    const auto move_down = [&](auto* all) {
        std::copy(all + index + erased, all + count, all + index);
    };
    move_down(clocks.get()), move_down(items.get());
    count -= erased;
}

StructList::Block StructList::Block::cut(std::uint32_t index) {
    Block upper(block_size_max);
    upper.count = count - index;
    std::copy_n(clocks.get() + index, upper.count, upper.clocks.get());
    std::copy_n(items.get() + index, upper.count, upper.items.get());
    count = index;
    return upper;
}

StructList::Place StructList::find(std::uint64_t clock) const {
    ASSERT(clock < end_);
    const Block& newest = blocks_.back();
    if (newest.clocks[newest.count - 1] <= clock) return last();
    if (!is_in_block(near_.block, clock))
        near_ = {last_not_behind(first_clocks_.data(), first_clocks_.size(), clock), 0};
    const Block& block = blocks_[near_.block];
    // The next one that is looked for is often that of last time, or one of the two behind it.
    const std::uint32_t near_end = std::min(near_.index + 3, block.count);
    for (std::uint32_t i = near_.index; i < near_end && block.clocks[i] <= clock; ++i)
        if (i + 1 == block.count || clock < block.clocks[i + 1]) return near_ = {near_.block, i};
    near_.index = last_not_behind(block.clocks.get(), block.count, clock);
    return near_;
}

bool StructList::is_in_block(std::uint32_t block, std::uint64_t clock) const {
    if (block >= blocks_.size() || clock < first_clocks_[block]) return false;
    return block + 1 == blocks_.size() || clock < first_clocks_[block + 1];
}

StructList::Place StructList::last() const {
    return {static_cast<std::uint32_t>(blocks_.size() - 1), blocks_.back().count - 1};
}

StructList::Place StructList::before(Place place) const {
    if (place.index > 0) return {place.block, place.index - 1};
    ASSERT(place.block > 0);
    return {place.block - 1, blocks_[place.block - 1].count - 1};
}

StructList::Place StructList::behind(Place place) const {
    if (place.index + 1 < blocks_[place.block].count) return {place.block, place.index + 1};
    return {place.block + 1, 0};
}

void StructList::push_back(Item* item) {
    ASSERT(item->clock == end_);
    constexpr std::uint32_t first_room = 4;
    if (blocks_.empty() || blocks_.back().count == block_size_max) {
        first_clocks_.push_back(item->clock);
        blocks_.emplace_back(blocks_.empty() ? first_room : block_size_max);
    }
    blocks_.back().insert(blocks_.back().count, item);
    end_ = item->end();
    ++size_;
}

void StructList::insert_behind(Place place, Item* item) {
    if (blocks_[place.block].count == block_size_max) {
        split(place.block);
        const std::uint32_t kept = blocks_[place.block].count;
        if (place.index >= kept) place = {place.block + 1, place.index - kept};
    }
    blocks_[place.block].insert(place.index + 1, item);
    ++size_;
}

void StructList::split(std::uint32_t block) {
    Block upper = blocks_[block].cut(block_size_max / 2);
    const auto behind = static_cast<std::ptrdiff_t>(block) + 1;
    first_clocks_.insert(first_clocks_.begin() + behind, upper.clocks[0]);
    blocks_.insert(blocks_.begin() + behind, std::move(upper));
}

void StructList::erase(Place first, std::size_t count) {
    ASSERT(!is_first(first));
    size_ -= count;
    std::uint32_t emptied_first = first.block;
    std::uint32_t emptied_end = first.block;
    for (std::uint32_t at = first.block; count > 0; ++at) {
        Block& block = blocks_[at];
        const std::uint32_t from = at == first.block ? first.index : 0;
        const auto taken =
            static_cast<std::uint32_t>(std::min<std::size_t>(count, block.count - from));
        block.erase(from, taken);
        count -= taken;
        if (block.count > 0) {
            first_clocks_[at] = block.clocks[0];
            if (at == emptied_first) ++emptied_first;
        } else {
            emptied_end = at + 1;
        }
    }
    if (emptied_end <= emptied_first) return;
    const auto from = static_cast<std::ptrdiff_t>(emptied_first);
    const auto end = static_cast<std::ptrdiff_t>(emptied_end);
    blocks_.erase(blocks_.begin() + from, blocks_.begin() + end);
    first_clocks_.erase(first_clocks_.begin() + from, first_clocks_.begin() + end);
}

std::size_t StructList::count_from(Place place) const {
    std::size_t count = blocks_[place.block].count - place.index;
    for (std::size_t block = place.block + 1; block < blocks_.size(); ++block)
        count += blocks_[block].count;
    return count;
}

}  // namespace core::crdt::yjs
