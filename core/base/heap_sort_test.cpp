// Sorting, against the standard library's.
#include "core/base/heap_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/base/prng.h"

namespace core {
namespace {

TEST(HeapSort, SO1_comes_to_the_order_of_the_standard_library) {
    Prng prng(Seed{1});
    for (std::size_t size = 0; size < 200; ++size) {
        std::vector<std::uint64_t> numbers(size);
        for (std::uint64_t& number : numbers) number = prng.below(size + 1);
        std::vector<std::uint64_t> expected = numbers;
        std::ranges::sort(expected);
        heap_sort(numbers, [](auto one, auto other) { return one < other; });
        ASSERT_EQ(numbers, expected);
        heap_sort(numbers, [](auto one, auto other) { return one > other; });
        std::ranges::reverse(expected);
        ASSERT_EQ(numbers, expected);
    }
}

TEST(HeapSort, SO1_by_what_is_in_items_that_can_only_be_moved) {
    struct Item {
        std::unique_ptr<int> number;
        int key;
    };
    std::vector<Item> items;
    for (int i = 0; i < 50; ++i) items.push_back({std::make_unique<int>(i * 7 % 50), i * 7 % 50});
    heap_sort(items, [](const Item& one, const Item& other) { return one.key < other.key; });
    for (int i = 0; i < 50; ++i) EXPECT_EQ(*items[static_cast<std::size_t>(i)].number, i);
}

}  // namespace
}  // namespace core
