// StructList is what one client wrote: its structs in the order of their clocks, without gaps, in
// blocks, so that one that is split moves few others.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/crdt/yjs/document/item.h"

namespace core::crdt::yjs {

class StructList {
public:
    struct Place {
        std::uint32_t block = 0;
        std::uint32_t index = 0;

        friend bool operator==(const Place&, const Place&) = default;
    };

    [[nodiscard]] bool empty() const { return blocks_.empty(); }
    // The clock behind the last struct.
    [[nodiscard]] std::uint64_t end() const { return end_; }
    [[nodiscard]] std::size_t size() const { return size_; }

    // The struct that has the clock, which must be in front of the end.
    [[nodiscard]] Place find(std::uint64_t clock) const;
    [[nodiscard]] Item* at(Place place) const { return blocks_[place.block].items[place.index]; }
    [[nodiscard]] Place last() const;
    [[nodiscard]] static bool is_first(Place place) { return place.block + place.index == 0; }
    [[nodiscard]] bool is_last(Place place) const {
        return place.block + 1 == blocks_.size() && place.index + 1 == blocks_.back().count;
    }
    [[nodiscard]] Place before(Place place) const;
    [[nodiscard]] Place behind(Place place) const;

    // Behind all others, without a gap.
    void push_back(Item* item);
    // The last struct grew.
    void extend_last(std::uint64_t length) { end_ += length; }
    void insert_behind(Place place, Item* item);
    // Takes `count` structs out, the first of which is not the first of all; the one in front must
    // then be longer by them.
    void erase(Place first, std::size_t count);

    // Visits the structs from the place on.
    template <class Visit>
    void each(Place place, Visit visit) const {
        for (std::size_t block = place.block; block < blocks_.size(); ++block) {
            const std::uint32_t first = block == place.block ? place.index : 0;
            for (std::uint32_t i = first; i < blocks_[block].count; ++i)
                visit(blocks_[block].items[i]);
        }
    }
    // How many there are from the place on.
    [[nodiscard]] std::size_t count_from(Place place) const;

private:
    static constexpr std::uint32_t block_size_max = 64;

    // Clocks beside one another, so that a search touches few lines of memory. Most clients wrote
    // little, so that the first block is small and grows.
    struct Block {
        std::uint32_t count = 0;
        std::uint32_t capacity = 0;
        std::unique_ptr<std::uint64_t[]> clocks;
        std::unique_ptr<Item*[]> items;

        explicit Block(std::uint32_t room);
        void grow();
        void insert(std::uint32_t index, Item* item);
        void erase(std::uint32_t index, std::uint32_t erased);
        // The items from `index` on, in a block of their own.
        Block cut(std::uint32_t index);
    };

    [[nodiscard]] bool is_in_block(std::uint32_t block, std::uint64_t clock) const;
    void split(std::uint32_t block);

    std::vector<Block> blocks_;
    std::vector<std::uint64_t> first_clocks_;  // Of each block.
    std::uint64_t end_ = 0;
    std::size_t size_ = 0;
    mutable Place near_;  // Where something was found last.
};

}  // namespace core::crdt::yjs
