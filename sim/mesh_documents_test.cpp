// What members of a mesh write, keep and find again.
#include "sim/mesh_test.h"

namespace sim {
namespace {

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
    mesh.gather();
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
    mesh.gather();
    const auto document = mesh.open(0, "d");
    const auto alone = mesh.put(0, document, "a", 1, Policy::quorum(2));
    mesh.pass(seconds{1});
    ASSERT_TRUE(mesh.status(0, document, alone));
    EXPECT_EQ(mesh.status(0, document, alone)->state, State::degraded);
    mesh.grant_authority(1);
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
    mesh.gather();
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
    mesh.gather();
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
