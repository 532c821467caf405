// What members of a mesh write, keep and find again.
#include "sim/mesh_test.h"

namespace sim {
namespace {

// Authorities.
DocumentNumber open_among_two(Mesh& mesh) {
    mesh.gather();
    mesh.grant_authority(1);
    mesh.pass(seconds{5});
    return mesh.open(0, "d");
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

TEST(Mesh, ND33_writes_join_while_one_is_on_its_way_into_the_journal) {
    Mesh mesh(1);
    const auto document = open_among_two(mesh);
    EXPECT_EQ(mesh.put(0, document, "a", 1, Policy::quorum(2)), 1u);
    EXPECT_EQ(mesh.put(0, document, "b", 2, Policy::quorum(2)), 2u);
    EXPECT_EQ(mesh.put(0, document, "c", 3, Policy::quorum(2)), 2u);
    EXPECT_EQ(mesh.put(0, document, "d", 4, Policy::quorum(1)), 3u);
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1,"b":2,"c":3,"d":4})");
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(1, "d"), mesh.text(0, "d"));
    for (const std::uint64_t sequence : {1u, 2u, 3u})
        EXPECT_EQ(mesh.status(0, document, sequence)->state, State::durable) << sequence;
    EXPECT_EQ(mesh.put(0, document, "e", 5, Policy::quorum(1)), 4u);
}

TEST(Mesh, ND33_what_is_too_large_to_join_is_a_change_of_its_own) {
    Mesh mesh(1);
    const auto document = open_among_two(mesh);
    // As much as fits into a change on its own, by a little.
    const std::string much(core::crdt::operations_size_max - 1'000, 'x');
    EXPECT_EQ(mesh.put(0, document, "a", 1), 1u);
    EXPECT_EQ(mesh.put(0, document, std::string(1'000, 'b'), 2), 2u);
    const auto written = mesh.world.act(0, [&](Node& node, core::Instant now) {
        return node.write(document, Policy::local(), now, [&](Editor& editor) {
            return editor.set(Path{"much"}, Value::of(much));
        });
    });
    ASSERT_TRUE(written.has_value());
    EXPECT_EQ(*written, fabric::quorum::Sequence{3});
}

TEST(Mesh, ND33_nothing_joins_a_write_that_has_ended) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    const auto document = mesh.open(0, "d");
    mesh.put(0, document, "a", 1);
    mesh.pass(seconds{2});
    DiskStorage& storage = mesh.world.disk(0).storage();
    storage.set_size_max(storage.used());
    const auto put_much = [&] {
        return mesh.world.act(0, [&](Node& node, core::Instant now) {
            return node.write(document, Policy::local(), now, [](Editor& editor) {
                return editor.set(Path{"much"}, Value::of(std::string(1'000'000, 'x')));
            });
        });
    };
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(put_much());
    mesh.pass(seconds{1});
    ASSERT_TRUE(mesh.world.node(0).document(document)->has_unsafe_own());
    const auto first = mesh.put(0, document, "b", 1, Policy::quorum(1));
    EXPECT_EQ(mesh.put(0, document, "c", 1, Policy::quorum(1)), first);
    mesh.pass(seconds{6});
    // Half of its patience is over, and then all of it.
    EXPECT_EQ(mesh.put(0, document, "d", 1, Policy::quorum(1)), first + 1);
    mesh.pass(seconds{11});
    EXPECT_GT(mesh.status(0, document, first)->state, State::replicated);
    EXPECT_EQ(mesh.put(0, document, "e", 1, Policy::quorum(1)), first + 2);
    storage.set_size_max(UINT64_MAX / 2);
    mesh.pass(seconds{60});
    for (std::uint64_t sequence = first; sequence <= first + 2; ++sequence)
        EXPECT_EQ(mesh.status(0, document, sequence)->state, State::durable) << sequence;
}

TEST(Mesh, ND33_a_strict_write_does_not_join_where_it_could_not_begin) {
    Mesh mesh(1);
    const auto document = open_among_two(mesh);
    const Policy strict = Policy::strict_quorum(2);
    const auto first = mesh.put(0, document, "a", 1, strict);
    EXPECT_EQ(mesh.put(0, document, "b", 1, strict), first + 1);
    mesh.world.act(0, [&](Node& node, core::Instant now) {
        ASSERT_TRUE(node.document(document)->has_open_own());
        mesh.world.swarms().act(
            0, [&](net::swarm::Swarm& swarm) { swarm.close(mesh.world.swarms().id(1), now); });
    });
    mesh.world.act(0, [&](Node& node, core::Instant now) {
        ASSERT_TRUE(node.document(document)->has_open_own());
        ASSERT_EQ(node.quorum().reachable_count(), 1u);
        EXPECT_FALSE(node.write(document, strict, now, [](Editor& editor) {
            return editor.set(Path{"c"}, Value::of(1));
        }));
    });
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1,"b":1})");
}

TEST(Mesh, ND33_who_leaves_takes_nothing_along_that_is_open) {
    Mesh mesh(1);
    mesh.gather();
    const auto document = mesh.open(0, "d");
    mesh.pass(seconds{1});
    EXPECT_EQ(mesh.put(0, document, "a", 1), 1u);
    EXPECT_EQ(mesh.put(0, document, "b", 2), 2u);
    mesh.world.act(0, [](Node& node, core::Instant now) { node.leave(now); });
    EXPECT_EQ(mesh.world.node(0).document(document)->own_count(), 2u);
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

TEST(Mesh, ND32_one_member_fills_no_more_than_its_share) {
    Mesh mesh(1, [](NodeIndex node) {
        fabric::node::Options options = Mesh::make_open(node);
        options.documents_max = 8;
        options.documents_per_member_max = 2;
        options.keeps_everything = node == 0;
        return options;
    });
    mesh.gather();
    const NodeIndex other = mesh.join();
    for (const char* name : {"1", "2", "3", "4"}) mesh.put(1, mesh.open(1, name), "a", 1);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.world.node(0).document_count(), 2u);
    auto told = mesh.heard<fabric::node::DocumentsNotKept>(0);
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told[0].peer, mesh.world.swarms().id(1));
    EXPECT_EQ(told[0].reason, fabric::node::NotKept::member_share_full);
    // Others have theirs, also after a restart, and so has the node's own user.
    mesh.pass(seconds{1});
    mesh.world.lose_power(0);
    mesh.world.revive(0);
    mesh.pass(seconds{1});
    mesh.world.dial(0, 1);
    mesh.world.dial(0, other);
    mesh.pass(seconds{5});
    ASSERT_TRUE(mesh.are_in_session(0, 1) && mesh.are_in_session(0, other));
    EXPECT_EQ(mesh.world.node(0).document_count(), 2u);
    mesh.put(other, mesh.open(other, "5"), "a", 1);
    mesh.put(0, mesh.open(0, "3"), "b", 1);
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.text(0, "5"), R"({"a":1})");
    EXPECT_EQ(mesh.text(0, "3"), R"({"a":1,"b":1})");
    EXPECT_EQ(mesh.world.node(0).document_count(), 4u);
    // An Authority brings what it has.
    mesh.grant_authority(1);
    mesh.open(1, "6");
    mesh.pass(seconds{2});
    EXPECT_NE(mesh.text(0, "6"), "none");
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
