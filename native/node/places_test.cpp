// Where data lies.
#include "native/node/places.h"

#include <gtest/gtest.h>

#include "native/disk/temporary_directory.h"

namespace native {
namespace {

TEST(Places, NN1_a_mesh_has_a_folder_whatever_it_is_called) {
    EXPECT_EQ(folder_name("Alpha-1_x"), "Alpha-1_x");
    EXPECT_EQ(folder_name("../a b"), "%2e%2e%2fa%20b");
    for (const char* const name : {"Alpha", "..", ".", "ä/ö", "100%", "%41", ""})
        EXPECT_EQ(mesh_name(folder_name(name)), name);
}

TEST(Places, NN2_each_node_that_runs_has_a_slot_of_its_own) {
    const testing::TemporaryDirectory root;
    auto first = NodePlace::open_slot(root.path().string(), "Alpha");
    const auto second = NodePlace::open_slot(root.path().string(), "Alpha");
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->path, second->path);
    const std::string path = first->path;
    first = std::unexpected("ended");
    const auto again = NodePlace::open_slot(root.path().string(), "Alpha");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->path, path);
    EXPECT_EQ(known_places(root.path().string()).size(), 2u);
    EXPECT_EQ(known_places(root.path().string())[0].mesh, "Alpha");
}

TEST(Places, NN2_a_directory_that_was_named_is_that_one_or_none) {
    const testing::TemporaryDirectory root;
    const auto first = NodePlace::open(root.path().string() + "/data");
    ASSERT_TRUE(first);
    const auto second = NodePlace::open(root.path().string() + "/data");
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().find("in use by process"), std::string::npos);
}

}  // namespace
}  // namespace native
