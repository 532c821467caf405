// A failed assertion stops the process in every build, and says where and what.
#include <gtest/gtest.h>

#include "core/base/assert.h"
#include "core/base/queue.h"

// GoogleTest's own ASSERT_… are of another kind; ours is the brain's.
namespace core {
namespace {

TEST(AssertDeathTest, AS1_a_broken_invariant_ends_the_process_and_names_itself) {
    const int two = 2;
    ASSERT(two == 2);
    EXPECT_DEATH(ASSERT(two == 3), "panic_test.cpp:.*assertion failed: two == 3");
}

TEST(AssertDeathTest, AS1_a_broken_invariant_says_how_to_come_back_to_it) {
    set_assertion_note("replay: by hand");
    EXPECT_DEATH(ASSERT(false), "assertion failed: false\nreplay: by hand");
    set_assertion_note(nullptr);
}

TEST(AssertDeathTest, AS1_containers_refuse_what_is_out_of_range) {
    Queue<int> queue(4);
    EXPECT_DEATH(queue.drop_front(), "assertion failed: !empty");
    EXPECT_DEATH(static_cast<void>(queue[0]), "assertion failed: index < size_");
}

}  // namespace
}  // namespace core
