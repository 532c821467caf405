// Whom members connect to by themselves, and documents that are compared in turn.
#include "sim/mesh_test.h"

namespace sim {
namespace {

NodeIndex add_who_dials_the_second(Mesh& mesh) {
    mesh.gather();
    const NodeIndex other = mesh.add();
    mesh.world.dial(other, 1);
    mesh.pass(seconds{5});
    return other;
}

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

TEST(MeshReach, ND22_a_place_may_be_told_before_its_owner_is_a_member) {
    Mesh mesh(1, Mesh::make_closed);
    mesh.pass(seconds{5});
    const NodeIndex other = mesh.join();
    mesh.pass(seconds{5});
    const NodeIndex authority = mesh.add();
    mesh.world.dial(authority, 0);
    while (!mesh.are_in_session(authority, 0)) mesh.pass(milliseconds{10});
    mesh.pass(milliseconds{300});
    ASSERT_FALSE(mesh.world.node(0).role_of(mesh.world.swarms().id(authority), mesh.world.now()));
    mesh.grant_authority(authority);
    mesh.pass(seconds{10});
    EXPECT_TRUE(mesh.are_in_session(authority, other));
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
    const NodeIndex other = add_who_dials_the_second(mesh);
    ASSERT_TRUE(mesh.are_in_session(other, 1));
    mesh.world.swarms().cut(other, 1);
    mesh.pass(seconds{1});
    mesh.pass(seconds{20});
    EXPECT_TRUE(mesh.are_in_session(other, 1));
}

// How long it takes until a member is in session again whose network comes back, if it is told so
// or not. It has tried in vain for minutes, so that it waits long between two tries.
core::Duration back_after(bool is_told) {
    Mesh mesh(1);
    const NodeIndex other = add_who_dials_the_second(mesh);
    EXPECT_TRUE(mesh.are_in_session(other, 1));
    mesh.world.crash(1);
    mesh.pass(seconds{127});
    mesh.world.revive(1);
    mesh.pass(milliseconds{100});
    EXPECT_FALSE(mesh.are_in_session(other, 1));
    if (is_told) mesh.world.act(other, [](Node& node, core::Instant now) { node.wake(now); });
    const core::Instant begin = mesh.world.now();
    while (!mesh.are_in_session(other, 1) && mesh.world.now() < begin + seconds{60})
        mesh.pass(milliseconds{10});
    return mesh.world.now() - begin;
}

TEST(MeshReach, ND35_who_is_told_that_the_network_is_back_is_in_session_within_a_second) {
    EXPECT_LT(back_after(true), seconds{1});
    EXPECT_GT(back_after(false), seconds{3});
}

TEST(MeshReach, ND30_a_connection_on_which_nobody_is_heard_is_dialled_anew) {
    Mesh mesh(1);
    mesh.gather();
    ASSERT_TRUE(mesh.are_in_session(0, 1));
    mesh.world.swarms().vanish(0, 1);
    mesh.pass(seconds{40});
    EXPECT_TRUE(mesh.are_in_session(0, 1));
    mesh.put(0, mesh.open(0, "d"), "a", 1);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(1, "d"), R"({"a":1})");
}

TEST(MeshReach, ND40_who_could_not_be_reached_at_first_is_dialled_again) {
    Mesh mesh(2);
    mesh.world.crash(1);
    mesh.world.dial(0, 1);
    const NodeIndex newcomer = mesh.add();
    mesh.world.dial(newcomer, 1);
    mesh.pass(milliseconds{500});
    EXPECT_FALSE(mesh.world.node(newcomer).members());
    mesh.world.revive(1);
    mesh.pass(seconds{30});
    EXPECT_TRUE(mesh.are_in_session(0, 1));
    EXPECT_TRUE(mesh.are_in_session(newcomer, 1));
}

TEST(MeshReach, ND38_a_link_that_ends_without_a_word_before_its_session_is_dialled_anew) {
    Mesh mesh(1);
    const NodeIndex other = add_who_dials_the_second(mesh);
    ASSERT_TRUE(mesh.are_in_session(other, 1));
    SwarmWorld& swarms = mesh.world.swarms();
    swarms.cut(other, 1);
    mesh.pass(milliseconds{1});
    while (!swarms.swarm(other).is_connected(swarms.id(1))) mesh.pass(milliseconds{1});
    ASSERT_FALSE(mesh.are_in_session(other, 1));
    swarms.vanish(other, 1);
    mesh.pass(seconds{30});
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
