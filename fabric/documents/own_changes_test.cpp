// What is written joins in our own next change, until it is closed.
#include "fabric/documents/shared_document.h"

#include <gtest/gtest.h>

#include "fabric/documents/world_test.h"

namespace fabric::documents {
namespace {

using namespace testing;
using core::crdt::Editor;
using core::crdt::Path;
using core::crdt::Value;

core::Result<std::optional<std::uint64_t>> join(Member& member, const std::string& name,
                                                std::int64_t value) {
    return member.document->join_own(
        0, [&](Editor& editor) { return editor.set(Path{name}, Value::of(value)); });
}

TEST(OwnChanges, DM18_what_joins_is_one_change) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    EXPECT_EQ(join(world[0], "a", 1), 1u);
    EXPECT_EQ(join(world[0], "b", 2), 1u);
    EXPECT_EQ(world[0].text(), R"({"a":1,"b":2})");
    EXPECT_TRUE(world[0].document->take_changed());
    EXPECT_EQ(world[0].document->own_count(), 0u);
    EXPECT_FALSE(world[0].document->has_unsafe_own());
    world[0].document->close_own();
    EXPECT_EQ(world[0].document->own_count(), 1u);
    EXPECT_TRUE(world[0].document->has_unsafe_own());
    world.settle(world[0]);
    world.wait(seconds{1});
    EXPECT_FALSE(world[0].document->has_unsafe_own());
    EXPECT_EQ(world[1].text(), world[0].text());
    EXPECT_EQ(world[1].disk.size(), 1u);
}

TEST(OwnChanges, DM18_it_is_closed_before_another_ones_change_is_taken) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    EXPECT_EQ(join(world[0], "a", 1), 1u);
    world.put(world[1], "a", 2);
    world.wait(seconds{1});
    EXPECT_FALSE(world[0].document->has_open_own());
    EXPECT_EQ(world[0].document->own_count(), 1u);
    EXPECT_EQ(world[1].text(), world[0].text());
}

TEST(OwnChanges, DM18_it_takes_no_more_than_so_much) {
    DocumentOptions options;
    options.own_size_max = 1'000;
    World world(1, options);
    EXPECT_FALSE(world[0].document->own_takes_more());
    EXPECT_TRUE(join(world[0], "a", 1));
    EXPECT_TRUE(world[0].document->own_takes_more());
    EXPECT_TRUE(join(world[0], std::string(1'000, 'b'), 1));
    EXPECT_FALSE(world[0].document->own_takes_more());
}

TEST(OwnChanges, DM18_who_does_nothing_has_no_part_in_it) {
    World world(1);
    const auto nothing = [](Editor&) -> core::Result<void> { return {}; };
    EXPECT_EQ(world[0].document->join_own(0, nothing), std::nullopt);
    EXPECT_FALSE(world[0].document->has_open_own());
    EXPECT_TRUE(join(world[0], "a", 1));
    EXPECT_EQ(world[0].document->join_own(0, nothing), std::nullopt);
    EXPECT_TRUE(world[0].document->has_open_own());
    const auto nothing_more = [](Editor& editor) { return editor.add(Path{"n"}, 0); };
    EXPECT_TRUE(world[0].document->join_own(0, nothing_more));
    EXPECT_EQ(world[0].document->join_own(0, nothing_more), std::nullopt);
    EXPECT_FALSE(world[0].document->join_own(
        0, [](Editor& editor) { return editor.set(Path{"a", "b"}, Value::of(1)); }));
    world[0].document->close_own();
    EXPECT_EQ(world[0].document->own_count(), 1u);
    EXPECT_EQ(world[0].text(), R"({"a":1,"n":0})");
}

TEST(OwnChanges, DM18_what_is_open_is_closed_before_its_author_is_cut) {
    World world(1);
    EXPECT_TRUE(join(world[0], "a", 1));
    world[0].writers.cuts[world[0].key.public_key()] = 0;
    world[0].document->count_anew(world.now);
    EXPECT_EQ(world[0].document->own_count(), 1u);
    EXPECT_EQ(world[0].text(), "{}");
}

}  // namespace
}  // namespace fabric::documents
