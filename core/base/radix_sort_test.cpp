// Sorting by numbers, against the standard library's stable sort.
#include "core/base/radix_sort.h"

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace core {
namespace {

TEST(RadixSort, SO1_comes_to_the_stable_order_of_the_standard_library) {
    Prng prng(Seed{1});
    for (const std::uint64_t bound : {1u, 3u, 200u, 70'000u, UINT32_MAX})
        for (std::size_t size = 0; size < 600; size = size * 2 + 1) {
            std::vector<std::pair<std::uint32_t, std::size_t>> items(size);
            for (std::size_t i = 0; i < size; ++i)
                items[i] = {static_cast<std::uint32_t>(prng.below(bound)), i};
            auto expected = items;
            std::ranges::sort(expected);  // What is equal by their second.
            radix_sort(items, [](const auto& item) { return item.first; });
            ASSERT_EQ(items, expected);
        }
}

}  // namespace
}  // namespace core
