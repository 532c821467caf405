// Queue, SmallVector and FlatMap against the standard library's, with items that can only be moved
// and are counted.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/small_vector.h"
#include "core/testing/counted.h"

namespace core {
namespace {

TEST(Queue, QU1_gives_back_in_order_up_to_its_limit) {
    Prng prng(Seed{1});
    {
        Queue<Counted> queue(20);
        std::deque<std::uint64_t> twin;
        for (int step = 0; step < 20'000; ++step) {
            const std::uint64_t drawn = prng.next();
            if (prng.chance(step / 1000 % 2 ? 2 : 3, 5)) {
                ASSERT_EQ(queue.push(Counted(drawn)), twin.size() < 20);
                if (twin.size() < 20) twin.push_back(drawn);
            } else if (twin.empty()) {
                ASSERT_FALSE(queue.pop());
            } else {
                ASSERT_EQ(queue.front().value(), twin.front());
                ASSERT_EQ(queue.pop()->value(), twin.front());
                twin.pop_front();
            }
            ASSERT_EQ(queue.size(), twin.size());
            ASSERT_EQ(queue.full(), twin.size() == 20);
            for (std::size_t i = 0; i < twin.size(); ++i) ASSERT_EQ(queue[i].value(), twin[i]);
            ASSERT_EQ(Counted::living, static_cast<int>(twin.size()));
        }
    }
    EXPECT_EQ(Counted::living, 0);
}

TEST(Queue, CO1_moves_and_clears_without_losing_an_item) {
    {
        Queue<Counted> queue(8);
        for (std::uint64_t i = 0; i < 6; ++i) ASSERT_TRUE(queue.push(Counted(i)));
        queue.drop_front();
        Queue<Counted> moved(std::move(queue));
        EXPECT_EQ(moved.size(), 5u);
        Queue<Counted> other(8);
        ASSERT_TRUE(other.push(Counted(100)));
        other = std::move(moved);
        EXPECT_EQ(other.front().value(), 1u);
        EXPECT_EQ(Counted::living, 5);
        other.clear();
        EXPECT_EQ(Counted::living, 0);
        ASSERT_TRUE(other.push(Counted(7)));
    }
    EXPECT_EQ(Counted::living, 0);
}

TEST(Queue, QU1_may_have_no_room_at_all) {
    Queue<int> queue(0);
    EXPECT_TRUE(queue.full());
    EXPECT_FALSE(queue.push(1));
    EXPECT_FALSE(queue.pop());
    queue.clear();
}

TEST(SmallVector, SV1_does_as_a_vector_does) {
    Prng prng(Seed{2});
    {
        SmallVector<Counted, 3> small;
        std::vector<std::uint64_t> twin;
        for (int step = 0; step < 20'000; ++step) {
            const std::uint64_t drawn = prng.next();
            const auto index = static_cast<std::size_t>(prng.below(twin.size() + 1));
            const auto place = twin.begin() + static_cast<std::ptrdiff_t>(index);
            switch (prng.below(6)) {
                case 0:
                case 1:
                    small.push_back(Counted(drawn));
                    twin.push_back(drawn);
                    break;
                case 2:
                    small.insert(index, Counted(drawn));
                    twin.insert(place, drawn);
                    break;
                case 3:
                    if (twin.empty()) break;
                    small.pop_back();
                    twin.pop_back();
                    break;
                case 4:
                    if (index == twin.size()) break;
                    small.erase(index);
                    twin.erase(place);
                    break;
                default: {
                    if (prng.chance(19, 20)) break;
                    SmallVector<Counted, 3> moved(std::move(small));
                    small = std::move(moved);
                    if (prng.chance(1, 2)) {
                        small.clear();
                        twin.clear();
                    }
                }
            }
            ASSERT_EQ(small.size(), twin.size());
            for (std::size_t i = 0; i < twin.size(); ++i) ASSERT_EQ(small[i].value(), twin[i]);
            ASSERT_EQ(Counted::living, static_cast<int>(twin.size()));
        }
    }
    EXPECT_EQ(Counted::living, 0);
}

TEST(SmallVector, SV1_allocates_nothing_up_to_its_inline_size) {
    SmallVector<std::string, 2> texts{"a", "b"};
    EXPECT_TRUE(texts.is_inline());
    texts.push_back(texts[0]);
    EXPECT_FALSE(texts.is_inline());
    const SmallVector<std::string, 2> copy = texts;
    EXPECT_EQ(copy, (SmallVector<std::string, 2>{"a", "b", "a"}));
    EXPECT_EQ(copy.back(), "a");
    texts.clear();
    EXPECT_TRUE(texts.empty());
    EXPECT_EQ(copy.size(), 3u);
    texts = copy;
    EXPECT_EQ(texts, copy);
}

TEST(FlatMap, FM1_does_as_a_sorted_map_does) {
    Prng prng(Seed{3});
    FlatMap<std::uint64_t, std::string> flat;
    std::map<std::uint64_t, std::string> twin;
    for (int step = 0; step < 20'000; ++step) {
        const std::uint64_t key = prng.below(60);
        const std::string value = std::to_string(prng.next());
        switch (prng.below(4)) {
            case 0: ASSERT_EQ(flat.insert(key, value), twin.emplace(key, value).second); break;
            case 1: ASSERT_EQ(flat.erase(key), twin.erase(key) == 1); break;
            case 2: flat.ensure(key) = twin[key] = value; break;
            default: {
                const auto expected = twin.find(key);
                ASSERT_EQ(flat.contains(key), expected != twin.end());
                if (expected != twin.end()) ASSERT_EQ(*flat.find(key), expected->second);
                const std::size_t place = flat.place_of(key);
                ASSERT_EQ(place, static_cast<std::size_t>(
                                     std::distance(twin.begin(), twin.lower_bound(key))));
                if (place < flat.size()) ASSERT_GE(flat.at(place).first, key);
            }
        }
        ASSERT_TRUE(std::ranges::equal(flat, twin, [](const auto& ours, const auto& theirs) {
            return ours.first == theirs.first && ours.second == theirs.second;
        }));
    }
    flat.clear();
    EXPECT_TRUE(flat.empty());
}

TEST(FlatMap, FM1_unites_with_large_and_small_others) {
    Prng prng(Seed{4});
    for (int round = 0; round < 500; ++round) {
        FlatMap<std::uint64_t, std::uint64_t> flat;
        FlatMap<std::uint64_t, std::uint64_t> other;
        std::map<std::uint64_t, std::uint64_t> twin;
        for (std::uint64_t i = prng.below(60); i > 0; --i) {
            const std::uint64_t key = prng.below(100);
            flat.ensure(key) = twin[key] = 1;
        }
        for (std::uint64_t i = prng.below(round % 2 ? 4 : 60); i > 0; --i) {
            const std::uint64_t key = prng.below(100);
            if (other.insert(key, 10)) twin[key] += 10;
        }
        flat.unite(other, [](std::uint64_t& ours, std::uint64_t theirs) { ours += theirs; });
        ASSERT_TRUE(std::ranges::equal(flat, twin, [](const auto& ours, const auto& theirs) {
            return ours.first == theirs.first && ours.second == theirs.second;
        }));
    }
}

TEST(FlatMap, CO1_holds_what_can_only_be_moved) {
    {
        FlatMap<int, std::unique_ptr<Counted>> flat;
        for (int key = 20; key > 0; --key)
            flat.insert(key, std::make_unique<Counted>(static_cast<std::uint64_t>(key)));
        EXPECT_EQ((*flat.find(7))->value(), 7u);
        flat.erase(7);
        EXPECT_EQ(Counted::living, 19);
    }
    EXPECT_EQ(Counted::living, 0);
}

}  // namespace
}  // namespace core
