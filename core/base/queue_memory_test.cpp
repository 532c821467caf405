// What a queue allocates: counted through operator new for over-aligned types, which nothing else
// in this program uses.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "core/base/queue.h"

namespace {

int blocks_owned = 0;
int blocks_made = 0;

}  // namespace

void* operator new(std::size_t size, std::align_val_t alignment) {
    ++blocks_owned;
    ++blocks_made;
    return std::aligned_alloc(static_cast<std::size_t>(alignment), size);
}
void operator delete(void* block, std::align_val_t) noexcept {
    --blocks_owned;
    std::free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
    --blocks_owned;
    std::free(block);
}

namespace core {
namespace {

struct alignas(128) Wide {
    int number;
};

TEST(QueueMemory, QU2_an_empty_queue_owns_none_and_a_cleared_one_gives_it_back) {
    blocks_made = 0;
    {
        Queue<Wide> queue(100);
        EXPECT_EQ(blocks_owned, 0);
        for (int i = 0; i < 20; ++i) ASSERT_TRUE(queue.push({i}));
        EXPECT_EQ(blocks_owned, 1);
        while (queue.pop()) continue;
        EXPECT_EQ(blocks_owned, 1);
        queue.clear();
        EXPECT_EQ(blocks_owned, 0);
        queue.clear();
        for (int i = 0; i < 20; ++i) ASSERT_TRUE(queue.push({i}));
        queue.clear();
        EXPECT_EQ(blocks_owned, 0);
        ASSERT_TRUE(queue.push({7}));
        Queue<Wide> other(std::move(queue));
        EXPECT_EQ(blocks_owned, 1);
        EXPECT_EQ(other.front().number, 7);
        queue = std::move(other);
        EXPECT_EQ(blocks_owned, 1);
    }
    EXPECT_EQ(blocks_owned, 0);
    EXPECT_GT(blocks_made, 0);
}

TEST(QueueMemory, QU1_a_full_queue_allocates_no_more) {
    Queue<Wide> queue(4);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(queue.push({i}));
    blocks_made = 0;
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(queue.push({0}));
        EXPECT_EQ(queue.pop()->number, i);
        ASSERT_TRUE(queue.push({i + 4}));
    }
    EXPECT_EQ(blocks_made, 0);
}

}  // namespace
}  // namespace core
