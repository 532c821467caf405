// OrderedMap against std::map, large enough that its blocks split and go, and with keys in order,
// against it and in none.
#include "core/base/ordered_map.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "core/base/prng.h"

namespace core {
namespace {

using Twin = std::map<std::uint64_t, std::string>;

void expect_equal(const OrderedMap<std::uint64_t, std::string>& map, const Twin& twin) {
    ASSERT_EQ(map.size(), twin.size());
    auto expected = twin.begin();
    for (const auto& [key, value] : map) {
        ASSERT_EQ(key, expected->first);
        ASSERT_EQ(value, expected->second);
        ++expected;
    }
    if (!twin.empty()) EXPECT_EQ(map.back().first, twin.rbegin()->first);
}

TEST(OrderedMap, FM1_does_as_the_standard_map_does) {
    Prng prng(Seed{1});
    OrderedMap<std::uint64_t, std::string> map;
    Twin twin;
    for (int step = 0; step < 30'000; ++step) {
        // First it grows, then it shrinks.
        const std::uint64_t key = prng.below(5'000);
        const bool grows = prng.chance(step < 15'000 ? 3 : 1, 4);
        if (grows) {
            const std::string value = std::to_string(prng.next());
            ASSERT_EQ(map.insert(key, value), twin.emplace(key, value).second);
        } else {
            ASSERT_EQ(map.erase(key), twin.erase(key) == 1);
        }
        const std::uint64_t wanted = prng.below(5'000);
        ASSERT_EQ(map.contains(wanted), twin.contains(wanted));
        const auto bound = map.lower_bound(wanted);
        const auto expected = twin.lower_bound(wanted);
        ASSERT_EQ(bound == std::as_const(map).end(), expected == twin.end());
        if (expected != twin.end()) ASSERT_EQ(bound->first, expected->first);
        if (step % 1'000 == 0) ASSERT_NO_FATAL_FAILURE(expect_equal(map, twin));
    }
    expect_equal(map, twin);
    while (!twin.empty()) {
        ASSERT_TRUE(map.erase(twin.begin()->first));
        twin.erase(twin.begin());
    }
    EXPECT_TRUE(map.empty());
    EXPECT_TRUE(map.begin() == map.end());
}

TEST(OrderedMap, FM1_gives_its_entries_from_the_end) {
    OrderedMap<std::uint64_t, std::string> map;
    Twin twin;
    for (std::uint64_t key = 0; key < 2'000; ++key) {
        map.insert(key * 7919 % 2'003, std::to_string(key));
        twin.emplace(key * 7919 % 2'003, std::to_string(key));
    }
    while (!map.empty()) {
        const auto block = map.take_last_block();
        ASSERT_LE(block.size(), 256u);
        for (auto entry = block.rbegin(); entry != block.rend(); ++entry) {
            ASSERT_EQ(entry->first, twin.rbegin()->first);
            ASSERT_EQ(entry->second, twin.rbegin()->second);
            twin.erase(std::prev(twin.end()));
        }
        expect_equal(map, twin);
    }
    EXPECT_TRUE(twin.empty());
}

TEST(OrderedMap, FM1_takes_keys_in_any_order) {
    for (const int direction : {1, -1}) {
        OrderedMap<int, int> map;
        for (int i = 0; i < 2'000; ++i) map.ensure(direction * i) = i;
        int expected = direction == 1 ? 0 : -1'999;
        for (const auto& [key, value] : map) {
            ASSERT_EQ(key, expected++);
            ASSERT_EQ(value, direction * key);
        }
        EXPECT_EQ(map.size(), 2'000u);
    }
}

TEST(OrderedMap, FM1_equal_maps_are_equal_however_they_are_cut_into_blocks) {
    OrderedMap<int, int> rising;
    OrderedMap<int, int> falling;
    for (int i = 0; i < 1'000; ++i) rising.insert(i, i);
    for (int i = 999; i >= 0; --i) falling.insert(i, i);
    EXPECT_EQ(rising, falling);
    *falling.find(500) = 7;
    EXPECT_NE(rising, falling);
    EXPECT_FALSE(falling.insert(500, 8));
    EXPECT_EQ(*falling.find(500), 7);
}

TEST(OrderedMap, CO1_holds_what_can_only_be_moved) {
    OrderedMap<int, std::unique_ptr<int>> map;
    for (int i = 0; i < 600; ++i) map.insert(i, std::make_unique<int>(i));
    EXPECT_TRUE(map.erase(300));
    EXPECT_EQ(**map.find(301), 301);
    map.clear();
    EXPECT_EQ(map.find(301), nullptr);
}

}  // namespace
}  // namespace core
