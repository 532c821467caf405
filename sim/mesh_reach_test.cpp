// Whom members connect to by themselves, and documents that are compared in turn.
#include "sim/mesh_test.h"

namespace sim {
namespace {

TEST(MeshReach, ND21_ND22_authorities_find_one_another_by_a_third) {
    Mesh mesh(1);
    mesh.gather();
    mesh.join();
    EXPECT_FALSE(mesh.are_in_session(1, 2));
    mesh.grant_authority(1);
    mesh.grant_authority(2);
    mesh.pass(seconds{10});
    EXPECT_TRUE(mesh.are_in_session(1, 2));
}

TEST(MeshReach, ND21_a_citizen_goes_to_other_authorities_when_its_own_is_gone) {
    Mesh mesh(1);
    mesh.gather();
    mesh.grant_authority(1);
    const NodeIndex citizen = mesh.join();
    mesh.pass(seconds{5});
    mesh.world.crash(0);
    mesh.pass(seconds{90});
    EXPECT_TRUE(mesh.are_in_session(citizen, 1));
}

TEST(MeshReach, ND21_who_was_dialled_and_lost_is_dialled_again) {
    Mesh mesh(1);
    mesh.gather();
    const NodeIndex other = mesh.add();
    mesh.world.dial(other, 1);
    mesh.pass(seconds{5});
    ASSERT_TRUE(mesh.are_in_session(other, 1));
    mesh.world.swarms().cut(other, 1);
    mesh.pass(seconds{1});
    mesh.pass(seconds{20});
    EXPECT_TRUE(mesh.are_in_session(other, 1));
}

TEST(MeshReach, ND23_documents_are_compared_again_and_again) {
    const auto steps_of = [](core::Duration compare_after) {
        Mesh mesh(1, [=](NodeIndex node) {
            fabric::node::Options options = Mesh::make_open(node);
            options.compare_after = compare_after;
            return options;
        });
        mesh.gather();
        mesh.put(0, mesh.open(0, "d"), "a", 1);
        mesh.pass(seconds{100});
        EXPECT_EQ(mesh.text(1, "d"), R"({"a":1})");
        return mesh.run.steps();
    };
    // A talk is two messages at least.
    EXPECT_GT(steps_of(seconds{1}), steps_of(std::chrono::hours{1}) + 150);
}

}  // namespace
}  // namespace sim
