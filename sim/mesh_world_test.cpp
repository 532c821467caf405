// How a mesh comes to be, who is let in, and how sessions begin and end, in a world without faults.
#include "fabric/membership/invite.h"
#include "sim/mesh_test.h"

namespace sim {
namespace {

TEST(Mesh, ND1_who_finds_nobody_founds_and_who_comes_later_learns) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    ASSERT_TRUE(mesh.world.node(0).members());
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.pass(seconds{2});
    EXPECT_TRUE(mesh.are_in_session(0, 1));
    ASSERT_TRUE(mesh.world.node(1).members());
    EXPECT_EQ(mesh.world.node(1).members()->mesh(), mesh.world.node(0).members()->mesh());
    const auto origins = mesh.heard<fabric::node::MeshIs>(1);
    ASSERT_EQ(origins.size(), 1u);
    EXPECT_EQ(origins[0].origin, fabric::node::Origin::learned);
}

TEST(Mesh, ND1_two_that_founded_at_once_become_one) {
    Mesh mesh(2);
    mesh.pass(seconds{5});
    ASSERT_NE(mesh.world.node(1).members()->mesh(), mesh.world.node(0).members()->mesh());
    mesh.world.dial(1, 0);
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.world.node(1).members()->mesh(), mesh.world.node(0).members()->mesh());
    EXPECT_TRUE(mesh.are_in_session(0, 1));
}

TEST(Mesh, ND36_two_that_begin_at_once_found_one) {
    Mesh mesh(2);
    mesh.world.dial(1, 0);
    // Each writes as soon as it knows a mesh, and would not give that up any more.
    std::vector<bool> has_written(2, false);
    for (int i = 0; i < 100; ++i) {
        mesh.pass(milliseconds{100});
        for (NodeIndex node = 0; node < 2; ++node) {
            if (has_written[node] || !mesh.world.node(node).members()) continue;
            mesh.put(node, mesh.open(node, "d"), node == 0 ? "a" : "b", 1);
            has_written[node] = true;
        }
    }
    mesh.pass(seconds{5});
    ASSERT_TRUE(mesh.world.node(0).members() && mesh.world.node(1).members());
    EXPECT_EQ(mesh.world.node(1).members()->mesh(), mesh.world.node(0).members()->mesh());
    EXPECT_TRUE(mesh.heard<fabric::node::TwoMeshes>(0).empty());
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1,"b":1})");
    EXPECT_EQ(mesh.text(1, "d"), R"({"a":1,"b":1})");
}

TEST(Mesh, ND1_two_with_data_say_so_and_stay) {
    Mesh mesh(2);
    mesh.pass(seconds{5});
    mesh.put(0, mesh.open(0, "d"), "a", 1);
    mesh.put(1, mesh.open(1, "d"), "b", 1);
    mesh.world.dial(1, 0);
    mesh.pass(seconds{5});
    EXPECT_NE(mesh.world.node(1).members()->mesh(), mesh.world.node(0).members()->mesh());
    EXPECT_FALSE(mesh.are_in_session(0, 1));
    EXPECT_FALSE(mesh.heard<fabric::node::TwoMeshes>(0).empty());
    EXPECT_FALSE(mesh.heard<fabric::node::TwoMeshes>(1).empty());
}

TEST(Mesh, ND2_nobody_without_the_secret_is_let_in) {
    Mesh mesh(2, [](NodeIndex node) {
        fabric::node::Options options = Mesh::make_open(node);
        options.secret = secret_of(static_cast<unsigned char>(1 + node));
        return options;
    });
    mesh.pass(seconds{5});
    mesh.world.dial(1, 0);
    mesh.pass(seconds{20});
    EXPECT_FALSE(mesh.are_in_session(0, 1));
    EXPECT_EQ(mesh.world.node(0).session_count(), 0u);
    ASSERT_FALSE(mesh.heard<fabric::node::NotLetIn>(0).empty());
    EXPECT_FALSE(mesh.world.swarms().swarm(0).is_connected(mesh.world.swarms().id(1)));
}

TEST(Mesh, ND6_in_a_closed_mesh_who_knows_the_secret_is_admitted) {
    Mesh mesh(1, Mesh::make_closed);
    mesh.pass(seconds{5});
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.pass(milliseconds{500});
    EXPECT_TRUE(mesh.are_in_session(0, 1));
    EXPECT_FALSE(mesh.world.node(0).role_of(mesh.world.swarms().id(1), mesh.world.now()));
    mesh.pass(seconds{3});
    for (const NodeIndex node : {0u, 1u})
        EXPECT_EQ(mesh.world.node(node).role_of(mesh.world.swarms().id(1), mesh.world.now()),
                  Role::citizen);
}

TEST(Mesh, ND6_whoever_dialled_it) {
    Mesh mesh(1, Mesh::make_closed);
    mesh.pass(seconds{5});
    mesh.add();
    mesh.pass(seconds{1});
    mesh.world.dial(0, 1);
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.world.node(0).role_of(mesh.world.swarms().id(1), mesh.world.now()),
              Role::citizen);
}

TEST(Mesh, ND12_members_see_one_another_and_who_goes) {
    Mesh mesh(1);
    mesh.gather();
    EXPECT_EQ(mesh.world.node(0).presence().present().size(), 1u);
    mesh.world.crash(1);
    mesh.pass(seconds{10});
    EXPECT_EQ(mesh.world.node(0).session_count(), 0u);
    EXPECT_TRUE(mesh.world.node(0).presence().present().empty());
    EXPECT_FALSE(mesh.heard<fabric::node::PeerWent>(0).empty());
}

TEST(Mesh, ND12_members_see_what_others_run_on_and_how_busy_they_are) {
    Mesh mesh(1, [](NodeIndex node) {
        fabric::node::Options options = Mesh::make_open(node);
        if (node == 1) {
            options.presence.platform = *fabric::liveness::Platform::from_text("Firefox 128");
            options.presence.tier = fabric::liveness::Tier::web_standard;
        }
        return options;
    });
    mesh.gather();
    mesh.world.act(1,
                   [](Node& node, core::Instant) { node.set_load(fabric::liveness::Load(740)); });
    mesh.pass(seconds{10});
    const auto present = mesh.world.node(0).presence().present();
    ASSERT_EQ(present.size(), 1u);
    EXPECT_EQ(present[0].presence.platform.text(), "Firefox 128");
    EXPECT_EQ(present[0].presence.tier, fabric::liveness::Tier::web_standard);
    EXPECT_EQ(present[0].presence.load, fabric::liveness::Load(740));
    EXPECT_EQ(present[0].presence.activity, fabric::liveness::Activity::active);
    EXPECT_EQ(mesh.world.node(0).role_of(present[0].member, mesh.world.now()), Role::citizen);
}

TEST(Mesh, ND4_two_that_dial_one_another_have_one_session) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.world.dial(0, 1);
    mesh.pass(seconds{5});
    EXPECT_TRUE(mesh.are_in_session(0, 1));
    mesh.put(0, mesh.open(0, "d"), "a", 1);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(1, "d"), R"({"a":1})");
    mesh.put(1, *mesh.world.node(1).find_document("d"), "b", 2);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1,"b":2})");
}

TEST(Mesh, ND4_who_begins_anew_is_heard_before_its_old_link_is_known_to_be_dead) {
    // One's own stream goes over the dead link, and one of the two has the smaller id.
    for (const NodeIndex stays : {0u, 1u}) {
        const NodeIndex restarts = 1 - stays;
        Mesh mesh(1);
        mesh.pass(seconds{5});
        mesh.add();
        mesh.world.dial(stays, restarts);
        mesh.pass(seconds{10});
        ASSERT_TRUE(mesh.are_in_session(0, 1));
        mesh.world.lose_power(restarts);
        mesh.world.revive(restarts);
        mesh.pass(milliseconds{100});
        mesh.world.dial(restarts, stays);
        mesh.pass(seconds{5});
        EXPECT_TRUE(mesh.are_in_session(0, 1)) << stays;
    }
}

TEST(Mesh, ND5_a_session_whose_stream_is_lost_is_begun_anew) {
    Mesh mesh(1);
    mesh.gather();
    // A stream that takes the place of the first, and is dropped.
    const auto stream = mesh.world.swarms().act(1, [&](net::swarm::Swarm& swarm) {
        return swarm.open(mesh.world.swarms().id(0), {std::string(fabric::node::mesh_protocol)},
                          mesh.world.now());
    });
    mesh.pass(seconds{1});
    mesh.world.swarms().act(1, [&](net::swarm::Swarm& swarm) { swarm.reset(*stream); });
    mesh.pass(seconds{1});
    EXPECT_FALSE(mesh.are_in_session(0, 1));
    mesh.pass(seconds{4});
    EXPECT_TRUE(mesh.are_in_session(0, 1));
}

TEST(Mesh, ND7_the_bearer_of_an_invite_is_let_in_once) {
    std::optional<fabric::membership::Bearing> bearing;
    Mesh mesh(1, [&](NodeIndex node) {
        fabric::node::Options options = Mesh::make_open(node);
        if (node == 0) {
            options.secret = secret_of(7);
        } else {
            options.bearing = {bearing->grant,
                               fabric::membership::KeyPair(bearing->one_time.seed().clone())};
        }
        return options;
    });
    mesh.pass(seconds{5});
    mesh.world.act(0, [&](Node& node, core::Instant) {
        const fabric::membership::Author author{*node.members(), mesh.world.swarms().identity(0),
                                                fabric::membership::UnixSeconds{1'800'000'000}};
        auto minted = fabric::membership::mint(author, secret_of(7), Role::citizen,
                                               fabric::membership::UnixSeconds{1'800'100'000},
                                               core::crypto::Ed25519Seed());
        ASSERT_TRUE(minted);
        bearing.emplace(*std::move(minted));
    });
    for (const NodeIndex node : {1u, 2u}) {
        mesh.add();
        mesh.world.dial(node, 0);
        mesh.pass(seconds{5});
    }
    EXPECT_TRUE(mesh.are_in_session(0, 1));
    EXPECT_EQ(mesh.world.node(0).role_of(mesh.world.swarms().id(1), mesh.world.now()),
              Role::citizen);
    EXPECT_EQ(mesh.world.node(0).session_count(), 1u);
    const auto refused = mesh.heard<fabric::node::NotLetIn>(2);
    ASSERT_FALSE(refused.empty());
    EXPECT_EQ(refused[0].refused.reason, fabric::membership::DoorRefusal::invite_spent);
}

TEST(Mesh, ND14_who_does_not_speak_as_we_do_is_told_and_left) {
    for (const core::Buffer& said :
         {core::Buffer(3, std::byte{0xff}),
          core::Buffer{std::byte{2}, std::byte{0}, std::byte{1}, std::byte{9}},
          core::Buffer{std::byte{4}, std::byte{0}, std::byte{1}, std::byte{9}}}) {
        Mesh mesh(1);
        mesh.gather();
        mesh.world.swarms().act(1, [&](net::swarm::Swarm& swarm) {
            const auto stream =
                swarm.open(mesh.world.swarms().id(0), {std::string(fabric::node::mesh_protocol)},
                           mesh.world.now());
            EXPECT_EQ(swarm.write(*stream, said), said.size());
        });
        mesh.pass(seconds{1});
        EXPECT_EQ(mesh.heard<fabric::node::Misbehaved>(0).size(), 1u);
    }
}

}  // namespace
}  // namespace sim
