// What the maps cost, counted in blocks and in moves of entries, for the orders of keys that would
// make them quadratic.
#include <gtest/gtest.h>

#include <cstdint>

#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"

namespace core {
namespace {

constexpr std::uint64_t block_size_max = 256;  // As in ordered_map.h.

// Neighbours of one block are neighbours in memory.
std::size_t blocks_of(const OrderedMap<std::uint64_t, int>& map) {
    std::size_t count = 0;
    const OrderedMap<std::uint64_t, int>::Entry* before = nullptr;
    for (const auto& entry : map) {
        if (before == nullptr || &entry != before + 1) ++count;
        before = &entry;
    }
    return count;
}

TEST(ContainersCost, FM2_a_full_block_in_the_middle_does_not_split_into_single_entries) {
    OrderedMap<std::uint64_t, int> map;
    for (std::uint64_t key = 0; key < block_size_max; ++key) map.insert(key, 0);
    // Each of these goes behind the full block, in front of all others.
    for (std::uint64_t key = 20'000; key > 10'000; --key) map.insert(key, 0);
    EXPECT_LE(blocks_of(map), map.size() / (block_size_max / 2) + 1);
}

TEST(ContainersCost, FM2_keys_in_order_fill_their_blocks) {
    OrderedMap<std::uint64_t, int> map;
    for (std::uint64_t key = 0; key < 100 * block_size_max; ++key) map.insert(key, 0);
    EXPECT_EQ(blocks_of(map), 100u);
}

// A value that counts how often values were moved or copied.
struct Moved {
    Moved() = default;
    Moved(const Moved&) { ++count; }
    Moved(Moved&&) noexcept { ++count; }
    Moved& operator=(const Moved&) {
        ++count;
        return *this;
    }
    Moved& operator=(Moved&&) noexcept {
        ++count;
        return *this;
    }
    ~Moved() = default;

    static inline std::size_t count = 0;
};

TEST(ContainersCost, FM2_uniting_with_a_smaller_map_in_front_moves_each_entry_a_few_times) {
    FlatMap<std::uint64_t, Moved> large;
    for (std::uint64_t key = 0; key < 8'000; ++key) large.ensure(10'000 + key);
    for (const std::uint64_t size : {1u, 8u, 9u, 990u}) {
        FlatMap<std::uint64_t, Moved> small;
        for (std::uint64_t key = 0; key < size; ++key) small.ensure(key);
        FlatMap<std::uint64_t, Moved> united = large;
        Moved::count = 0;
        united.unite(small, [](Moved&, const Moved&) {});
        EXPECT_EQ(united.size(), large.size() + size);
        EXPECT_LE(Moved::count, 10 * united.size()) << size;
    }
}

}  // namespace
}  // namespace core
