// Members that are revoked: what becomes of what they wrote, of their sessions, and of them if they
// are given a role again.
#include "sim/mesh_test.h"

namespace sim {
namespace {

using fabric::membership::DoorRefusal;
using fabric::node::NotLetIn;
using fabric::node::OwnRole;

// The founder and others that dialled it, and one another.
Mesh& gathered(Mesh& mesh, NodeIndex count) {
    mesh.pass(seconds{5});
    for (NodeIndex node = 1; node < count; ++node) {
        mesh.add();
        for (NodeIndex other = 0; other < node; ++other) mesh.world.dial(node, other);
        mesh.pass(seconds{4});
    }
    return mesh;
}

void write(Mesh& mesh, NodeIndex node, std::string_view name, const std::string& key, int value) {
    mesh.put(node, mesh.open(node, name), key, value);
}

std::optional<core::Error> refusal(Mesh& mesh, NodeIndex node, std::string_view name) {
    const auto number = mesh.open(node, name);
    const auto written = mesh.world.act(node, [&](Node& one, core::Instant now) {
        return one.write(number, Policy::local(), now,
                         [](Editor& editor) { return editor.set(Path{"z"}, Value::of(1)); });
    });
    if (written) return std::nullopt;
    const auto* const error = core::get_if<core::Error>(&written.error());
    return error ? std::optional(*error) : std::nullopt;
}

void expect_same(Mesh& mesh, std::vector<NodeIndex> nodes, std::string_view name,
                 std::string_view text) {
    for (const NodeIndex node : nodes) {
        EXPECT_EQ(mesh.text(node, name), text) << "node " << node;
        EXPECT_EQ(mesh.bytes(node, name), mesh.bytes(nodes[0], name)) << "node " << node;
    }
}

// 1 writes what reaches 2 and not 0, which revokes it meanwhile.
Mesh& written_beyond(Mesh& mesh) {
    gathered(mesh, 3);
    write(mesh, 1, "d", "good", 1);
    mesh.pass(seconds{2});
    mesh.world.swarms().part({true, false, false});
    write(mesh, 1, "d", "bad", 2);
    mesh.pass(seconds{2});
    mesh.revoke(0, 1);
    EXPECT_EQ(mesh.text(0, "d"), R"({"good":1})");
    EXPECT_EQ(mesh.text(2, "d"), R"({"bad":2,"good":1})");
    write(mesh, 2, "d", "mine", 3);  // On top of what is void.
    return mesh;
}

void heal(Mesh& mesh) {
    mesh.world.swarms().heal();
    mesh.world.dial(2, 0);
    mesh.world.dial(1, 0);
    mesh.pass(seconds{60});
}

TEST(MeshRevoke, ND25_who_comes_later_gets_what_a_revoked_author_had_written) {
    for (const auto make : {Mesh::make_open, Mesh::make_closed}) {
        Mesh mesh(1, make);
        gathered(mesh, 2);
        write(mesh, 1, "d", "a", 1);
        write(mesh, 0, "d", "b", 2);
        mesh.pass(seconds{2});
        mesh.revoke(0, 1);
        mesh.pass(seconds{2});
        const NodeIndex late = mesh.add();
        mesh.world.dial(late, 0);
        mesh.pass(seconds{4});
        expect_same(mesh, {0, late}, "d", R"({"a":1,"b":2})");
        write(mesh, late, "d", "c", 3);
        mesh.pass(seconds{2});
        expect_same(mesh, {0, late}, "d", R"({"a":1,"b":2,"c":3})");
    }
}

TEST(MeshRevoke, ND25_what_is_beyond_the_cut_shows_nowhere_whoever_had_taken_it) {
    for (const auto make : {Mesh::make_open, Mesh::make_closed}) {
        Mesh mesh(1, make);
        heal(written_beyond(mesh));
        expect_same(mesh, {0, 2}, "d", R"({"good":1,"mine":3})");
        const NodeIndex late = mesh.add();
        mesh.world.dial(late, 0);
        mesh.pass(seconds{4});
        expect_same(mesh, {0, 2, late}, "d", R"({"good":1,"mine":3})");
    }
}

TEST(MeshRevoke, ND25_of_many_documents_every_one_has_its_cut) {
    Mesh mesh(1);
    gathered(mesh, 2);
    constexpr std::size_t count = fabric::membership::cuts_per_entry_max + 20;
    for (std::size_t i = 0; i < count; ++i)
        write(mesh, 1, core::formatted("d{}", i), "a", static_cast<int>(i));
    mesh.pass(seconds{20});
    const std::size_t before = mesh.world.node(0).members()->size();
    mesh.revoke(0, 1);
    EXPECT_EQ(mesh.world.node(0).members()->size(), before + 2);
    for (std::size_t i = 0; i < count; ++i)
        EXPECT_NE(mesh.text(0, core::formatted("d{}", i)), "{}") << i;
    const auto again = mesh.world.act(
        0, [&](Node& node, core::Instant now) { return node.revoke(mesh.key_of(1), now); });
    EXPECT_EQ(again.error(), fabric::membership::WriteRefusal::already_so);
}

TEST(MeshRevoke, ND25_devices_are_revoked_with_their_owner) {
    Mesh mesh(1);
    gathered(mesh, 3);
    const auto consent = fabric::membership::sign_consent(
        mesh.world.node(0).members()->mesh(), mesh.key_of(1), mesh.world.swarms().identity(2));
    const auto added = mesh.world.act(1, [&](Node& node, core::Instant now) {
        return node.write_entry(now, [&](const fabric::membership::Author& author) {
            return fabric::membership::add_device(author, mesh.key_of(2), consent);
        });
    });
    ASSERT_TRUE(added);
    write(mesh, 2, "d", "a", 1);
    mesh.pass(seconds{2});
    mesh.revoke(0, 1);
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1})");
    EXPECT_EQ(mesh.world.node(0).session_count(), 0u);
    EXPECT_EQ(refusal(mesh, 2, "d"), core::Error::author_revoked);
}

TEST(MeshRevoke, ND26_a_revoked_member_writes_no_more_and_is_told) {
    Mesh mesh(1);
    gathered(mesh, 2);
    write(mesh, 1, "d", "a", 1);
    mesh.pass(seconds{2});
    mesh.revoke(0, 1);
    mesh.pass(seconds{1});
    const auto told = mesh.heard<OwnRole>(1);
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back(), (OwnRole{std::nullopt, true}));
    EXPECT_EQ(refusal(mesh, 1, "d"), core::Error::author_revoked);
    EXPECT_EQ(refusal(mesh, 1, "new"), core::Error::author_revoked);
    EXPECT_EQ(mesh.text(1, "d"), R"({"a":1})");
}

TEST(MeshRevoke, ND27_its_sessions_end_and_it_is_not_let_in_again) {
    for (const auto make : {Mesh::make_open, Mesh::make_closed}) {
        Mesh mesh(1, make);
        gathered(mesh, 3);
        ASSERT_TRUE(mesh.are_in_session(1, 2));
        mesh.revoke(0, 1);
        mesh.pass(milliseconds{500});
        for (const NodeIndex other : {0u, 2u})
            EXPECT_FALSE(mesh.world.node(other).has_session(mesh.world.swarms().id(1)));
        mesh.pass(seconds{20});
        mesh.world.dial(1, 0);
        mesh.world.dial(2, 1);
        mesh.pass(seconds{20});
        EXPECT_EQ(mesh.world.node(1).session_count(), 0u);
        EXPECT_TRUE(mesh.are_in_session(0, 2));
        const auto refused = mesh.heard<NotLetIn>(1);
        ASSERT_FALSE(refused.empty());
        EXPECT_EQ(refused.back().refused.reason, DoorRefusal::key_revoked);
        EXPECT_TRUE(refused.back().refused.is_by_peer);
        EXPECT_FALSE(mesh.world.swarms().swarm(0).is_connected(mesh.world.swarms().id(1)));
    }
}

TEST(MeshRevoke, ND6_who_was_revoked_is_not_admitted_again_for_knowing_the_secret) {
    Mesh mesh(1, Mesh::make_closed);
    gathered(mesh, 3);
    mesh.world.crash(1);
    mesh.revoke(0, 1);
    mesh.pass(seconds{2});
    mesh.world.lose_disk(1);
    mesh.world.revive(1);
    mesh.world.dial(1, 2);
    mesh.pass(seconds{30});
    EXPECT_EQ(mesh.world.node(2).members()->role(mesh.key_of(1), {1'800'000'000}), std::nullopt);
    EXPECT_EQ(mesh.world.node(2).session_count(), 1u);
}

TEST(MeshRevoke, ND28_a_role_given_again_gives_back_what_was_void) {
    Mesh mesh(1);
    heal(written_beyond(mesh));
    mesh.grant(0, 1, Role::citizen);
    mesh.world.dial(1, 0);
    mesh.pass(seconds{10});
    EXPECT_TRUE(mesh.are_in_session(0, 1));
    expect_same(mesh, {0, 1, 2}, "d", R"({"bad":2,"good":1,"mine":3})");
    EXPECT_EQ(mesh.heard<OwnRole>(1).back(), (OwnRole{Role::citizen, false}));
    write(mesh, 1, "d", "again", 4);
    mesh.pass(seconds{2});
    expect_same(mesh, {0, 1, 2}, "d", R"({"again":4,"bad":2,"good":1,"mine":3})");
    // And revoked anew: what it has written until now stays.
    mesh.revoke(0, 1);
    mesh.pass(seconds{2});
    expect_same(mesh, {0, 2}, "d", R"({"again":4,"bad":2,"good":1,"mine":3})");
    EXPECT_FALSE(mesh.are_in_session(0, 1));
}

TEST(MeshRevoke, ND28_who_waits_at_the_door_is_let_in_when_it_has_a_role_again) {
    Mesh mesh(1);
    gathered(mesh, 2);
    mesh.revoke(0, 1);
    mesh.pass(seconds{20});
    mesh.world.dial(0, 1);
    mesh.pass(seconds{20});
    EXPECT_FALSE(mesh.are_in_session(0, 1));
    mesh.grant(0, 1, Role::citizen);
    mesh.pass(seconds{2});
    EXPECT_TRUE(mesh.are_in_session(0, 1));
}

TEST(MeshRevoke, ND3_after_a_restart_what_is_void_is_so) {
    Mesh mesh(1);
    heal(written_beyond(mesh));
    for (const NodeIndex node : {0u, 2u}) {
        mesh.world.lose_power(node);
        mesh.world.revive(node);
        mesh.pass(seconds{1});
        EXPECT_EQ(mesh.text(node, "d"), R"({"good":1,"mine":3})");
    }
    mesh.world.dial(2, 0);
    mesh.pass(seconds{5});
    expect_same(mesh, {0, 2}, "d", R"({"good":1,"mine":3})");
    mesh.world.lose_power(1);
    mesh.world.revive(1);
    mesh.pass(seconds{1});
    EXPECT_EQ(refusal(mesh, 1, "d"), core::Error::author_revoked);
}

fabric::node::Options make_small(NodeIndex node) {
    fabric::node::Options options = Mesh::make_open(node);
    options.store.journal.writing.segment_size_max = std::size_t{16} << 10;
    options.store.journal.writing.growth_size = std::uint64_t{4} << 10;
    options.store.compaction.measure_interval = seconds{5};
    return options;
}

std::size_t snapshots_of(const Mesh& mesh, NodeIndex node) {
    std::size_t count = 0;
    for (const auto& told : mesh.heard<fabric::node::StorageTold>(node))
        if (const auto* const snapshot = core::get_if<core::store::SnapshotEvent>(&told.event))
            count += core::holds_alternative<core::store::SnapshotStored>(*snapshot);
    return count;
}

// It is taken before anybody but the revoker knows, or when both do.
TEST(MeshRevoke, ND16_a_snapshot_in_between_changes_nothing) {
    for (const bool is_before : {true, false}) {
        MeshWorld::Options small;
        small.disk.size_max = std::uint64_t{400} << 10;
        Mesh mesh(1, make_small, small);
        written_beyond(mesh);
        if (!is_before) heal(mesh);
        const auto is_done = [&] { return snapshots_of(mesh, 0) > 0 && snapshots_of(mesh, 2) > 0; };
        for (int round = 0; round < 20 && !is_done(); ++round) {
            for (int i = 0; i < 40; ++i) {
                for (const NodeIndex node : {0u, 2u}) write(mesh, node, "more", "k", i);
                mesh.pass(milliseconds{100});  // Else they join.
            }
            mesh.pass(seconds{10});
        }
        EXPECT_TRUE(is_done()) << is_before;
        for (const NodeIndex node : {0u, 2u}) {
            mesh.world.lose_power(node);
            mesh.world.revive(node);
        }
        heal(mesh);
        expect_same(mesh, {0, 2}, "d", R"({"good":1,"mine":3})");
    }
}

TEST(MeshRevoke, ND29_who_leaves_keeps_what_it_wrote) {
    Mesh mesh(1);
    gathered(mesh, 3);
    write(mesh, 1, "d", "a", 1);
    mesh.pass(seconds{2});
    mesh.revoke(1, 1);
    mesh.pass(seconds{2});
    expect_same(mesh, {0, 2}, "d", R"({"a":1})");
    EXPECT_FALSE(mesh.world.node(0).has_session(mesh.world.swarms().id(1)));
    EXPECT_EQ(mesh.heard<OwnRole>(1).back(), (OwnRole{std::nullopt, true}));
    EXPECT_EQ(refusal(mesh, 1, "d"), core::Error::author_revoked);
}

}  // namespace
}  // namespace sim
