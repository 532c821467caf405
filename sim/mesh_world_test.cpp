// Whole nodes in a world without faults: how a mesh comes to be, and what its members see.
#include "sim/mesh_world.h"

#include <gtest/gtest.h>

#include <string>

#include "core/crdt/document/json.h"
#include "fabric/membership/invite.h"

namespace sim {
namespace {

using core::crdt::Editor;
using core::crdt::Path;
using core::crdt::Value;
using fabric::membership::Role;
using fabric::node::DocumentNumber;
using fabric::node::Node;
using fabric::quorum::Policy;
using fabric::quorum::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

fabric::membership::MeshSecret secret_of(unsigned char fill) {
    fabric::membership::MeshSecret secret;
    for (std::byte& byte : secret.mutable_view()) byte = std::byte{fill};
    return secret;
}

struct Mesh final : MeshWorld::Observer {
    explicit Mesh(NodeIndex count, MeshWorld::NodeOptions make = make_open)
        : world(run, {}, std::move(make), *this) {
        for (NodeIndex i = 0; i < count; ++i) add();
    }
    NodeIndex add() {
        told.emplace_back();
        return world.add();
    }

    static fabric::node::Options make_open(NodeIndex) {
        fabric::node::Options options;
        options.name = "Alpha";
        options.keeps_everything = true;
        return options;
    }
    static fabric::node::Options make_closed(NodeIndex) {
        fabric::node::Options options = make_open(0);
        options.secret = secret_of(7);
        return options;
    }

    void hear(NodeIndex node, const fabric::node::Event& event) override {
        told[node].push_back(event);
    }
    template <class E>
    [[nodiscard]] std::vector<E> heard(NodeIndex node) const {
        std::vector<E> found;
        for (const auto& event : told[node])
            if (const auto* one = core::get_if<E>(&event)) found.push_back(*one);
        return found;
    }
    void pass(core::Duration time) { world.run_until(world.now() + time); }
    DocumentNumber open(NodeIndex node, std::string_view name) {
        return *world.act(
            node, [&](Node& one, core::Instant now) { return one.open_document(name, now); });
    }
    std::uint64_t put(NodeIndex node, DocumentNumber document, const std::string& key, int value,
                      const Policy& policy = Policy::local()) {
        const auto written = world.act(node, [&](Node& one, core::Instant now) {
            return one.write(document, policy, now, [&](Editor& editor) {
                return editor.set(Path{key}, Value::of(value));
            });
        });
        EXPECT_TRUE(written.has_value() && written->has_value());
        return written && *written ? (*written)->value : 0;
    }
    std::string text(NodeIndex node, std::string_view name) {
        const auto number = world.node(node).find_document(name);
        if (!number) return "none";
        const auto& replica = world.node(node).document(*number)->replica();
        return core::crdt::to_json(replica.document().tree());
    }
    std::optional<fabric::quorum::Status> status(NodeIndex node, DocumentNumber document,
                                                 std::uint64_t sequence) {
        return world.node(node).quorum().status(
            {fabric::quorum::Document{document.value}, fabric::quorum::Sequence{sequence}});
    }
    [[nodiscard]] bool are_in_session(NodeIndex one, NodeIndex other) {
        return world.node(one).has_session(world.swarms().id(other)) &&
               world.node(other).has_session(world.swarms().id(one));
    }

    sim::Run run{core::Seed{1}};
    std::vector<std::vector<fabric::node::Event>> told;
    MeshWorld world;
};

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

TEST(Mesh, ND8_what_one_writes_all_have) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    for (const NodeIndex node : {1u, 2u}) {
        mesh.add();
        mesh.world.dial(node, node - 1);
    }
    mesh.pass(seconds{5});
    const auto document = mesh.open(0, "d");
    mesh.put(0, document, "a", 1);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(1, "d"), R"({"a":1})");
    EXPECT_EQ(mesh.text(2, "d"), R"({"a":1})");
    mesh.put(2, *mesh.world.node(2).find_document("d"), "b", 2);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1,"b":2})");
}

TEST(Mesh, ND8_who_does_not_keep_everything_has_what_it_opened) {
    Mesh mesh(1, [](NodeIndex node) {
        fabric::node::Options options = Mesh::make_open(node);
        options.keeps_everything = node == 0;
        return options;
    });
    mesh.pass(seconds{5});
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.pass(seconds{2});
    mesh.put(0, mesh.open(0, "one"), "a", 1);
    mesh.put(0, mesh.open(0, "two"), "a", 2);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(1, "one"), "none");
    mesh.open(1, "two");
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(1, "two"), R"({"a":2})");
    EXPECT_EQ(mesh.text(1, "one"), "none");
    mesh.put(1, mesh.open(1, "three"), "a", 3);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(0, "three"), R"({"a":3})");
}

TEST(Mesh, ND9_a_write_is_durable_when_enough_authorities_have_it) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.pass(seconds{2});
    const auto document = mesh.open(0, "d");
    const auto alone = mesh.put(0, document, "a", 1, Policy::quorum(2));
    mesh.pass(seconds{1});
    ASSERT_TRUE(mesh.status(0, document, alone));
    EXPECT_EQ(mesh.status(0, document, alone)->state, State::degraded);
    const auto key = mesh.world.swarms().identity(1).public_key();
    const auto granted = mesh.world.act(0, [&](Node& node, core::Instant now) {
        return node.write_entry(now, [&](const fabric::membership::Author& author) {
            return fabric::membership::grant_role(author, key, Role::authority, {});
        });
    });
    ASSERT_TRUE(granted);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.status(0, document, alone)->state, State::durable);
    const auto both = mesh.put(0, document, "b", 2, Policy::strict_quorum(2));
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.status(0, document, both)->state, State::durable);
    EXPECT_EQ(mesh.status(0, document, both)->have, 2u);
}

TEST(Mesh, ND10_a_strict_write_without_a_quorum_leaves_nothing_behind) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    const auto document = mesh.open(0, "d");
    const auto refused = mesh.world.act(0, [&](Node& node, core::Instant now) {
        return node.write(document, Policy::strict_quorum(2), now,
                          [](Editor& editor) { return editor.set(Path{"a"}, Value::of(1)); });
    });
    ASSERT_FALSE(refused);
    EXPECT_TRUE(core::holds_alternative<fabric::quorum::Refusal>(refused.error()));
    EXPECT_EQ(mesh.text(0, "d"), "{}");
}

TEST(Mesh, ND3_after_a_crash_everything_is_there) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    const auto id = mesh.world.node(0).members()->mesh();
    const auto document = mesh.open(0, "d");
    mesh.put(0, document, "a", 1);
    mesh.pass(seconds{1});
    mesh.world.lose_power(0);
    mesh.world.revive(0);
    mesh.pass(seconds{1});
    ASSERT_TRUE(mesh.world.node(0).members());
    EXPECT_EQ(mesh.world.node(0).members()->mesh(), id);
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1})");
    mesh.put(0, *mesh.world.node(0).find_document("d"), "b", 2);
    mesh.pass(seconds{1});
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1,"b":2})");
}

TEST(Mesh, ND11_who_was_away_gets_what_it_lacks) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.pass(seconds{2});
    const auto document = mesh.open(0, "d");
    mesh.put(0, document, "a", 1);
    mesh.pass(seconds{2});
    mesh.world.crash(1);
    mesh.pass(seconds{1});
    for (int i = 0; i < 700; ++i) mesh.put(0, document, "b", i);
    mesh.pass(seconds{1});
    mesh.world.revive(1);
    mesh.world.dial(1, 0);
    mesh.pass(seconds{10});
    EXPECT_EQ(mesh.text(1, "d"), R"({"a":1,"b":699})");
}

TEST(Mesh, ND11_a_lost_disk_is_filled_by_others) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.pass(seconds{2});
    const auto document = mesh.open(0, "d");
    mesh.put(0, document, "a", 1);
    mesh.pass(seconds{2});
    mesh.world.crash(1);
    mesh.world.lose_disk(1);
    mesh.world.revive(1);
    mesh.pass(milliseconds{100});
    mesh.world.dial(1, 0);
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.text(1, "d"), R"({"a":1})");
}

TEST(Mesh, ND12_members_see_one_another_and_who_goes) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.world.node(0).presence().present().size(), 1u);
    mesh.world.crash(1);
    mesh.pass(seconds{10});
    EXPECT_EQ(mesh.world.node(0).session_count(), 0u);
    EXPECT_TRUE(mesh.world.node(0).presence().present().empty());
    EXPECT_FALSE(mesh.heard<fabric::node::PeerWent>(0).empty());
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

TEST(Mesh, ND5_a_session_whose_stream_is_lost_is_begun_anew) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    mesh.add();
    mesh.world.dial(1, 0);
    mesh.pass(seconds{2});
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

TEST(Mesh, ND13_a_document_is_another_one_in_another_mesh) {
    Mesh mesh(2);
    mesh.pass(seconds{5});
    const auto id = [&](NodeIndex node, std::string_view name) {
        return mesh.world.node(node).document(mesh.open(node, name))->id();
    };
    EXPECT_NE(id(0, "d"), id(1, "d"));
    EXPECT_NE(id(0, "d"), id(0, "e"));
    EXPECT_EQ(id(0, "d"), id(0, "d"));
}

TEST(Mesh, ND14_who_does_not_speak_as_we_do_is_told_and_left) {
    for (const core::Buffer& said :
         {core::Buffer(3, std::byte{0xff}),
          core::Buffer{std::byte{2}, std::byte{0}, std::byte{1}, std::byte{9}},
          core::Buffer{std::byte{4}, std::byte{0}, std::byte{1}, std::byte{9}}}) {
        Mesh mesh(1);
        mesh.pass(seconds{5});
        mesh.add();
        mesh.world.dial(1, 0);
        mesh.pass(seconds{2});
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

TEST(Mesh, ND15_there_are_no_more_documents_than_may_be) {
    Mesh mesh(1, [](NodeIndex node) {
        fabric::node::Options options = Mesh::make_open(node);
        options.documents_max = 2;
        return options;
    });
    mesh.pass(seconds{5});
    mesh.open(0, "one");
    mesh.open(0, "two");
    mesh.open(0, "one");
    const auto refused = mesh.world.act(
        0, [](Node& node, core::Instant now) { return node.open_document("three", now); });
    EXPECT_EQ(refused.error(), core::Error::too_large);
}

TEST(MeshWorld, SM11_a_loss_of_power_takes_what_was_not_synced) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    const auto document = mesh.open(0, "d");
    mesh.put(0, document, "a", 1);
    mesh.pass(seconds{1});
    mesh.put(0, document, "b", 2);
    mesh.world.lose_power(0);
    mesh.world.revive(0);
    mesh.pass(seconds{1});
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1})");
    mesh.world.crash(0);
    mesh.world.lose_disk(0);
    mesh.world.revive(0);
    mesh.pass(seconds{1});
    EXPECT_FALSE(mesh.world.node(0).members());
}

}  // namespace
}  // namespace sim
