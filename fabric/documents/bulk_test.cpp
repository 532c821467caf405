// Who lacks much gets it in pieces.
#include "fabric/documents/shared_document.h"

#include <gtest/gtest.h>

#include "fabric/documents/world_test.h"

namespace fabric::documents {
namespace {

using namespace testing;

TEST(Bulk, DM10_who_lacks_much_gets_it_in_bulk) {
    World world(2);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n" + std::to_string(i % 50), i);
    world.wait(seconds{1});
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), world[0].text());
    EXPECT_EQ(world[1].disk.size(), 700u);
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 701}));
    world.put(world[0], "after", 1);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), world[0].text());
}

TEST(Bulk, DM10_a_bulk_is_acknowledged_when_all_of_it_is_safe) {
    World world(2);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n", i);
    world.wait(seconds{1});
    world.sync_time = seconds{3};
    world.connect(world[0], world[1]);
    world.wait(seconds{2});
    EXPECT_EQ(world[1].text(), world[0].text());
    EXPECT_TRUE(acknowledged(world[0], Peer{2}).empty());
    world.wait(seconds{2});
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 701}));
}

TEST(Bulk, DM10_a_bulk_that_was_cut_off_is_begun_anew) {
    World world(2);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n", i);
    world.wait(seconds{1});
    world.connect(world[0], world[1]);
    world.wait(milliseconds{25});
    world.cut(world[0], world[1]);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), world[0].text());
}

TEST(Bulk, DM16_of_a_bulk_what_is_refused_comes_again_less_and_less_often) {
    World world(3);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n" + std::to_string(i % 50), i);
    for (int i = 0; i < 20; ++i) world.put(world[1], "m", i);
    world.connect(world[0], world[1]);
    world.wait(seconds{2});
    ASSERT_EQ(world[1].disk.size(), 720u);
    world[2].writers.strangers.insert(world[0].key.public_key());
    world.bulk_size = 0;
    world.connect(world[1], world[2]);
    world.wait(seconds{1});
    const std::size_t once = world.bulk_size;
    EXPECT_GT(once, 0u);
    EXPECT_EQ(world[2].text(), R"({"m":19})") << "the rest was taken";
    // As a node does it from time to time.
    for (int i = 0; i < 40; ++i) {
        world[1].document->reconcile(Peer{3}, world.now);
        world.settle(world[1]);
        world.wait(seconds{90});
    }
    EXPECT_LT(world.bulk_size, 20 * once) << "in an hour";
    EXPECT_TRUE(acknowledged(world[0], Peer{3}).empty());
    // Once it is let in, and who sends hears of that too.
    world[2].writers.strangers.clear();
    world[1].document->count_anew(world.now);
    world.wait(seconds{5});
    EXPECT_EQ(world[2].text(), world[1].text());
    EXPECT_EQ(world[2].disk.size(), 720u);
}

TEST(Bulk, DM6_a_bulk_has_nothing_that_is_not_safe) {
    World world(2);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n", i);
    world.wait(seconds{1});
    world.sync_time = seconds{5};
    world.put(world[0], "unsafe", 1);
    world.connect(world[0], world[1]);
    world.wait(seconds{4});
    EXPECT_EQ(world[1].text(), R"({"n":699})");
    world.wait(seconds{20});
    EXPECT_EQ(world[1].text(), world[0].text());
}

}  // namespace
}  // namespace fabric::documents
